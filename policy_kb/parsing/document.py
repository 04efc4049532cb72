"""Reading a whole document into its tree, and finding the way about in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from policy_kb.model import Document, DocumentMeta, Node, NodeKind
from policy_kb.parsing.blocks import Block, Reached, read_blocks
from policy_kb.parsing.cleaning import clean
from policy_kb.parsing.layout import Part, read_parts
from policy_kb.parsing.lines import Line, split_lines
from policy_kb.parsing.tables import Row, is_table_line, read_rows
from policy_kb.parsing.tree import build, with_unique_clauses

_CITABLE = frozenset({NodeKind.HEADING, NodeKind.TABLE_ROW, NodeKind.ANNEX, NodeKind.FRONT, NodeKind.BACK})
_TABLE_NUMBER = re.compile(r"^(表\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2}))(?![\d年格])")
_TABLE_NAME = re.compile(r"(?:[\u4e00-\u9fff]{2}清单|[\u4e00-\u9fff]{2,4}表)$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTERHEAD = re.compile(
    r"文件$|[〔\[［（(]\s*(?:19|20)\d\d\s*[〕\]］）)]|^(?:绝密|机密|秘密|特急|加急|平急|特提|急件)(?:[★☆]|$)|^(?:签发人|份号)"
)
_NAMING_HEAD = re.compile(r"项目|内容|名称|品种|任务|事项|环节|类别|产业(?!扶持|补)|对象$")
_PAID_TO = re.compile(r"(?:补[贴助]|奖补|扶持|享受)对象$")
_ROW_TITLE_MAX = 20
NOTICE, HEAD, ENDING = "通知", "文首", "文末"


def read_document(meta: DocumentMeta, source: str) -> Document:
    """Read a document's tree from its text; every character of the source lies in exactly one node."""
    parts = read_parts(split_lines(source))
    children: list[Node] = []
    for part in parts:
        children.extend(_annex(source, part) if part.is_annex else _main(source, part))
    root = Node("", NodeKind.ROOT, "", meta.title, "", 0, len(source), tuple(children))
    return Document(meta, source, with_unique_clauses(root))


def clause_text(document: Document, clause: str) -> str:
    """Return a clause's whole text as it reads: its number, its words and everything below it."""
    node = find_node(document, clause)
    return clean(document.source[node.start : node.end]) if node else ""


def find_node(document: Document, clause: str) -> Node | None:
    """Find the node with this clause."""
    return next((node for node in document.root.walk() if node.clause == clause), None)


def citable_clauses(document: Document) -> dict[str, str]:
    """Map every node's clause to the clause an answer cites: paragraphs and dashes to the numbered clause around them."""
    found: dict[str, str] = {}

    def visit(node: Node, above: str) -> None:
        here = node.clause if node.kind in _CITABLE or not above else above
        found[node.clause] = here
        for child in node.children:
            visit(child, here)

    for child in document.root.children:
        visit(child, "")
    return found


def _main(source: str, part: Part) -> Iterator[Node]:
    if part.notice:
        yield _plain(source, part.notice, NodeKind.FRONT, NOTICE)
    front, opening = _split_opening(part.front)
    if front:
        yield _plain(source, front, NodeKind.FRONT, HEAD)
    body = [*opening, *part.body]
    if body:
        yield from build(source, _blocks(body, ""), "")
    if part.back:
        yield _plain(source, part.back, NodeKind.BACK, ENDING)


def _annex(source: str, part: Part) -> Iterator[Node]:
    """Make the annex's node: its title, then its opening paragraphs and clauses."""
    first, *rest = part.front
    titles, opening = _split_opening(rest)
    front = [first, *titles]
    title = clean("".join(line.text for line in titles)) or clean(first.text[len(part.label) :]).lstrip("：:")
    prefix = f"{part.label} " if re.search(r"[\d一二三四五六七八九十]$", part.label) else ""
    body = [*opening, *part.body]
    children = build(source, _blocks(body, title), prefix, part.label) if body else []
    if part.back:
        children.append(_plain(source, part.back, NodeKind.BACK, f"{part.label} {ENDING}"))
    last = (part.back or body or front)[-1]
    yield Node(part.label, NodeKind.ANNEX, part.label, title, "", part.front[0].start, last.end, tuple(children))


