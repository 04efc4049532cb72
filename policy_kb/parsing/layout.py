"""The large parts of a document: covering notice, front, body, each annex, back matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from policy_kb.parsing.lines import Line
from policy_kb.parsing.numbering import dash_length, read_marker
from policy_kb.parsing.tables import is_table_line

_ANNEX = re.compile(r"^(附\s*[件表录])\s*([一二三四五六七八九十]+|\d{1,2})?\s*[：:．.]?\s*(.*)$")
_ANNEX_LIST = re.compile(r"^附\s*[件表]\s*[：:]\s*\S|^附\s*[件表]\s*\d{1,2}\s*[：:．.]\s*\S")
_LIST_ITEM = re.compile(r"^(?:附件)?\d{1,2}\s*[.．、：:]")
_BACK = re.compile(
    r"^(?:抄送|抄报|主送|分送|联\s*系\s*人|联系电话|邮\s*箱|电话)\s*[：:]"
    r"|^[（(]?此件.{0,8}公开|^主题词|印发[）)]?$|^信息公开选项|^[（(]联系"
)
_NAMED = re.compile(r"《([^》]+)》")
_SIGNATURE_MAX, _SIGNERS_MAX = 30, 8
_NOTICE_WORDS = ("通知", "函", "通告", "公告")


@dataclass
class Part:
    """A run of lines with one role; `label` is 附件2 for an annex, empty for the main text."""

    label: str
    front: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    back: list[Line] = field(default_factory=list)
    is_annex: bool = False
    notice: list[Line] = field(default_factory=list)


def read_parts(lines: Sequence[Line]) -> list[Part]:
    """Cut a document into its main text and its annexes, and each of them into front, body and back."""
    heads = [(i, m) for i, m in ((i, _annex_heading(lines, i)) for i in range(len(lines))) if m is not None]
    main_end = heads[0][0] if heads else len(lines)
    parts = [_main_part(lines[:main_end], has_annex=bool(heads))] if main_end or not heads else []
    for position, (index, label) in enumerate(heads):
        stop = heads[position + 1][0] if position + 1 < len(heads) else len(lines)
        parts.append(_annex_part(label, lines[index:stop]))
    return parts


def _annex_heading(lines: Sequence[Line], index: int) -> str | None:
    """Return the label when the line opens an annex, None when it is text or an entry of the list of annexes."""
    found = _ANNEX.match(lines[index].text)
    if not found or len(lines[index].text) > _SIGNATURE_MAX * 2:
        return None
    label = re.sub(r"\s", "", found[1]) + (found[2] or "")
    if not found[3]:
        return label
    if not found[2] or not re.match(r"^附\s*[件表录]\s*\S+?\s*[：:．.\s]", lines[index].text):
        return None
    following = [line for line in lines[index + 1 :] if line.text][:2]
    is_listed = not following or _LIST_ITEM.match(following[0].text) or _ANNEX.match(following[0].text) or any(f.is_date for f in following)
    return None if is_listed else label


def _main_part(lines: Sequence[Line], *, has_annex: bool) -> Part:
    part = Part("")
    first = _first_heading(lines)
    if first is None and has_annex and any(_says_notice(line) for line in lines):
        part.notice = list(lines)
        return part
    head, rest = list(lines[:first]), list(lines[first:]) if first is not None else []
    second_title = _second_title(head)
    part.notice, part.front = head[:second_title], head[second_title:]
    if first is None:
        title_end = _title_end(part.front)
        part.front, rest = part.front[:title_end], part.front[title_end:]
    part.body, part.back = _split_back(rest)
    return part


def _annex_part(label: str, lines: Sequence[Line]) -> Part:
    first = _first_heading(lines, skip=1)
    cut = first if first is not None else 1 + _title_end(lines[1:])
    body, back = _split_back(lines[cut:])
    table = next((i for i in range(1, cut) if is_table_line(lines[i])), None)
    if table is not None:  # the annex's own line stays its front, even with a bar or a tab in it
        cut = table
        body, back = _split_back(lines[cut:])
    return Part(label, list(lines[:cut]), body, back, is_annex=True)


def _first_heading(lines: Sequence[Line], skip: int = 0) -> int | None:
    """Find the first numbered line that belongs to no list of annexes."""
    in_list = False
    for index in range(skip, len(lines)):
        text = lines[index].text
        if _ANNEX_LIST.match(text):
            in_list = True
            continue
        if in_list and text and not _LIST_ITEM.match(text):
            in_list = False
        marker = read_marker(text) if text and not in_list else None
        if (marker and marker.number == 1) or is_table_line(lines[index]) or (text and not in_list and dash_length(text)):
            return index
    return None


def _says_notice(line: Line) -> bool:
    return line.is_title_like and line.text.endswith(_NOTICE_WORDS)


def _second_title(head: Sequence[Line]) -> int:
    """Return where the document itself begins after a covering notice; 0 when there is no notice before it."""
    seen_paragraph = False
    in_list = False
    named = {_bare(name) for line in head for name in _NAMED.findall(line.text)}
    for index, line in enumerate(head):
        if _ANNEX_LIST.match(line.text):
            in_list = True
        elif in_list and line.text and not _LIST_ITEM.match(line.text):
            in_list = False
        if line.text.endswith("。"):
            seen_paragraph = True
        elif seen_paragraph and not in_list and line.is_title_like and not _is_closing(head, index):
            rest = [x.text for x in head[index:] if x.text]
            if (
                len(rest) > 1
                or _bare("".join(rest)) in named
                or line.text.endswith(("意见", "办法", "方案", "细则", "规划", "规定", "措施", "计划", "）", ")"))
            ):
                return index
    return 0


def _is_closing(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is a signature, a date, or another line that closes a letter."""
    line = lines[index]
    if line.is_date or _BACK.search(line.text) or _ANNEX_LIST.match(line.text):
        return True
    following = [x for x in lines[index + 1 :] if x.text][:_SIGNERS_MAX]
    date_at = next((i for i, x in enumerate(following) if x.is_date), None)
    return date_at is not None and len(line.text) <= _SIGNATURE_MAX and all(len(x.text) <= _SIGNATURE_MAX for x in following[:date_at])


