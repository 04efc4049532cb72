"""Sums over several rules: under the condition they share, and each from what it is paid on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_kb.model import Mention
from tests.policy_kb.answering.asking import QINYUAN, XINJIANG, ask, has, told


def test_a_sum_over_two_rules_with_one_condition_is_said_under_it() -> None:
    answer = ask(QINYUAN, "一头牛三亩谷子一共补多少", has("cattle", "1"), has("minor_grain_mu", "3"))
    assert answer.lead.startswith("如果您家是建档立卡贫困户")
    assert "3600元" in answer.lead
    assert answer.asks == ("registered_poor",)
    assert "有的还要看" not in told(answer)


@pytest.mark.parametrize(("text", "noun"), [("贷五万保险费多少", "保险费"), ("借四万保费要交多少", "保费")])
def test_a_loan_is_not_taken_for_the_premium_that_is_asked_for(text: str, noun: str) -> None:
    yuan = "50000" if "五" in text else "40000"
    loan = Mention("loan_principal", Decimal(yuan), "元", "", 1, 3)
    premium = Mention("insurance_premium", None, "元", noun, 3, 3 + len(noun))
    answer = told(ask(XINJIANG, text, loan, premium))
    assert ("1000元" if yuan == "50000" else "800元") in answer
    assert ("4万元" if yuan == "50000" else "3.2万元") not in answer
