"""Stretches of a schedule: 头一年 and 五年 lie in each other, 第四年 and 第五年 stand side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from policy_kb.calculation.formulas import Schedule
from policy_kb.calculation.model import Item
from policy_kb.matching.asked import asks, latest
from policy_kb.matching.matching import Matching
from policy_kb.matching.together import reaches_to
from policy_kb.model import FactValue, Mention, Question


def stretches(matching: Matching, question: Question) -> tuple[tuple[str, Decimal], ...]:
    """Return the several stretches of a schedule that one message asks for (头一年给多少，五年一共多少)."""
    text = latest(question.text)
    facts = {fact for m in matching.matches if isinstance(m.item.formula, Schedule) for fact in m.item.formula.periods}
    named = [m for m in question.mentions if m.fact in facts and m.end > m.start]
    rest = any(m.trailing for m in question.mentions) and asks("received", text)
    return () if rest else tuple(dict.fromkeys(_each_year(named, text)))


def _each_year(named: Sequence[Mention], text: str) -> Iterator[tuple[str, Decimal]]:
    """Yield the stretches, with every year of 第二年到第四年."""
    before: Mention | None = None
    for mention in named:
        if mention.fact is None or mention.value is None:
            continue
        if before and before.value and before.fact == mention.fact and reaches_to(before, mention, text):
            yield from ((mention.fact, Decimal(year)) for year in range(int(before.value) + 1, int(mention.value)))
        yield mention.fact, mention.value
        before = mention


def are_single_years(items: Sequence[tuple[Item, Mapping[str, FactValue]]]) -> bool:
    """Say whether what was worked out is one year of a schedule each, so that the sums may be added up."""
    years = [facts.get(item.formula.year) if isinstance(item.formula, Schedule) else None for item, facts in items]
    return None not in years and len(set(years)) == len(years)
