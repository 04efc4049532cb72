"""From a rule file's words to formulas: one builder for each word a rule may use after `formula:`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from policy_kb.calculation.formulas import HUNDRED, ByScale, Fixed, PercentOf, PerUnit, Schedule
from policy_kb.calculation.model import Bound, Formula, Quantity, Tier
from policy_kb.calculation.thresholds import AllThresholds, CountOrShare, CountyDecides, Entitlement, Levels, OwnPart, Stated
from policy_kb.lexicon import Lexicon

Data = Mapping[str, Any]


def _decimal(data: Data, key: str) -> Decimal | None:
    return Decimal(data[key]) if key in data else None


def _bound(data: Data, ranged: bool = False) -> Bound:
    return Bound.RANGE if ranged else Bound(data.get("bound", "exact"))


def _per_unit(data: Data, lexicon: Lexicon) -> Formula:
    unit = lexicon.fact(data["of"]).unit
    high = _decimal(data, "rate_high")
    bound = _bound(data, high is not None)
    return PerUnit(data["of"], unit, Decimal(data["rate"]), high, bound, _decimal(data, "cap"), data.get("years"), _decimal(data, "most"))


def _by_scale(data: Data, lexicon: Lexicon) -> Formula:
    steps = tuple((Decimal(step["at_least"]), Decimal(step["rate"])) for step in data["steps"])
    return ByScale(data["of"], lexicon.fact(data["of"]).unit, steps, _decimal(data, "most"))


def _percent(data: Data, lexicon: Lexicon) -> Formula:
    if not data["of"].startswith("item:"):
        lexicon.fact(data["of"])
    for fact in (data[key] for key in ("years", "less") if key in data):
        lexicon.fact(fact)
    more = (data.get("leaves_rest", False), data.get("otherwise", ""), data.get("years"), data.get("less"))
    return PercentOf(data["of"], Decimal(data["percent"]), _bound(data), *more)


def _fixed(data: Data, lexicon: Lexicon) -> Formula:
    high = _decimal(data, "yuan_high")
    times = data.get("times")
    unit = lexicon.fact(times).unit if times else ""
    return Fixed(Decimal(data["yuan"]), high, _bound(data, high is not None), data.get("of"), times, unit)


def _schedule(data: Data, lexicon: Lexicon) -> Formula:
    unit = lexicon.fact(data["of"]).unit
    total, shares = Decimal(data["total"]), tuple(Decimal(share) for share in data.get("shares", ()))
    rates = tuple(total * share / HUNDRED for share in shares) or tuple(Decimal(rate) for rate in data["rates"])
    return Schedule(data["of"], unit, rates, total, data["year"], data["first"], data.get("last"), shares)


def _levels(data: Data, lexicon: Lexicon) -> Formula:
    unit = lexicon.fact(data["of"]).unit
    return Levels(data["of"], tuple(Tier(Decimal(t["at_least"]), unit, t["level"]) for t in data["tiers"]))


def _count_or_share(data: Data, lexicon: Lexicon) -> Formula:
    unit = lexicon.fact(data["of"]).unit
    return CountOrShare(data["of"], unit, Decimal(data["at_least"]), data["out_of"], Decimal(data["percent"]), data["level"])


def _all_thresholds(data: Data, lexicon: Lexicon) -> Formula:
    level = data["level"]
    return AllThresholds(tuple((t["of"], Tier(Decimal(t["at_least"]), lexicon.fact(t["of"]).unit, level)) for t in data["parts"]))


def _entitlement(data: Data, lexicon: Lexicon) -> Formula:
    if "years" in data:
        lexicon.fact(data["years"])
    return Entitlement(tuple(Quantity(Decimal(f["number"]), f["unit"]) for f in data["factors"]), data["unit"], data.get("years"))


def _own_part(data: Data, lexicon: Lexicon) -> Formula:
    return OwnPart(data["of"], lexicon.fact(data["of"]).unit, Decimal(data["rate"]), Decimal(data["percent"]))


def _stated(data: Data, lexicon: Lexicon) -> Formula:
    return Stated(tuple(Decimal(figure) for figure in data.get("figures", ())))


def _county_decides(data: Data, lexicon: Lexicon) -> Formula:
    return CountyDecides()


FORMULAS: dict[str, Callable[[Data, Lexicon], Formula]] = {
    "per_unit": _per_unit,
    "by_scale": _by_scale,
    "percent": _percent,
    "fixed": _fixed,
    "schedule": _schedule,
    "levels": _levels,
    "count_or_share": _count_or_share,
    "all_thresholds": _all_thresholds,
    "entitlement": _entitlement,
    "own_part": _own_part,
    "stated": _stated,
    "county_decides": _county_decides,
}
