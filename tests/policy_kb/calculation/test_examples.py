"""Every worked example in every rule file comes out as its file says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from policy_kb.calculation.assess import assess
from policy_kb.calculation.loading import load_rules
from policy_kb.calculation.model import Assessment, Example, Subsidy
from policy_kb.lexicon import load_lexicon

ROOT = Path(__file__).parents[3]
RULES = load_rules(ROOT / "policy_kb/subsidies", load_lexicon(ROOT / "policy_kb/lexicon.yml"))
CASES = [pytest.param(rule, example, id=f"{rule.id}: {example.name}") for rule in RULES for example in rule.examples]
FEWEST_EXAMPLES = 4


def said(assessment: Assessment, key: str) -> str:
    if key == "verdict":
        return assessment.verdict.value
    if key == "total":
        return "none" if assessment.total is None else plain(assessment.total)
    amounts = [r.computed.amount for r in assessment.items if r.computed.amount and r.verdict is assessment.verdict]
    if key in ("low", "high"):
        return plain(getattr(amounts[0], key))
    result = next(r for r in assessment.items if r.item.id == key)
    return plain(result.computed.amount.low) if result.computed.amount else result.verdict.value


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_a_worked_example_comes_out_as_written(rule: Subsidy, example: Example) -> None:
    assessment = assess(rule, example.facts, example.as_of, example.applicant)
    assert {key: said(assessment, key) for key in example.expect} == dict(example.expect)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_examples_that_pay_stop_and_come_too_early(rule: Subsidy) -> None:
    assert len(rule.examples) >= FEWEST_EXAMPLES
    assert any(example.expect.get("verdict") == "not_in_force" for example in rule.examples)
