"""Does a condition hold? Yes, no, or not known: three answers."""

from __future__ import annotations

from policy_kb.calculation.model import Condition, Facts, Item


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Say whether a condition holds for someone; None when the fact is not known."""
    value = facts.get(condition.fact)
    if value is None:
        return None
    if condition.one_of:
        return value in condition.one_of
    if condition.at_least is not None:
        return not isinstance(value, bool | str) and value >= condition.at_least
    return value == condition.equals


def suits(item: Item, applicant: str | None) -> bool:
    """Say whether an item is meant for this kind of applicant; someone who has not said may be anyone."""
    return applicant is None or not item.applicants or applicant in item.applicants
