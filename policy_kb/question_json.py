"""A question as plain JSON values, for whoever keeps it between two messages, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from policy_kb.model import FactValue, Mention, Question


def question_to_json(question: Question | None) -> dict[str, Any] | None:
    """Write a question as JSON values; nothing asked stays nothing."""
    if question is None:
        return None
    return {
        "text": question.text,
        "intent": question.intent,
        "as_of": question.as_of.isoformat(),
        "region": question.region,
        "named_regions": list(question.named_regions),
        "mentions": [_mention_out(m) for m in question.mentions],
        "applicant": question.applicant,
        "facts": facts_to_json(question.facts),
        "household": question.household,
        # One step back is enough for 那羊呢 after 那再加十只羊呢; more would grow without bound.
        "previous": question_to_json(replace(question.previous, previous=None)) if question.previous else None,
    }


def question_from_json(data: Mapping[str, Any] | None) -> Question | None:
    """Read what `question_to_json` wrote."""
    if not data:
        return None
    return Question(
        text=data["text"],
        intent=data["intent"],
        as_of=date.fromisoformat(data["as_of"]),
        region=data["region"],
        named_regions=tuple(data["named_regions"]),
        mentions=tuple(_mention_in(m) for m in data["mentions"]),
        applicant=data["applicant"],
        facts=facts_from_json(data["facts"]),
        previous=question_from_json(data.get("previous")),
        household=data.get("household", ""),
    )


def facts_to_json(facts: Mapping[str, FactValue]) -> dict[str, Any]:
    """Write facts so that numbers come back as exact decimals."""
    return {name: {"decimal": str(value)} if isinstance(value, Decimal) else value for name, value in facts.items()}


def facts_from_json(data: Mapping[str, Any] | None) -> dict[str, FactValue]:
    """Read facts that `facts_to_json` wrote."""
    return {name: Decimal(value["decimal"]) if isinstance(value, dict) else value for name, value in (data or {}).items()}


def _mention_out(mention: Mention) -> dict[str, Any]:
    values = {f.name: getattr(mention, f.name) for f in fields(Mention)}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def _mention_in(data: Mapping[str, Any]) -> Mention:
    numbers = {name: Decimal(data[name]) if data.get(name) is not None else None for name in ("value", "low", "high", "of")}
    return Mention(**{**data, **numbers})
