"""May we: beginning an answer with yes or no, from the clause's own words and from nothing else."""

from __future__ import annotations

from policy_kb.answering.clauses.kinds import Modal, shipped_kinds
from policy_kb.answering.clauses.phrases import say
from policy_kb.answering.clauses.quoting import pieces_of
from policy_kb.answering.clauses.reading import Part
from policy_kb.search import normalise
from policy_kb.search.rerank import share

NEAR_THE_THING, MOST_PIECES = 0.3, 3


def permission(quote: str, part: Part) -> str:
    """Return how the answer begins: 不能, 可以, 原则上不能 ..., or nothing when the clause says neither of the thing asked."""
    pieces = [normalise(piece) for piece in pieces_of(quote)]
    values = [share(part.concepts, piece) for piece in pieces]
    telling = [n for n in sorted(range(len(pieces)), key=lambda n: -values[n]) if values[n] >= NEAR_THE_THING]
    for number in telling[:MOST_PIECES]:
        if pieces[number].rstrip(",;，；").endswith("的"):
            continue  # 确因非主观因素不能到期偿还的: a condition, not a rule
        # A clause's modal word may stand in the piece before the one that names the thing: 不得..., 也不得由...
        modal = _modal(pieces[number], part) or (_modal(pieces[number - 1], part) if number else None)
        if modal:
            return say(f"may_{modal.key}")
    return ""


def _modal(piece: str, part: Part) -> Modal | None:
    for modal in shipped_kinds().modals:
        if modal.words.search(piece) and modal.asks.search(part.asked.said):
            return modal
    return None
