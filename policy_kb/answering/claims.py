"""Questions put the other way round: is it six thousand? how many households until the ceiling?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from policy_kb.answering.followup import is_claim
from policy_kb.calculation.formulas import PerUnit
from policy_kb.calculation.model import CapResult, ItemResult
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.asked import asks, latest
from policy_kb.model import Mention, Question
from policy_kb.wording import money, quantity, say


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
    for result in results:
        formula = result.item.formula
        if isinstance(formula, PerUnit):
            target = _target(question, formula, result, caps)
            if target is not None:
                needed = quantity(formula.needed_for(target), formula.unit)
                working = say("answers", "inverse", target=money(target), rate=money(formula.rate), needed=needed)
                return say("answers", "inverse_lead", needed=needed, target=money(target)) + working
    return ""


def _target(question: Question, formula: PerUnit, result: ItemResult, caps: Sequence[CapResult]) -> Decimal | None:
    named = [m.value for m in question.mentions if m.fact is None and m.unit == "元" and m.value is not None]
    if named:
        return named[-1]
    if formula.cap is not None:
        return formula.cap
    return next((c.cap.yuan for c in caps if result.item.id in c.cap.items), None)
