"""What a rule pays before anyone has said how much they have: so much a unit, a ceiling, a schedule, a threshold."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from policy_kb.calculation.formulas import HUNDRED, ByScale, Fixed, PercentOf, PerUnit, Schedule, number
from policy_kb.calculation.model import Amount, Facts, Item
from policy_kb.calculation.thresholds import AllThresholds, CountOrShare, CountyDecides, Entitlement, Levels, OwnPart, Stated
from policy_kb.lexicon import Lexicon
from policy_kb.wording.numbers import amount_text, money, plain, quantity, say, step_text, words

TWO = 2
_DIGITS = "零一二三四五六七八九十"


def rate_text(item: Item, facts: Facts, lexicon: Lexicon) -> str:
    """Say what an item pays, with no quantity put in."""
    return _RATES[type(item.formula)](item, item.formula, facts, lexicon)


def per_year(item: Item) -> str:
    """Return the words for a sum that is paid every year, or nothing."""
    return say("answers", "per_year") if item.per_year else ""


def _per_unit(item: Item, formula: PerUnit, facts: Facts, lexicon: Lexicon) -> str:
    high = formula.rate if formula.rate_high is None else formula.rate_high
    amount = amount_text(Amount(formula.rate, high, "元", formula.bound))
    text = say("answers", "rate", label=item.label, unit=formula.unit, amount=amount, per_year=per_year(item))
    text += words()["answers"]["between"] + say("answers", "item_cap", cap=money(formula.cap)) if formula.cap else ""
    return text + _most(formula)


def _most(formula: PerUnit | ByScale) -> str:
    """Say how many are paid for at most, or nothing."""
    if formula.most is None:
        return ""
    return str(words()["answers"]["between"]) + say("answers", "item_most", most=quantity(formula.most, formula.unit))


def _by_scale(item: Item, formula: ByScale, facts: Facts, lexicon: Lexicon) -> str:
    texts = []
    for n, (start, rate) in enumerate(formula.steps):
        key = "scale_from" if start else "scale_below"
        threshold = quantity(start or formula.steps[n + 1][0], formula.unit)
        texts.append(say("answers", key, threshold=threshold, unit=formula.unit, amount=money(rate), per_year=per_year(item)))
    return say("answers", "tiers", label=item.label, tiers=words()["list_break"].join(texts)) + _most(formula)


def _percent(item: Item, formula: PercentOf, facts: Facts, lexicon: Lexicon) -> str:
    bound = str(words()["bounds"][formula.bound.value]).format(amount="")
    return say("answers", "rate_percent", label=item.label, bound=bound, percent=plain(formula.percent), per_year=per_year(item))


def _fixed(item: Item, formula: Fixed, facts: Facts, lexicon: Lexicon) -> str:
    high = formula.yuan if formula.yuan_high is None else formula.yuan_high
    amount = amount_text(Amount(formula.yuan, high, "元", formula.bound))
    return say("answers", "rate_fixed", label=item.label, amount=amount, per_year=per_year(item))


def _schedule(item: Item, formula: Schedule, facts: Facts, lexicon: Lexicon) -> str:
    chosen, year, first = formula.chosen(facts), number(facts, formula.year), number(facts, formula.first)
    total, years = sum((formula.rates[n - 1] for n in chosen), Decimal(0)), ordinal(len(formula.rates))
    if year is not None and schedule_last(formula, facts) is None:
        key = "schedule_year" if chosen else "schedule_over"
        return say("answers", key, label=item.label, year=ordinal(int(year)), unit=formula.unit, amount=money(total), years=years)
    if schedule_last(formula, facts) is not None:
        return say("answers", "schedule_last", label=item.label, last=counted(len(chosen)), unit=formula.unit, amount=money(total))
    if first is not None:
        return say("answers", "schedule_first", label=item.label, first=counted(int(first)), unit=formula.unit, amount=money(total))
    rates = words()["answers"]["list"].join(money(rate) for rate in formula.rates)
    return say("answers", "schedule", label=item.label, unit=formula.unit, total=money(formula.total), years=years, rates=rates)


def schedule_last(formula: Schedule, facts: Facts) -> Decimal | None:
    """Return how many of the last years are asked about, if any."""
    return number(facts, formula.last) if formula.last else None


def period_text(item: Item, facts: Facts) -> str:
    """Name the years of a schedule that were worked out, unless it was all of them: 第三年, 头两年, 后两年."""
    formula = item.formula
    if not isinstance(formula, Schedule):
        return ""
    chosen = formula.chosen(facts)
    if not chosen or len(chosen) == len(formula.rates):
        return ""
    if len(chosen) == 1:
        return say("answers", "one_year", year=ordinal(chosen[0]))
    key = "first_years" if chosen[0] == 1 else "last_years"
    return say("answers", key, years=counted(len(chosen)))


def counted(number: int) -> str:
    """Write a small number as people count with it: 两年, 三年."""
    return str(words()["numbers"]["two"]) if number == TWO else ordinal(number)


def ordinal(number: int) -> str:
    """Write a small number as a Chinese numeral, as in 第三年."""
    return _DIGITS[number] if number < len(_DIGITS) else str(number)


def _levels(item: Item, formula: Levels, facts: Facts, lexicon: Lexicon) -> str:
    tiers = [say("answers", "tier", threshold=quantity(t.at_least, t.unit), level=t.level) for t in formula.tiers]
    return say("answers", "tiers", label=item.label, tiers=words()["answers"]["list"].join(tiers))


def _count_or_share(item: Item, formula: CountOrShare, facts: Facts, lexicon: Lexicon) -> str:
    count = lexicon.fact(formula.of).label + quantity(formula.at_least, formula.unit)
    whole = lexicon.fact(formula.out_of).label
    return say("answers", "count_or_share", label=item.label, count=count, whole=whole, percent=plain(formula.percent))


def _all_thresholds(item: Item, formula: AllThresholds, facts: Facts, lexicon: Lexicon) -> str:
    parts = [(lexicon.fact(fact).label, quantity(tier.at_least, tier.unit)) for fact, tier in formula.parts]
    texts = [say("answers", "threshold_part", label=label, threshold=threshold) for label, threshold in parts]
    return say("answers", "thresholds", label=item.label, parts=words()["answers"]["list"].join(texts))


def _entitlement(item: Item, formula: Entitlement, facts: Facts, lexicon: Lexicon) -> str:
    (step,) = formula.compute(facts, {}).steps
    return say("answers", "entitlement", label=item.label, steps=step_text(step))


def _stated(item: Item, formula: Stated, facts: Facts, lexicon: Lexicon) -> str:
    return say("answers", "stated", label=item.label, quote=item.source.quote)


def _own_part(item: Item, formula: OwnPart, facts: Facts, lexicon: Lexicon) -> str:
    return say("answers", "own_part", label=item.label, unit=formula.unit, premium=money(formula.rate), **_shares(formula))


def _shares(formula: OwnPart) -> dict[str, str]:
    return {"percent": plain(formula.percent), "paid": plain(HUNDRED - formula.percent)}


def _county_decides(item: Item, formula: CountyDecides, facts: Facts, lexicon: Lexicon) -> str:
    return say("answers", "county", quote=item.source.quote)


_RATES: dict[type, Callable[[Item, Any, Facts, Lexicon], str]] = {
    PerUnit: _per_unit,
    ByScale: _by_scale,
    PercentOf: _percent,
    Fixed: _fixed,
    Schedule: _schedule,
    Levels: _levels,
    CountOrShare: _count_or_share,
    AllThresholds: _all_thresholds,
    Entitlement: _entitlement,
    Stated: _stated,
    OwnPart: _own_part,
    CountyDecides: _county_decides,
}
