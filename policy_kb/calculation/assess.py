"""What a rule comes to for someone on a day, and what all rules of a place come to together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from policy_kb.calculation.conditions import holds, suits
from policy_kb.calculation.formulas import ByScale, PerUnit, Schedule, number
from policy_kb.calculation.model import (
    Assessment,
    Cap,
    CapResult,
    Computed,
    Facts,
    Item,
    ItemResult,
    Overview,
    Subsidy,
    Verdict,
    Version,
)

CENT = Decimal("0.01")
_TYPICAL_QUANTITY = Decimal(10)  # weighs an unknown quantity when ranking what to ask
_BEST_FIRST = (
    Verdict.PAYS, Verdict.RANGE, Verdict.CEILING, Verdict.FLOOR, Verdict.RECOGNISED, Verdict.STATED,
    Verdict.MUST_ASK, Verdict.NOT_YET, Verdict.COUNTY_DECIDES, Verdict.NOT_ELIGIBLE, Verdict.NOT_IN_FORCE,
)  # fmt: skip


def assess(subsidy: Subsidy, facts: Facts, as_of: date, applicant: str | None = None) -> Assessment:
    """Say what a subsidy comes to for someone on a day.

    Units: amounts in yuan (Decimal). Raises: WrongFact if a fact has another type than the lexicon says.
    Missing facts are a result, not an error, and never count as zero.
    """
    version = subsidy.version_on(as_of)
    if version is None or not version.items:
        return Assessment(subsidy, as_of, Verdict.NOT_IN_FORCE)
    results = _item_results(version, facts, applicant)
    caps = _applied(version.caps, results, facts)
    verdict = min((r.verdict for r in results), key=_BEST_FIRST.index)
    return Assessment(subsidy, as_of, verdict, results, caps, _total(results, caps), _missing(results, caps), version)


def _item_results(version: Version, facts: Facts, applicant: str | None) -> tuple[ItemResult, ...]:
    results: list[ItemResult] = []
    computed: dict[str, Computed] = {}
    for item in version.items:
        result = _item_result(item, facts, applicant, computed)
        computed[item.id] = result.computed
        results.append(result)
    return tuple(results)


def _item_result(item: Item, facts: Facts, applicant: str | None, others: dict[str, Computed]) -> ItemResult:
    if not suits(item, applicant):
        return ItemResult(item, Computed(Verdict.NOT_ELIGIBLE), wrong_applicant=True)
    failed = next((c for c in item.conditions if holds(c, facts) is False), None)
    if failed:
        return ItemResult(item, Computed(Verdict.NOT_ELIGIBLE), failed=failed)
    unknown = tuple(c for c in item.conditions if c.asked and holds(c, facts) is None)
    return ItemResult(item, item.formula.compute(facts, others), unknown)


def exact_sum(result: ItemResult) -> Decimal | None:
    """Return what an item adds to a total: only an exact sum of money counts."""
    amount = result.computed.amount
    counts = result.verdict is Verdict.PAYS and result.item.in_total and amount is not None
    return amount.low if counts and amount else None


def _applied(caps: tuple[Cap, ...], results: tuple[ItemResult, ...], facts: Facts) -> tuple[CapResult, ...]:
    """Apply every limit, the narrowest first: what one has cut is not cut again by a wider one above it."""
    done: list[CapResult] = []
    for cap in sorted(caps, key=lambda cap: len(cap.items)):
        cut = sum((c.before - c.after for c in done if set(c.cap.items) <= set(cap.items)), Decimal(0))
        done.append(_apply(cap, results, facts, cut))
    return tuple(done)


def _apply(cap: Cap, results: tuple[ItemResult, ...], facts: Facts, cut: Decimal) -> CapResult:
    sums = [exact_sum(r) for r in results if r.item.id in cap.items]
    before = sum((s for s in sums if s is not None), Decimal(0)) - cut
    already = (number(facts, cap.already) if cap.already else None) or Decimal(0)
    after = before if cap.is_lowest else min(before, max(cap.yuan - already, Decimal(0)))
    return CapResult(cap, before, after, already)


def _total(results: tuple[ItemResult, ...], caps: tuple[CapResult, ...]) -> Decimal | None:
    sums = [s for r in results if (s := exact_sum(r)) is not None]
    if not sums or any(cap.leaves_open for cap in caps):
        return None
    return (sum(sums, Decimal(0)) - sum((c.before - c.after for c in caps), Decimal(0))).quantize(CENT)


def _missing(results: tuple[ItemResult, ...], caps: tuple[CapResult, ...]) -> tuple[str, ...]:
    return _ranked(_stakes(results, caps))


def _stakes(results: tuple[ItemResult, ...], caps: tuple[CapResult, ...]) -> dict[str, Decimal]:
    """Weigh each unknown fact by the money it may still change."""
    stakes: dict[str, Decimal] = {}
    for result in results:
        weight = _stake(result, caps)
        facts = [c.fact for c in result.open_conditions] + list(result.computed.missing)
        for fact in facts if weight > 0 else ():
            stakes[fact] = stakes.get(fact, Decimal(0)) + weight
    return stakes


def _ranked(stakes: dict[str, Decimal]) -> tuple[str, ...]:
    return tuple(sorted(stakes, key=lambda fact: -stakes[fact]))


def _stake(result: ItemResult, caps: tuple[CapResult, ...]) -> Decimal:
    """Return what an item may still change: nothing, once its cap is reached; little, where it is no payment."""
    amount, formula = result.computed.amount, result.item.formula
    room = [c.cap.yuan - c.before - c.already for c in caps if result.item.id in c.cap.items]
    if result.verdict is Verdict.NOT_ELIGIBLE:
        return Decimal(0)
    if result.verdict is Verdict.MUST_ASK:
        rate = formula.total if isinstance(formula, Schedule) else formula.rate if isinstance(formula, PerUnit | ByScale) else Decimal(1)
        weight = min([rate * _TYPICAL_QUANTITY, *room])
    else:
        weight = amount.high if amount else Decimal(1)
    return weight if result.item.in_total else min(weight, Decimal(1))


def assess_all(rules: Iterable[Subsidy], facts: Facts, as_of: date, applicant: str | None = None) -> Overview:
    """Assess several subsidies together: the total of exact sums, and what is still to ask, most telling first."""
    assessments = tuple(assess(rule, facts, as_of, applicant) for rule in rules)
    totals = [a.total for a in assessments if a.total is not None]
    total = sum(totals, Decimal(0)) if totals else None
    stakes: dict[str, Decimal] = {}
    for assessment in assessments:
        for fact, stake in _stakes(assessment.items, assessment.caps).items():
            stakes[fact] = stakes.get(fact, Decimal(0)) + stake
    return Overview(assessments, total, _ranked(stakes))
