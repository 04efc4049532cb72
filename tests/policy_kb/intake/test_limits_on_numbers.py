"""Limits on numbers, times to keep, limits that leave some sums out: paid right, or left to quotation."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_kb.calculation.model import Verdict
from tests.policy_kb.intake.test_granting import KB, assessed, drafted, total


@pytest.mark.parametrize(
    "limit", ["每户最多补助6头", "单户补助数量不超过6头", "单户累计不超过6头", "每户最多6头", "但每户每年最多享受6头", "单户最多按6头计算"]
)
def test_more_than_the_most_that_is_paid_for_pays_no_more(limit: str) -> None:
    (rule,) = drafted(f"（一）驴。养殖驴的，每头奖补900元，{limit}。")
    assert [total(rule, 驴=n) for n in ("4", "6", "9")] == [3600, 5400, 5400]


def test_an_area_that_is_paid_for_at_most_holds_for_the_sum_before_it_alone() -> None:
    (rule,) = drafted("（一）设施。新建标准化蚕房按每平方米90元补助，每户补助面积不超过70平方米；新种桑园每亩补助500元。")[:1]
    assert total(rule, 蚕房="100") == 6300


@pytest.mark.parametrize(
    "clause",
    [
        "（一）驴。养殖驴的，每头奖补900元，每户不超过6头。",  # or nothing at all for whoever keeps more
        "（一）驴。养殖驴的，每头奖补900元，每户不少于2头、不超过6头。",
        "（一）驴。养殖驴的，每头奖补900元；养殖骡的，每头奖补300元。每户最多补助6头。",  # of another sentence
        "（一）驴。存栏驴2—5头的，每头奖补700元，每户最多补助4头；存栏6头以上的，每头奖补900元。",  # the most of one scale alone
    ],
)
def test_a_limit_on_the_number_that_may_mean_two_things_is_left_to_quotation(clause: str) -> None:
    assert not any(rule.is_sure for rule in drafted(clause))


def test_what_must_be_kept_for_months_is_paid_unless_somebody_kept_it_for_less() -> None:
    (rule,) = drafted("（一）驴。购买驴驹饲养4个月以上的，每头奖补900元。")
    assert total(rule, 驴驹="2") == 1800
    assert total(rule, 驴驹="2", 饲养时间="6") == 1800
    short = assessed(rule, 驴驹="2", 饲养时间="3")
    assert (short.total, short.verdict) == (None, Verdict.NOT_ELIGIBLE)
    assert "4个月以上" in rule.subsidy(KB.lexicon).versions[0].items[0].note


@pytest.mark.parametrize(
    "clause",
    [
        "（一）驴。饲养4个月以上不足8个月的，每头奖补900元。",  # whoever kept them longer
        "（一）驴。购买4个月以内的驴驹，每头奖补900元。",
        "（一）驴。年龄60岁以上的农户养殖驴的，每头奖补900元。",
    ],
)
def test_a_period_with_an_upper_end_or_an_age_is_left_to_quotation(clause: str) -> None:
    assert not any(rule.is_sure for rule in drafted(clause))


def test_what_is_left_over_in_a_list_is_for_a_person_and_the_named_ones_are_paid() -> None:
    rules = [rule for rule in drafted("（一）药材。种植元胡每亩奖补300元，其他中药材每亩奖补200元。") if rule.is_sure]
    (rule,) = rules
    assert total(rule, 元胡="3") == 900
    assert "其他" not in str(rule.data["versions"])


SECTIONS = (
    "（一）养殖业",
    "1.驴。每头奖补1000元。",
    "（二）圈舍。",
    "新建标准化驴舍的，每平方米奖补100元。",
    "（三）种植业",
    "1.花椒。每亩奖补500元。",
)


def test_sums_counted_apart_are_below_the_limit_on_all_together_alone() -> None:
    limit = "（四）限额。单户年度到户奖补总额不超过5000元，圈舍补助单独计算，不计入年度奖补总额，但与到户奖补合计不得超过7000元。"
    (rule,) = (rule for rule in drafted(*SECTIONS, limit) if rule.is_sure)
    assert total(rule, 驴="6", 花椒="4") == 5000
    assert total(rule, 驴舍="30", 驴="6") == 7000
    assert total(rule, 驴舍="60") == 6000
    notes = {item.label: item.note for item in rule.subsidy(KB.lexicon).versions[0].items}
    assert "不计入年度奖补总额" in notes["新建标准化驴舍"]
    assert "不计入" not in notes["花椒"]


def test_something_unnamed_that_is_counted_apart_leaves_every_sum_to_quotation() -> None:
    limit = "（四）限额。单户年度到户奖补总额不超过5000元，重点村项目单独计算。"
    assert not any(rule.is_sure for rule in drafted(*SECTIONS, limit))


def test_a_limit_holds_though_its_clause_says_how_it_rises_and_what_is_too_little() -> None:
    lines = ("（一）驴。每头奖补1000元。", "（二）限额。脱贫户每户年度奖补总额不超过4000元，监测户每户年度奖补总额不超过6000元。")
    rises = "家庭人口5人及以上的，限额可上浮1000元。奖补总额低于300元的不予兑现。"
    (rule,) = (rule for rule in drafted(lines[0], lines[1] + rises) if rule.is_sure)
    assert total(rule, 驴="4") == 4000
    assert total(rule, 驴="5") is None
    assert "可上浮1000元" in str(rule.data)


def test_a_limit_that_begins_its_own_clause_is_on_the_sums_beside_it() -> None:
    (rule,) = (r for r in drafted("（一）驴。每头奖补1000元。", "（二）同一贫困户每年度享受以上种养奖补合计不超过3000元。") if r.is_sure)
    assert total(rule, 驴="4") == Decimal(3000)