def _bare(title: str) -> str:
    return re.sub(r"\s", "", title)


def _title_end(lines: Sequence[Line]) -> int:
    """Return how many lines a text without numbered clauses spends on its title block."""
    for index, line in enumerate(lines):
        if line.text and ((line.is_finished and not line.text.endswith(("：", ":", "）", ")", "》"))) or len(line.text) > 60):
            return index
    worded = [index for index, line in enumerate(lines) if line.text]
    return worded[:2][-1] + 1 if worded else 0


def _split_back(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Cut the signature, the date, the list of annexes and 抄送 off the end of a body."""
    cut = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        text = lines[index].text
        if not text:
            continue
        is_listed = _ANNEX_LIST.match(text) or (_LIST_ITEM.match(text) and _opens_list(lines, index))
        is_short = len(text) <= _SIGNATURE_MAX and not text.endswith("。")
        if not (is_listed or _BACK.search(text) or (is_short and _is_closing(lines, index))):
            break
        cut = index
    while 0 < cut < len(lines) and not lines[cut - 1].text:
        cut -= 1
    return list(lines[:cut]), list(lines[cut:])


def _opens_list(lines: Sequence[Line], index: int) -> bool:
    """Tell whether the numbered lines up to this one begin with 附件："""
    while index >= 0 and (not lines[index].text or (_LIST_ITEM.match(lines[index].text) and not _ANNEX_LIST.match(lines[index].text))):
        index -= 1
    return index >= 0 and bool(_ANNEX_LIST.match(lines[index].text))
