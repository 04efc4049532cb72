"""Questions put the other way round: is it six thousand? how many households until the ceiling?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from policy_kb.answering.followup import is_claim
from policy_kb.calculation.assess import exact_sum
from policy_kb.calculation.formulas import PerUnit
from policy_kb.calculation.model import CapResult, ItemResult, Quantity, Step
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.asked import asks, asks_how_many, latest
from policy_kb.model import Mention, Question
from policy_kb.wording import money, quantity, say, step_text, words


def claimed(question: Question) -> Mention | None:
    """Return the sum of money a question names without saying what it is of: the one it wants confirmed."""
    sums = [m for m in question.mentions if m.fact is None and m.unit == "元" and m.value is not None]
    return sums[-1] if sums and is_claim(question) else None


def claim_text(question: Question, total: Decimal) -> str:
    """Say yes or no to a sum named in the question; nothing when none was named."""
    claim = claimed(question)
    if claim is None or claim.value is None:
        return ""
    if claim.value == total:
        return say("answers", "claim_right", sum=money(total))
    return say("answers", "claim_wrong", claim=money(claim.value), sum=money(total))


def inverse_text(kb: KnowledgeBase, question: Question, results: Sequence[ItemResult], caps: Sequence[CapResult]) -> str:
    """Say how many it takes to reach a ceiling or a sum; nothing when that was not asked."""
    if not asks("inverse", latest(question.text)):
        return ""
    for result in _asked_first(kb, question, results):
        formula = result.item.formula
        if isinstance(formula, PerUnit):
            target = _target(question, formula, result, caps)
            if target is not None:
                return _how_many(formula, target, _there_already(question, result, results, caps))
    return ""


def _how_many(formula: PerUnit, target: Decimal, sums: Sequence[Decimal]) -> str:
    """Say how many it takes to reach a target, beside the sums there are already."""
    left = target - sum(sums, Decimal(0))
    if left <= 0:
        return say("answers", "inverse_reached", target=money(target))
    needed = quantity(formula.needed_for(left), formula.unit)
    lead = say("answers", "inverse_more_lead" if sums else "inverse_lead", needed=needed, target=money(target))
    if sums:
        step = Step("-", tuple(Quantity(value, "元") for value in (target, *sums)), Quantity(left, "元"))
        lead += step_text(step) + str(words()["answers"]["between"])
    return lead + say("answers", "inverse", target=money(left), rate=money(formula.rate), needed=needed)


def _asked_first(kb: KnowledgeBase, question: Question, results: Sequence[ItemResult]) -> list[ItemResult]:
    """Order the items so that what is asked how many of comes first: sheep, where pigs are told (养了4头猪，再养几只羊)."""
    told = {m.fact for m in question.mentions if m.value is not None and not m.negated}

    def is_told(result: ItemResult) -> bool:
        return bool(told.intersection(result.item.formula.uses[:1]))

    def is_counted_so(result: ItemResult) -> bool:
        units = [kb.lexicon.fact(fact).unit for fact in result.item.formula.uses[:1]]
        return any(asks_how_many(unit, latest(question.text)) for unit in units if unit)

    return sorted(results, key=lambda r: (is_told(r), not is_counted_so(r)))


def _there_already(question: Question, asked: ItemResult, results: Sequence[ItemResult], caps: Sequence[CapResult]) -> list[Decimal]:
    """Return what counts towards a ceiling already: other things under it, what was received, the thing itself where more is asked for."""
    over = [cap for cap in caps if asked.item.id in cap.cap.items]
    beside = {item for cap in over for item in cap.cap.items}
    asks_for_more = asks("more", latest(question.text))
    told = [r for r in results if (r.item.id in beside or r is asked) and (asks_for_more or r is not asked)]
    return [amount for amount in (*(exact_sum(r) for r in told), *(cap.already for cap in over)) if amount]


def _target(question: Question, formula: PerUnit, result: ItemResult, caps: Sequence[CapResult]) -> Decimal | None:
    named = [m.value for m in question.mentions if m.fact is None and m.unit == "元" and m.value is not None]
    if named:
        return named[-1]
    if formula.cap is not None:
        return formula.cap
    return next((c.cap.yuan for c in caps if result.item.id in c.cap.items), None)
