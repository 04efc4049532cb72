"""Reading a document's title, issuer, number, date, place and period from its own text."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from policy_kb.model import Document, Node, NodeKind
from policy_kb.parsing import clean, squeeze
from policy_kb.parsing.numbering import read_number
from policy_kb.regions import Divisions

_NUMBER = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff（）]{2,14}[〔\[［(（]\s*(?:19|20)\d\d\s*[〕\]］)）]\s*(?:第?\s*\d{1,4}\s*号)?)")
_DAY = re.compile(r"(\d{4}|[二〇○零一三四五六七八九]{4})年(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})日")
_YEAR_DIGITS = "〇一二三四五六七八九"
_ISSUER = (
    r"(?:人民政府(?:办公室|办公厅)?|领导小组(?:办公室)?|指挥部(?:办公室)?|委员会(?:办公室)?|办公室|[局厅委办]|党委|领导组"
    r"|[银分支]行|联[社合]会?|中心|总队|集团)"
)
_SEVERAL = r"等[二两三四五六七八九十\d]{1,2}个?(?:部门|单位|部委|局|家)"
_TITLE_ISSUER = re.compile(rf"^([^《》，。]{{2,40}}?{_ISSUER}(?:{_SEVERAL})?)(?=关于|印发|转发|征求|文件|[ 《])")
_SIGNER = re.compile(rf"^[^《》，。：、]{{2,30}}{_ISSUER}$")
_APART = re.compile(r"[\u3000\t]+| {2,}|(?<=[局厅委办行]) ")
_HAN_COUNT = "零一二三四五六七八九十"
_LETTERHEAD = re.compile(rf"^([^《》，。：]{{2,30}}{_ISSUER})文件$")
_INNER = re.compile(
    r"(?:关于)?(?:公开)?(?:印发|转发|征求)(?:对?《(.+)》|(.+?))(?:公开)?(?:征求)?(?:意见(?:建议)?)?的(?:通知|函|公告|通告|启事)$"
)
_DRAFT = re.compile(
    r"征求意见稿|草案|送审稿|讨论稿|征求[^。]{0,60}意见(?:建议)?的(?:通知|函|公告|通告|启事)$|征求意见的?(?:公告|通告|启事)"
)
_ABOLISHED = re.compile(r"[^，。；]*?(?:废止|停止执行|不再执行|停止施行|失效)")
_NAMED = re.compile(r"《([^》]+)》")
_FROM = re.compile(r"[自从]\s*(?:(20\d\d)年(\d{1,2})月(\d{1,2})日|(印发|发布|公布|下发|发文)之日)\s*(?:起|开始)")
_TAKES_EFFECT = re.compile(_FROM.pattern + r"(?=[^，。；]{0,4}(?:施行|执行|实施|生效|试行))")
_PERIOD = r"(?:有效期|执行期|实施期|试行期|施行期|执行时间|实施时间|施行时间)"
_DAY_UNTIL = r"(20\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日|底)?|底|末)?"
_UNTIL = re.compile(
    rf"{_PERIOD}限?[^。；]{{0,24}}?(?:至|到|截止|[-—–－~])\s*{_DAY_UNTIL}"
    rf"|(?:施行|执行|实施|生效|试行)，?(?:有效)?(?:至|到){_DAY_UNTIL}(?=止|底?[，。；])"
)
_YEARS = re.compile(rf"(?:{_PERIOD}限?|试行|暂行|有效)(?:暂?[为定]|暂定为)?\s*([\d一二两三四五六七八九十]{{1,2}})年")
_SPAN = re.compile(r"(20\d\d)\s*年?\s*[-—–－~至]+\s*(20\d\d)\s*年")


@dataclass(frozen=True)
class ReadMeta:
    """What could be read; empty or None where it could not. `places` are the codes the issuer's name may mean."""

    title: str
    issuer: str
    number: str | None
    issued_on: date | None
    places: tuple[str, ...]
    is_draft: bool
    in_force_from: date | None
    in_force_until: date | None
    abolished: tuple[str, ...]


