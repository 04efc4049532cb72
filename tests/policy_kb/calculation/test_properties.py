"""Promises that hold for whatever a household has."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from policy_kb.calculation.assess import assess, assess_all, exact_sum
from policy_kb.calculation.model import Facts
from policy_kb.knowledge_base import load_shipped
from policy_kb.model import FactValue

KB = load_shipped()
DAY = date(2018, 6, 1)
LIVESTOCK = KB.subsidies["qinyuan_livestock"]
RULES = [rule for rule in KB.subsidies.values() if rule.document == "qinyuan-2017"]
ANIMALS = ("cattle", "donkeys", "pigs", "sheep", "chickens")
CROPS = ("solar_greenhouse_mu", "mobile_greenhouse_mu", "commercial_potato_mu", "herbs_mu", "minor_grain_mu", "returned_forest_mu")
numbers = st.decimals(min_value=0, max_value=1000, places=1)
holdings = st.dictionaries(st.sampled_from(ANIMALS + CROPS), numbers)


def household(having: dict[str, Decimal]) -> dict[str, FactValue]:
    facts: dict[str, FactValue] = {"registered_poor": True}
    facts.update(having)
    return facts


def total(facts: Facts) -> Decimal:
    return assess_all(RULES, facts, DAY, "household").total or Decimal(0)


@given(holdings, st.sampled_from(ANIMALS + CROPS), numbers)
def test_more_of_a_thing_never_pays_less(having: dict[str, Decimal], thing: str, more: Decimal) -> None:
    assert total(household({**having, thing: having.get(thing, Decimal(0)) + more})) >= total(household(having))


@given(st.dictionaries(st.sampled_from(ANIMALS), numbers))
def test_animals_never_bring_more_than_the_household_limit(having: dict[str, Decimal]) -> None:
    assert (assess(LIVESTOCK, household(having), DAY).total or Decimal(0)) <= Decimal(3000)


@given(holdings)
def test_the_order_things_are_told_in_does_not_matter(having: dict[str, Decimal]) -> None:
    assert total(household(dict(reversed(having.items())))) == total(household(having))


@given(holdings)
def test_the_parts_after_limits_add_up_to_the_total(having: dict[str, Decimal]) -> None:
    overview = assess_all(RULES, household(having), DAY, "household")
    parts = sum((s for a in overview.assessments for r in a.items if (s := exact_sum(r)) is not None), Decimal(0))
    cut = sum((c.before - c.after for a in overview.assessments for c in a.caps), Decimal(0))
    assert parts - cut == (overview.total or Decimal(0))


@given(holdings)
def test_what_is_not_known_is_asked_and_never_taken_as_nothing(having: dict[str, Decimal]) -> None:
    overview = assess_all(RULES, having, DAY, "household")
    paying = [r for a in overview.assessments for r in a.items if exact_sum(r) and r.open_conditions]
    assert not paying or "registered_poor" in overview.missing
