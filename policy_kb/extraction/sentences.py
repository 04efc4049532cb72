"""Going through a document sentence by sentence, each with the clause it is cited by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policy_kb.model import Document, Node, NodeKind
from policy_kb.parsing import citable_clauses, split_sentences

_SKIPPED = frozenset({NodeKind.ROOT, NodeKind.ANNEX})


@dataclass(frozen=True)
class Sentence:
    """One sentence, the clause it is cited by, the headings above, the sentence before and the column it stands in."""

    text: str
    clause: str
    headings: tuple[str, ...]
    before: str
    column: str
    kind: NodeKind


def read_sentences(document: Document) -> Iterator[Sentence]:
    """Yield every sentence of a document in reading order; headings that say something are sentences too."""
    cites = citable_clauses(document)
    yield from _below(document.root, (), cites, "")


def _below(node: Node, headings: tuple[str, ...], cites: dict[str, str], lead: str) -> Iterator[Sentence]:
    here = (*headings, node.title) if node.title else headings
    clause = cites.get(node.clause, node.clause)
    if node.kind not in _SKIPPED:
        if node.title and node.kind not in (NodeKind.FRONT, NodeKind.TABLE_ROW):
            yield Sentence(node.title, clause, here, lead, "", node.kind)
        yield from _own(node, clause, here, lead)
    for child in node.children:
        if child.kind is NodeKind.PARAGRAPH and child.text.endswith(("：", ":")):
            lead = child.text
        yield from _below(child, here, cites, lead)


def _own(node: Node, clause: str, headings: tuple[str, ...], lead: str) -> Iterator[Sentence]:
    before = lead
    for line in node.text.splitlines():
        head, colon, rest = line.partition("：")
        column, text = (head, rest) if node.kind is NodeKind.TABLE_ROW and colon and len(head) <= 20 else ("", line)
        for sentence in split_sentences(text):
            yield Sentence(sentence, clause, headings, before, column, node.kind)
            before = sentence


def phrase_around(text: str, start: int, end: int) -> str:
    """Return the phrase between commas that holds a span, with the phrase before it when it is short."""
    left = max((text.rfind(mark, 0, start) for mark in "，。；：,"), default=-1) + 1
    ends = [at for mark in "，。；,：" if (at := text.find(mark, end)) >= 0]
    right = min(ends, default=len(text))
    if start - left < 4 and left > 0:
        left = max((text.rfind(mark, 0, left - 1) for mark in "，。；：,"), default=-1) + 1
    return text[left:right].strip()