def _plain(source: str, lines: Sequence[Line], kind: NodeKind, clause: str) -> Node:
    start, end = lines[0].start, lines[-1].end
    title = clean("".join(_title_lines(lines))) if kind is NodeKind.FRONT else ""
    return Node(clause, kind, "", title, clean(source[start:end]), start, end)


def _title_lines(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the lines of a title block up to the addressee or the first sentence."""
    for line in lines:
        if line.text.endswith(("：", ":", "。")) or line.is_date:
            return
        if _HAN.search(line.text) and not _LETTERHEAD.search(line.text):
            yield line.text


def _split_opening(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Split title, number, date and addressee from the opening paragraphs."""
    for index, line in enumerate(lines):
        if line.text.endswith("。") or (len(line.text) > 60 and not line.text.endswith(("：", ":"))):
            return list(lines[:index]), list(lines[index:])
    return list(lines), []


def _blocks(lines: Sequence[Line], table_title: str) -> list[Block]:
    """Read blocks from lines that may hold tables between clauses."""
    cuts = [0, *(i for i in range(1, len(lines)) if _in_table(lines, i) != _in_table(lines, i - 1)), len(lines)]
    blocks: list[Block] = []
    reached = Reached()
    for start, stop in pairwise(cuts):
        run = lines[start:stop]
        above = blocks[-1].text if blocks and blocks[-1].kind is NodeKind.PARAGRAPH else table_title
        rows = _rows(run, above, table_title) if _in_table(lines, start) else []
        blocks.extend(rows or read_blocks(run, run[0].start, run[-1].end, reached))
    return blocks


def _in_table(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line lies between two table lines with at most a few lines of a broken cell between them."""
    if is_table_line(lines[index]):
        return True
    before = any(is_table_line(line) for line in lines[max(0, index - 3) : index])
    after = any(is_table_line(line) for line in lines[index + 1 : index + 4])
    return before and after


def _rows(lines: Sequence[Line], *titles: str) -> list[Block]:
    """Read a table's rows, named after the title above the table or the annex's title."""
    head_end, rows = read_rows(lines)
    if not rows:
        return []
    numbered = _TABLE_NUMBER.match(titles[0])
    named = (_TABLE_NAME.search(re.sub(r"[（(].*[）)]$", "", title)) for title in titles)
    name = clean(numbered[1]) if numbered else next((found[0] for found in named if found), "表")
    blocks = _told_apart([_row_block(row, name) for row in rows], rows)
    if lines[0].start < head_end:
        head = clean("".join(line.text + " " for line in lines if line.end <= head_end))
        blocks.insert(0, Block(NodeKind.PARAGRAPH, lines[0].start, head_end, head))
    return blocks


def _row_block(row: Row, name: str) -> Block:
    title = row.titles[-1] if row.titles else _row_title(row)
    above = [f"{row.titles_head}：{' '.join(row.titles)}" if row.titles_head else " ".join(row.titles)] if row.titles else []
    text = "\n".join([*above, *(f"{head}：{cell}" if head else cell for head, cell in row.cells)])
    return Block(NodeKind.TABLE_ROW, row.start, row.end, text, None, f"{name}第{row.number}行", title)


def _told_apart(blocks: list[Block], rows: Sequence[Row]) -> list[Block]:
    """Add to the titles of rows that share one the next cell, which tells them apart (烘茶机 6平方米)."""
    times = Counter(block.title for block in blocks)
    told = []
    for block, row in zip(blocks, rows, strict=True):
        cells = [cell for _, cell in row.cells]
        at = cells.index(block.title) + 1 if block.title in cells else len(cells)
        is_shared = times[block.title] > 1 and not row.titles and at < len(cells) and len(cells[at]) <= _ROW_TITLE_MAX
        told.append(replace(block, title=f"{block.title} {cells[at]}") if is_shared and not cells[at].isdecimal() else block)
    return told


def _row_title(row: Row) -> str:
    """Name a row by its item or task, else by its first cell that is no number."""
    worded = [(head, cell) for head, cell in row.cells if not cell.isdecimal()]
    named = [cell for head, cell in worded if _NAMING_HEAD.search(head) and not _PAID_TO.search(head) and len(cell) <= _ROW_TITLE_MAX]
    return named[-1] if named else next((cell for _, cell in worded), "")