def read_metadata(document: Document, divisions: Divisions) -> ReadMeta:
    """Read front and back matter of a document whose tree is known."""
    nodes = list(document.root.walk())
    lines = _framing_lines(document, nodes)
    heads = [node.title for node in nodes if node.kind is NodeKind.FRONT and node.title]
    issuer = _joint(_signers(document, nodes)) or _issuer(lines, heads)
    issued_on = _issued_on(lines)
    body = clean(document.source)
    begins = _begins(body, issued_on)
    title = _title(heads, issuer)
    is_draft = any(_DRAFT.search(head) for head in heads)
    return ReadMeta(
        title=title,
        issuer=issuer,
        number=_number(lines),
        issued_on=issued_on,
        places=places_named(issuer, title, body, divisions),
        is_draft=is_draft,
        in_force_from=None if is_draft else begins or issued_on,
        in_force_until=_ends(body, title, begins if is_draft else begins or issued_on),
        abolished=_abolished(body, title),
    )


def _abolished(body: str, title: str) -> tuple[str, ...]:
    """Name the documents the text abolishes, itself left out."""
    named = (name for phrase in _ABOLISHED.findall(body) for name in _NAMED.findall(phrase))
    return tuple(dict.fromkeys(name for name in named if squeeze(name) != squeeze(title)))


def _framing_lines(document: Document, nodes: Iterable[Node]) -> list[str]:
    """Return the short lines before and after the body."""
    framing = [node for node in nodes if node.kind in (NodeKind.FRONT, NodeKind.BACK)]
    lines = [clean(line) for node in framing for line in document.source[node.start : node.end].splitlines()]
    return [line for line in lines if line and len(line) <= 60 and not line.endswith("。")]


def _title(heads: list[str], issuer: str) -> str:
    """Take the attached document's own title before the covering notice's."""
    if not heads:
        return ""
    own = re.sub(_NUMBER, "", heads[-1])
    own = re.sub(r"[（(][^（）()]*\d{4}年\d{1,2}月[^（）()]*[）)]$|[（(]\s*[）)]?$", "", own)
    inner = _INNER.search(own)
    if inner and len(heads) == 1:
        own = inner[1] or inner[2]
    named = _TITLE_ISSUER.match(own)
    return own[named.end() :] if named and own[named.end() :].startswith("关于") else own.removeprefix(issuer) if issuer else own


def _issuer(lines: list[str], heads: list[str]) -> str:
    """Take the letterhead (X文件), else the signature above the date, else the name the title begins with."""
    if letterhead := next((m for line in lines if (m := _LETTERHEAD.match(line))), None):
        return letterhead[1]
    for line, following in pairwise(lines):
        if _DAY.match(following) and re.search(rf"{_ISSUER}$", line) and "：" not in line:
            return _full_name(line, lines)
    for head in (*reversed(heads), *lines):
        found = _TITLE_ISSUER.match(head)
        if found:
            return found[1]
    return next((line for line in lines if re.fullmatch(rf"[^，。：]{{2,30}}{_ISSUER}", line)), "")


def _signers(document: Document, nodes: Iterable[Node]) -> list[str]:
    """Return the names written above the first date that has names above it, one or several to a line."""
    for node in nodes:
        if node.kind not in (NodeKind.FRONT, NodeKind.BACK):
            continue
        names: list[str] = []
        for raw in filter(str.strip, document.source[node.start : node.end].splitlines()):
            pieces = [clean(piece) for piece in _APART.split(raw.strip()) if piece.strip()]
            if names and _DAY.fullmatch(clean(raw)):
                return list(dict.fromkeys(names))
            names = [*names, *pieces] if pieces and all(_SIGNER.match(piece) for piece in pieces) else []
    return []


def _joint(names: list[str]) -> str:
    """Name several issuers as offices do: A、B, or A等三部门; nothing for one alone."""
    if len(names) < 2:
        return ""
    return "、".join(names) if len(names) == 2 else f"{names[0]}等{_HAN_COUNT[min(len(names), 10)]}部门"


