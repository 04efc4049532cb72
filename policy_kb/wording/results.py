"""What an item of a rule comes to for someone, in a line: the arithmetic, the limit, what is missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from policy_kb.calculation.formulas import PercentOf, PerUnit
from policy_kb.calculation.model import Amount, Bound, CapResult, Facts, Item, ItemResult, Quantity, Step, Tier, Verdict
from policy_kb.calculation.thresholds import AllThresholds, OwnPart
from policy_kb.lexicon import Lexicon
from policy_kb.wording.conditions import not_paid_text
from policy_kb.wording.numbers import amount_text, money, plain, quantity, say, step_text, words
from policy_kb.wording.rates import per_year, period_text, rate_text

_ALL = Decimal(100)
_OWN_BOUNDS = {Bound.AT_LEAST: "own_share_at_most", Bound.AT_MOST: "own_share_at_least"}


def result_text(result: ItemResult, facts: Facts, lexicon: Lexicon, asker: str | None = None) -> str:
    """Say what an item comes to; without a quantity, what it pays a unit."""
    if result.verdict is Verdict.NOT_ELIGIBLE:
        return _not_eligible(result, facts, lexicon, asker)
    if result.verdict in (Verdict.RECOGNISED, Verdict.NOT_YET) or result.computed.next_tier is not None:
        return _threshold(result, facts, lexicon)
    if _has_arithmetic(result, facts):
        return _worked(result, facts)
    return rate_text(result.item, facts, lexicon)


def _has_arithmetic(result: ItemResult, facts: Facts) -> bool:
    amount = result.computed.amount
    if not result.computed.steps or amount is None or amount.unit != "元":
        return False
    return not (isinstance(result.item.formula, PerUnit | OwnPart) and facts.get(result.item.formula.of) == 1)


def _worked(result: ItemResult, facts: Facts) -> str:
    steps = str(words()["answers"]["between"]).join(step_text(step) for step in result.computed.steps)
    label, amount = result.item.label + period_text(result.item, facts), result.computed.amount
    over_years = any(q.unit == "年" for step in result.computed.steps for q in step.operands)
    if amount is None or amount.bound is Bound.EXACT:
        return say("answers", "worked", label=label, steps=steps, per_year="" if over_years else per_year(result.item))
    worked = say("answers", "worked", label=label, steps=steps, per_year="")
    return worked + str(words()["list_break"]) + bounded(amount, replace(result.item, per_year=result.item.per_year and not over_years))


def bounded(amount: Amount, item: Item) -> str:
    """Say an amount that is no entitlement: a ceiling, a floor, a range."""
    keys = {Bound.AT_MOST: "ceiling", Bound.AT_LEAST: "floor", Bound.RANGE: "range"}
    key = keys.get(amount.bound, "floor")
    return say("answers", key, label="", amount=amount_text(amount), per_year=per_year(item)).lstrip("：")


def own_share_text(result: ItemResult, capped: Decimal | None = None) -> str:
    """Say what is left to pay oneself where a rule carries a part; `capped` is what it pays where a limit leaves less of it."""
    formula = result.item.formula
    if not isinstance(formula, PercentOf) or not formula.carries_a_cost:
        return ""
    share = next((step for step in result.computed.steps if step.operands[-1].unit == "%"), None)
    bound = say("answers", _OWN_BOUNDS[formula.bound], percent=plain(formula.percent)) if formula.bound in _OWN_BOUNDS else ""
    if share is None or result.computed.share is None:
        return say(
            "answers", "own_share", base="100%", paid=f"{plain(formula.percent)}%", rest=f"{plain(_ALL - formula.percent)}%", bound=bound
        )
    base, paid = share.operands[0].value, share.result.value if capped is None else capped
    return say("answers", "own_share", base=money(base), paid=money(paid), rest=money(base - paid), bound=bound)


def _not_eligible(result: ItemResult, facts: Facts, lexicon: Lexicon, asker: str | None) -> str:
    if result.failed:
        return not_paid_text([result], facts, lexicon)
    applicants = str(words()["answers"]["list"]).join(lexicon.applicant_label(a) for a in result.item.applicants)
    name = lexicon.applicant_label(asker) if asker else ""
    return say("answers", "not_eligible_applicant", label=result.item.label, applicants=applicants, asker=name)


def _threshold(result: ItemResult, facts: Facts, lexicon: Lexicon) -> str:
    computed = result.computed
    shown = str(words()["answers"]["between"]).join(step_text(step) for step in computed.steps) or _value(result.item, facts, lexicon)
    if computed.reached is None:
        tier = computed.next_tier
        if tier is None or computed.distance is None:
            return rate_text(result.item, facts, lexicon)
        distance, formula = quantity(computed.distance, tier.unit), result.item.formula
        missed = say("answers", "not_yet", threshold=_at(tier), distance=distance)
        if isinstance(formula, AllThresholds):
            name = next(lexicon.fact(fact).label for fact, part in formula.parts if part == tier)
            missed = say("answers", "not_yet_part", fact=name, threshold=_at(tier), distance=distance)
        parts = [shown] if computed.steps else []
        return missed + str(words()["answers"]["between"]).join([*parts, rate_text(result.item, facts, lexicon)])
    text = say("answers", "recognised", value=shown, threshold=_at(computed.reached), label=result.item.label, level=computed.reached.level)
    if computed.next_tier and computed.distance is not None:
        ahead = computed.next_tier
        text += str(words()["answers"]["between"]) + say(
            "answers", "next_tier", distance=quantity(computed.distance, ahead.unit), level=ahead.level, threshold=_at(ahead)
        )
    return text


def _value(item: Item, facts: Facts, lexicon: Lexicon) -> str:
    fact = lexicon.fact(item.formula.uses[0])
    value = facts.get(fact.id)
    return fact.label if value is None or isinstance(value, bool | str) else f"{fact.label}{quantity(value, fact.unit)}"


def _at(tier: Tier) -> str:
    return quantity(tier.at_least, tier.unit)


def cap_text(cap: CapResult, labels: str) -> str:
    """Say how a limit over several items cut their sum."""
    limit = {"holder": holder(cap), "cap": money(cap.cap.yuan), "after": money(cap.after)}
    if cap.already:
        room = cap.after if cap.before else max(cap.cap.yuan - cap.already, Decimal(0))  # nothing told yet: what is left to get
        return say("answers", "already", already=money(cap.already), **{**limit, "after": money(room)})
    return say("answers", "capped_group", labels=labels, before=money(cap.before), **limit)


def holder(cap: CapResult) -> str:
    """Say whose limit it is: every household's, unless the rule says otherwise."""
    return cap.cap.holder or str(words()["answers"]["every_household"])


def sum_text(parts: list[Quantity], total: Quantity) -> str:
    """Write an addition, or the one sum there is."""
    return step_text(Step("+", tuple(parts), total)) if len(parts) > 1 else quantity(total.value, total.unit)
