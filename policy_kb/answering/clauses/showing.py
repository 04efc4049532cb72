"""Saying so when the nearest clause does not show what only a shown thing answers: who, when, how often."""

from __future__ import annotations

from collections.abc import Iterable

from policy_kb.answering.clauses.kinds import EVIDENT, Asked
from policy_kb.answering.clauses.phrases import say
from policy_kb.search import normalise

HOW_LONG = "how_long"


def what_is_not_shown(asked: Asked, texts: Iterable[str]) -> str:
    """Return how a reply begins whose quotes show neither date nor department though one is asked for; else nothing."""
    said = normalise("".join(texts))
    evident = [kind for kind in asked.kinds if kind.name in (*EVIDENT, HOW_LONG)]
    if not evident or any(kind.shows.search(said) for kind in asked.kinds):
        return ""
    return say(f"unshown_{evident[0].name}")
