"""What a document changes, as kept with its publication and as said to officials and households."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.publishing.texts import publishing_texts
from policy_kb.comparing import Change, ChangeKind, compare
from policy_kb.extraction import ExtractedFact
from policy_kb.intake import Proposal
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.wording import money


def changes_of(proposal: Proposal, kb: KnowledgeBase, day: date) -> tuple[Change, ...]:
    """Compare a document with those it replaces, else with the others of its place; a first document changes nothing."""
    if replaced := [slug for slug in proposal.supersedes if slug in kb.documents]:
        return compare([fact for slug in replaced for fact in kb.facts_of(slug)], proposal.facts)
    beside = [d.slug for d in kb.documents_for(proposal.meta.region, day) if d.meta.region == proposal.meta.region]
    before = [fact for slug in beside for fact in kb.facts_of(slug)]
    return compare(before, proposal.facts, replaces=False) if before else ()


def change_data(change: Change) -> dict[str, Any]:
    """Write a change as JSON values, with both quotes."""
    return {"kind": change.kind.value, "subject": change.subject, "old": _kept(change.old), "new": _kept(change.new)}


def change_line(change: Mapping[str, Any]) -> str:
    """Say one change in one line, the clause last."""
    texts, old, new = publishing_texts(), change["old"], change["new"]
    said = texts.say(
        f"changes.{change['kind']}", subject=change["subject"], old=figure_text(old), new=figure_text(new),
        old_quote=old["quote"] if old else "", new_quote=new["quote"] if new else "",
    )  # fmt: skip
    return said + texts.say("changes.at", clause=(new or old)["clause"])


def most_telling(changes: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Order changes by what matters to people: sums up, sums down, new, dates, the rest."""
    order = [ChangeKind.RAISED, ChangeKind.LOWERED, ChangeKind.ADDED, ChangeKind.DROPPED, ChangeKind.MOVED, ChangeKind.CHANGED]
    return sorted(changes, key=lambda change: order.index(ChangeKind(change["kind"])))


def _kept(fact: ExtractedFact | None) -> dict[str, Any] | None:
    return fact_data(fact) if fact else None


def fact_data(fact: ExtractedFact) -> dict[str, Any]:
    """Write a fact as JSON values."""
    values = [str(value) for value in fact.values]
    return {
        "values": values, "operator": fact.operator.value, "unit": fact.unit, "per": list(fact.per),
        "clause": fact.clause, "quote": fact.quote, "document": fact.document,
    }  # fmt: skip


def figure_text(fact: Mapping[str, Any] | None) -> str:
    """Write a figure as people say it: 每头3000元, 不超过2万元."""
    if fact is None:
        return ""
    texts = publishing_texts()
    words = [_value(value, fact["unit"]) for value in fact["values"]]
    is_range = fact["operator"] == "range"
    figure = texts.say("changes.range", low=words[0], high=words[-1]) if is_range else "、".join(words)
    per = "".join(texts.say("changes.per", unit=unit) for unit in fact["per"])
    bound: str = texts.section("changes")["operators"].get(fact["operator"], "")
    return per + bound + figure


def _value(value: str, unit: str) -> str:
    try:
        number = Decimal(value)
    except ArithmeticError:
        return value
    return money(number) if unit == "元" else f"{number.normalize():f}{unit}"
