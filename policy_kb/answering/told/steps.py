"""From applying to being paid: a clause whose parts are the steps is told whole and in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy_kb.answering.clauses.kinds import shipped_kinds
from policy_kb.answering.clauses.quoting import masked, pieces_of
from policy_kb.answering.clauses.reading import Part
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Citation, Document, Node, NodeKind
from policy_kb.parsing.passages import split_sentences
from policy_kb.search import normalise
from policy_kb.search.rerank import Found, share

FEWEST, MOSTLY = 2, 0.6  # so many parts of a clause, and so large a share of them, are steps
LONGEST = 360  # characters in which all steps are told
SHORT_NAME = 16  # longer ones are sentences, in which 材料 is what is handed in
AS_WELL = 0.8  # what a clause of steps must speak of, beside the best sentence found
_PARTS = (NodeKind.HEADING, NodeKind.ENUMERATION, NodeKind.DASH)


@dataclass(frozen=True)
class _Step:
    name: str
    text: str


def asks_for_steps(part: Part) -> bool:
    """Say whether the way through an application is asked, and not one of its steps."""
    return bool(shipped_kinds().steps_asked.search(part.asked.said))


def told_steps(kb: KnowledgeBase, part: Part, documents: Sequence[Document], likely: Sequence[Found]) -> list[Citation]:
    """Return the steps that answer a part of a question, in order, each as short as all of them must be; nothing when there are none."""
    if not likely:
        return []
    found = likely[0]
    candidates = [(_worth(part, node, above, found, slug), slug, node) for slug, node, above in _procedures(documents)]
    worth, slug, node = max(candidates, key=lambda candidate: candidate[0], default=(0.0, "", None))
    if node is None or worth < AS_WELL * found.coverage:
        return []
    head = node.title or (split_sentences(node.text) or [""])[-1].rstrip("：。；")
    steps = [_Step(child.title, child.text) for child in node.children if child.kind in _PARTS]
    quotes = _shortened(steps)
    ends = ["；"] * (len(quotes) - 1) + ["。"]
    told = [Citation(slug, node.clause, masked(quote) + end) for quote, end in zip(quotes, ends, strict=True)]
    return [Citation(slug, node.clause, f"{head}："), *told]


def _procedures(documents: Sequence[Document]) -> Iterator[tuple[str, Node, tuple[str, ...]]]:
    """Yield the clauses whose parts are steps, with the titles above them."""

    def visit(node: Node, above: tuple[str, ...]) -> Iterator[tuple[Node, tuple[str, ...]]]:
        if _is_procedure(node):
            yield node, above
            return
        for child in node.children:
            yield from visit(child, (*above, node.title) if node.title else above)

    for document in documents:
        for node, above in visit(document.root, ()):
            yield document.slug, node, above[1:]


def _is_procedure(node: Node) -> bool:
    """Say whether a clause is called a procedure, or led in as one, and its parts are steps."""
    lead = (split_sentences(node.text) or [""])[-1]
    if node.kind is NodeKind.ROOT or not shipped_kinds().procedures.search(normalise(node.title + lead)):
        return False
    parts = [child for child in node.children if child.kind in _PARTS]
    if sum(map(_is_procedure, parts)) == 1:
        return False  # a chapter on applying, in which one clause has the steps beside those on papers and times
    steps = sum(_is_step(normalise(child.title or child.text[:LONGEST])) for child in parts)
    return steps >= FEWEST and steps >= MOSTLY * len(parts)


def _is_step(name: str) -> bool:
    return bool(shipped_kinds().steps.search(name)) and not (len(name) <= SHORT_NAME and shipped_kinds().no_steps.search(name))


def _worth(part: Part, node: Node, above: Sequence[str], found: Found, slug: str) -> float:
    """Return how much of the question a procedure speaks of; the clause of the best sentence counts as all of it."""
    texts = (*above, node.title, node.text, *(child.title + child.text for child in node.children))
    is_there = found.passage.document == slug and any(child.clause == found.passage.clause for child in node.walk())
    return share(part.concepts, "".join(texts)) + is_there


def _shortened(steps: Sequence[_Step]) -> list[str]:
    """Tell each step in full, or by its first sentence, or by the words that say what is done, or by its name alone."""
    ways = (_in_full, _first_sentence, _what_is_done, _name)
    told = ([way(step) for step in steps] for way in ways)
    return next((quotes for quotes in told if sum(map(len, quotes)) <= LONGEST), [_name(step) for step in steps])


def _in_full(step: _Step) -> str:
    return _named(step, step.text.rstrip("。；"))


def _first_sentence(step: _Step) -> str:
    return _named(step, (split_sentences(step.text) or [""])[0].rstrip("。；"))


def _what_is_done(step: _Step) -> str:
    done = [piece for piece in pieces_of(step.text) if shipped_kinds().steps.search(normalise(piece))]
    return _named(step, "".join(done[:2]).rstrip("，；。"))


def _name(step: _Step) -> str:
    return step.name or pieces_of(step.text)[0].rstrip("，；。")


def _named(step: _Step, text: str) -> str:
    return "。".join(piece for piece in (step.name, text) if piece)
