"""Sums with a step between: stretches of a schedule, those left out, heads and shares, whole contracts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_kb.matching.together import settled
from policy_kb.model import Mention
from tests.policy_kb.answering.asking import HEBEI, POOR, QINYUAN, SHAOGUAN, ask, has, told


@pytest.mark.parametrize(
    ("text", "mentions", "expected"),
    [
        ("退耕十亩，最后两年给多少", [has(None, "2", "年", trailing=True)], ["5500元"]),
        ("退耕十亩，头两年的已经领了，剩下的呢", [has(None, "2", "年", leading=True)], ["8500元"]),
        (
            "退耕十亩，头一年给多少，五年一共呢",
            [has(None, "1", "年", leading=True, start=5, end=8), has(None, "5", "年", start=13, end=15)],
            ["5000元", "1.5万元"],
        ),
    ],
)
def test_any_stretch_of_a_schedule_is_worked_out(text: str, mentions: list[Mention], expected: list[str]) -> None:
    answer = ask(QINYUAN, text, has("returned_forest_mu", "10"), *mentions)
    assert all(figure in told(answer) for figure in expected)


def test_years_named_one_by_one_are_added_and_what_counts_them_is_no_year_more() -> None:
    years = [has(None, "4", "年", ordinal=True, start=5, end=8), has(None, "5", "年", ordinal=True, start=9, end=12)]
    text, land, counted = "退耕五亩 第四年和第五年两年合起来拿多少", has("returned_forest_mu", "5"), has(None, "2", "年", start=12, end=14)
    answer = ask(QINYUAN, text, land, *settled([*years, counted], text))
    assert "合计750元 + 2000元 = 2750元" in answer.lead
    assert "第二年" not in told(answer)


def test_every_year_from_one_to_another_is_paid() -> None:
    years = [has(None, "2", "年", ordinal=True, start=5, end=8), has(None, "4", "年", ordinal=True, start=9, end=12)]
    assert "3000元" in ask(QINYUAN, "退耕五亩 第二年到第四年一共拿多少", has("returned_forest_mu", "5"), *years).lead


def test_years_asked_for_one_by_one_are_not_added() -> None:
    years = [has(None, "1", "年", ordinal=True, start=5, end=8), has(None, "2", "年", ordinal=True, start=9, end=12)]
    answer = ask(QINYUAN, "退耕五亩 第一年和第二年分别给多少", has("returned_forest_mu", "5"), *years)
    assert "3250元" not in told(answer)


def test_years_told_together_give_way_together_to_the_years_asked_next() -> None:
    both = [has(None, "4", "年", ordinal=True, start=5, end=8), has(None, "5", "年", ordinal=True, start=9, end=12)]
    first = ask(QINYUAN, "退耕五亩 第四年和第五年一共多少", has("returned_forest_mu", "5"), *both)
    later = has(None, "3", "年", leading=True, start=1, end=4)
    answer = ask(QINYUAN, "那前三年加一块儿呢", later, intent="follow_up", previous=first.resolved)
    assert "4750元" in answer.lead


def test_land_over_years_shows_one_year_and_all() -> None:
    answer = ask(QINYUAN, "流转九亩地，一年多少，三年多少", has("transferred_land_mu", "9"), has("transfer_years", "3"), facts=POOR)
    assert "450元" in told(answer)
    assert "1350元" in told(answer)


def test_those_who_miss_the_condition_are_not_counted_and_the_rest_are() -> None:
    mentions = (has("poor_workers", "12"), has("months_employed", "6"), has("months_employed", "4", of=Decimal(3)))
    answer = ask(HEBEI, "招了12个贫困劳动力，其中3人只干了四个月，补多少", *mentions, applicant="enterprise")
    assert "9000元" in answer.lead
    assert "12人 - 3人 = 9人" in told(answer)


def test_what_is_told_of_the_rest_holds_of_the_rest() -> None:
    mentions = (has("poor_workers", "8"), has("months_employed", "3", of=Decimal(2)), has(None, "6", "月", start=22, end=24))
    answer = ask(HEBEI, "我厂招了8个贫困户，两个只干了三个月，其余半年以上，补多少", *mentions, applicant="enterprise")
    assert "6000元" in answer.lead
    assert "如果" not in answer.lead


def test_a_part_that_meets_the_condition_changes_nothing() -> None:
    mentions = (has("poor_workers", "12"), has("months_employed", "8"), has("months_employed", "7", of=Decimal(3)))
    assert "1.2万元" in ask(HEBEI, "招了12个贫困劳动力，其中3人干了七个月，补多少", *mentions, applicant="enterprise").lead


def test_land_returned_to_forest_is_planted_by_a_cooperative_and_owned_by_a_household() -> None:
    land = Mention("returned_forest_mu", Decimal(200), "亩", "退耕地")
    assert "16万元" in ask(QINYUAN, "造林合作社承接200亩退耕地，补助总额", land, applicant="afforestation_cooperative").lead
    assert "30万元" in ask(QINYUAN, "我家200亩退耕地，补助总额", land, applicant="household").lead


def test_a_sum_a_head_is_multiplied_before_a_share_is_taken() -> None:
    rate = Mention(None, Decimal(20000), "元", "", 11, 14)
    answer = ask(SHAOGUAN, "45名贫困人口，按人均2万元拨到县，用于发展产业的最低多少", has("poor_population", "45"), rate)
    assert "54万元" in told(answer)
    assert "1.2万元" not in told(answer)


def test_a_yearly_share_is_given_for_the_year_and_for_the_whole_contract() -> None:
    mentions = (has("injected_funds", "850000"), Mention(None, Decimal(3), "年", ""))
    answer = told(ask(QINYUAN, "村集体注资85万元，每年至少分多少收益，合同三年累计多少", *mentions))
    assert "5.1万元" in answer
    assert "15.3万元" in answer


def test_a_ceiling_for_one_household_is_multiplied_for_several() -> None:
    mentions = (Mention("exit_year", Decimal(2015), "年", ""), Mention("households_led", Decimal(5), "户", "贫困户"))
    answer = told(ask(QINYUAN, "2015年退出的贫困户里有五家想顶格申请政府贴息贷款，上限多少", *mentions, applicant="official"))
    assert "5户 × 2万元 = 10万元" in answer
    assert "周转金" not in answer


def test_interest_without_a_rate_is_said_to_be_beyond_reckoning() -> None:
    mentions = (Mention("exit_year", Decimal(2014), "年", ""), has("loan_principal", "20000"))
    assert "没有写贷款利率" in told(ask(QINYUAN, "按2万元顶格贷款，三年下来政府贴息总金额是多少", *mentions))


def test_a_share_asked_about_is_tested_and_not_paid_for() -> None:
    mentions = (has("all_staff", "30"), has("poor_workers", "9"))
    answer = told(ask(HEBEI, "职工30人，其中贫困劳动力9人，占比达标没有", *mentions, applicant="self_employed"))
    assert "30%" in answer
    assert "9000" not in answer


def test_what_one_worker_brings_is_a_sum_and_no_recognition() -> None:
    answer = told(ask(HEBEI, "挂了牌以后，每进一个贫困工能领多少", has("poor_workers", None)))
    assert "1000元" in answer
    assert "30%" not in answer
