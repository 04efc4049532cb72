"""Questions for a sum, as the tests of answers put them, with what was told beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from policy_kb.answering.subsidies import answer_subsidy
from policy_kb.knowledge_base import load_shipped
from policy_kb.model import Answer, Mention, Question

KB = load_shipped()
DAY = date(2018, 12, 1)
QINYUAN, HONGHE, XINJIANG, SHAOGUAN, HEBEI = "140431", "532500", "650000", "440200", "130000"
POOR = {"registered_poor": True}


def has(fact: str | None, value: str | None, unit: str = "", **more: Any) -> Mention:
    """Return what somebody told: a thing with its number, or a number alone."""
    unit = unit or (KB.lexicon.fact(fact).unit if fact else "")
    return Mention(fact, Decimal(value) if value else None, unit, "", **more)


def ask(region: str | None, text: str, *mentions: Mention, **more: Any) -> Answer:
    """Ask, and return the answer of the rules."""
    answer = answer_or_none(region, text, *mentions, **more)
    assert answer is not None
    return answer


def answer_or_none(region: str | None, text: str, *mentions: Mention, **more: Any) -> Answer | None:
    """Ask, and return the answer of the rules; None when they leave the question to the clauses."""
    return answer_subsidy(KB, Question(text, more.pop("intent", "ask_subsidy"), more.pop("as_of", DAY), region, mentions=mentions, **more))


def told(answer: Answer) -> str:
    """Return all that an answer says."""
    return "\n".join([answer.lead, *answer.lines])
