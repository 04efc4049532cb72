"""Lists: a clause whose parts are the answer is given whole."""

from __future__ import annotations

from policy_kb.answering.clauses.quoting import cell_free
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Citation, Node, NodeKind, Passage
from policy_kb.parsing.passages import split_sentences

LONG_LIST, LONG_NAME = 230, 20
MERE_HEADING = 3  # a cell at most so many times as long as the heading in it says no more than the heading
_LISTED = (NodeKind.HEADING, NodeKind.ENUMERATION, NodeKind.DASH)


def is_overview(kb: KnowledgeBase, passage: Passage) -> bool:
    """Say whether a passage lists the parts of a clause rather than quoting one of its sentences."""
    node = kb.clause(passage.document, passage.clause)
    if node is None or len(node.children) < 2 or passage.kind is not node.kind or passage.text in node.text:
        return False
    return _name(node.children[1]) in passage.text


def is_mere_heading(passage: Passage, sentence: str) -> bool:
    """Say whether a sentence only repeats a title, or a table's cell only the headings of its row."""
    cell = cell_free(sentence).rstrip("；。")
    if passage.kind is NodeKind.FRONT:
        return any(cell in heading for heading in passage.headings)
    if passage.kind is not NodeKind.TABLE_ROW or not passage.headings:
        return False
    return passage.headings[-1] in cell and len(cell) <= MERE_HEADING * len(passage.headings[-1])


def whole_list(kb: KnowledgeBase, slug: str, clause: str) -> list[Citation]:
    """Return a clause's title and its parts in order, each quoted from where it stands; nothing when it has no parts."""
    node = kb.clause(slug, clause)
    children = [c for c in node.children if c.kind in _LISTED] if node else []
    if node is None or len(children) < 2:
        return []
    names = [_name(child) for child in children]
    told = [f"{child.title}。{child.text}".rstrip("。；") for child in children if child.title and child.text and not child.children]
    if len(told) == len(names) and sum(map(len, told)) <= LONG_LIST:
        names = told  # a short list is told whole: 贫困户。全县2015年底精准识别的...
    while sum(map(len, names)) > LONG_LIST and max(map(len, names)) > LONG_NAME:
        names = [n if len(n) < max(map(len, names)) else n[: len(n) * 2 // 3].rstrip("，、") for n in names]
    head = node.title or (split_sentences(node.text) or [""])[-1].rstrip("：。；")
    ends = ["；"] * (len(names) - 1) + ["。"]
    return [Citation(slug, clause, f"{head}：")] + [Citation(slug, clause, name + end) for name, end in zip(names, ends, strict=True)]


def _name(child: Node) -> str:
    return child.title or (split_sentences(child.text) or [""])[0].rstrip("。；")
