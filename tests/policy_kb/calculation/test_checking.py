"""No figure without its words, no words without their clause."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from policy_kb.calculation.checking import problems_of
from policy_kb.calculation.figures import figures_in, numbers_in, read_number
from policy_kb.calculation.formulas import PerUnit
from policy_kb.calculation.model import Source, Subsidy
from policy_kb.knowledge_base import load_shipped

KB = load_shipped()


@pytest.mark.parametrize("rule", KB.subsidies.values(), ids=lambda rule: rule.id)
def test_every_figure_stands_in_its_quote_and_every_quote_in_its_clause(rule: Subsidy) -> None:
    assert problems_of(rule, KB.clause_text) == []


def test_a_figure_that_is_not_in_the_document_is_found() -> None:
    rule = KB.subsidies["qinyuan_livestock"]
    version = rule.versions[0]
    wrong = replace(version.items[1], formula=PerUnit("cattle", "头", Decimal(3500)))
    assert any("3500" in p for p in problems_of(replace(rule, versions=(replace(version, items=(wrong,)),)), KB.clause_text))


def test_words_that_are_not_in_the_clause_are_found() -> None:
    rule = KB.subsidies["qinyuan_livestock"]
    version = rule.versions[0]
    wrong = replace(version.items[1], source=Source("四（三）6", "牛每头奖补3500元"))
    assert any("not in" in p for p in problems_of(replace(rule, versions=(replace(version, items=(wrong,)),)), KB.clause_text))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("每亩奖补2万元", {"20000"}), ("低息贷款1-3万元", {"10000", "30000"}), ("1000元-5000元", {"1000", "5000"}), ("不低于45%", {"45"}),
     ("至少培训两次，每次不少于5天，连续三年", {"2", "5", "3"}), ("最高不超过2.5%", {"2.5"}), ("百分之六十", {"60"})],
)  # fmt: skip
def test_numbers_are_read_as_policies_write_them(text: str, numbers: set[str]) -> None:
    assert {Decimal(n) for n in numbers} <= numbers_in(text)


def test_a_figure_keeps_its_unit() -> None:
    assert figures_in("每亩奖补2万元")[0].unit == "元"


@pytest.mark.parametrize(("text", "value"), [("三十五", "35"), ("一百二十", "120"), ("两", "2"), ("1,500", "1500")])
def test_chinese_numerals_are_read(text: str, value: str) -> None:
    assert read_number(text) == Decimal(value)