def _full_name(signature: str, lines: list[str]) -> str:
    """Prefer the issuer's full name when another line ends with the signature (自治区扶贫开发办公室)."""
    longer = [line for line in lines if line.endswith(signature) and len(line) > len(signature) and "关于" not in line]
    return min(longer, key=len) if longer else signature


def _number(lines: list[str]) -> str | None:
    found = next((m for line in lines if "《" not in line.split("〔")[0] and (m := _NUMBER.search(line))), None)
    return re.sub(r"\s", "", found[1]).lstrip("（") if found else None


def _issued_on(lines: list[str]) -> date | None:
    """Take the last date standing alone or before 印发, else the last date in a short line."""
    alone = [m for line in lines if (m := _DAY.match(line)) and len(line) <= len(m[0]) + 2]
    found = alone or [m for line in lines if (m := _DAY.search(line))]
    return read_day(found[-1]) if found else None


def read_day(found: re.Match[str]) -> date | None:
    """Make a date of 2018年2月28日 or 二〇一八年二月二十八日."""
    digits = found[1].replace("零", "〇").replace("○", "〇")
    year = digits if digits.isdecimal() else "".join(str(_YEAR_DIGITS.index(digit)) for digit in digits)
    try:
        return date(int(year), read_number(found[2]), read_number(found[3]))
    except ValueError:
        return None


def _begins(body: str, issued_on: date | None) -> date | None:
    found = _TAKES_EFFECT.search(body) or _FROM.search(body)
    if not found:
        return None
    return issued_on if found[4] else date(int(found[1]), int(found[2]), int(found[3]))


def _ends(body: str, title: str, begins: date | None) -> date | None:
    """Read the last day in force: 有效期至…, 有效期3年, or the years in the title."""
    if until := _UNTIL.search(body):
        year, month, day = (int(part) if part else 0 for part in (until[1] or until[4], until[2] or until[5], until[3] or until[6]))
        return _last_day(year, month or 12, day)
    if (years := _YEARS.search(body)) and begins:
        last = begins.year + read_number(years[1])
        return date(last, begins.month, min(begins.day, 28 if begins.month == 2 else 30)) - timedelta(days=1)
    span = _SPAN.search(title)
    return date(int(span[2]), 12, 31) if span else None


def _last_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None


def places_named(issuer: str, title: str, body: str, divisions: Divisions) -> tuple[str, ...]:
    """Return the codes the beginning of the issuer's name may mean; other places named in the text decide between them."""
    for name in (issuer, title):
        place: tuple[str, ...] = ()
        rest = name
        while found := _longest(rest, place, divisions):
            place, length = found
            rest = rest[length:]
        if place:
            return _likeliest(place, name, body, divisions)
    return ()


def _longest(text: str, within: tuple[str, ...], divisions: Divisions) -> tuple[tuple[str, ...], int] | None:
    """Find the longest place name a text begins with, inside the places read so far (山西省 长治市 沁源县)."""
    for length in range(min(len(text), 16), 1, -1):
        found = tuple(d.code for d in divisions.find(text[:length]) if _agrees(d.name, text, length))
        inside = tuple(code for code in found if not within or any(divisions.lies_in(code, w) and code != w for w in within))
        if inside:
            return inside, length
    return None


def _agrees(official: str, text: str, length: int) -> bool:
    """Refuse 青山 of 青山县 for 青山区: after a short name no other ending may follow."""
    return official == text[:length] or text[length : length + 1] not in tuple("县区市州盟旗省")


def _likeliest(codes: tuple[str, ...], name: str, body: str, divisions: Divisions) -> tuple[str, ...]:
    exact = tuple(code for code in codes if divisions[code].name == name) or codes
    if len(exact) == 1:
        return exact
    around = {code: sum(squeeze(body).count(d.name) for d in divisions.path(code)[1:]) for code in exact}
    best = max(around.values())
    return tuple(code for code in exact if around[code] == best)
