"""How much: the sum first, with its arithmetic, its limit, its condition and its clause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policy_kb.model import Answer, Mention, Outcome
from tests.policy_kb.answering.asking import HEBEI, HONGHE, POOR, QINYUAN, SHAOGUAN, XINJIANG, answer_or_none, ask, has, told


def test_several_things_are_added_with_the_household_limit_explained() -> None:
    mentions = (has("cattle", "2"), has("pigs", "3"), has("chickens", "200"), has("minor_grain_mu", "5"))
    answer = ask(QINYUAN, "养了2头牛、3头猪、200只鸡，种了5亩谷子，一共能拿多少", *mentions, facts=POOR)
    assert "4000元" in answer.lead
    assert "超过每户3000元的上限" in told(answer)
    assert answer.asks == ()
    assert {c.clause for c in answer.citations} == {"四（三）6"}


def test_the_sum_is_said_under_its_condition_and_the_condition_is_asked_in_the_same_breath() -> None:
    answer = ask(QINYUAN, "养一头牛给多少钱", has("cattle", "1"))
    assert answer.asks == ("registered_poor",)
    assert "3000元" in answer.lead
    assert "建档立卡" in told(answer)


def test_a_household_that_is_not_registered_is_told_which_condition_fails() -> None:
    answer = ask(QINYUAN, "养两头牛有补贴吗", has("cattle", "2"), facts={"registered_poor": False})
    assert "不能领" in told(answer)
    assert "对贫困户养殖猪每头奖补300元" in told(answer)


def test_a_sum_that_someone_expects_is_confirmed_or_put_right() -> None:
    assert "不是6000元" in told(ask(QINYUAN, "我养了两头牛，是不是能领六千？", has("cattle", "2"), has(None, "6000", "元"), facts=POOR))
    assert "是的" in told(ask(QINYUAN, "养10只羊，能领三千对吧", has("sheep", "10"), has(None, "3000", "元"), facts=POOR))


def test_without_a_place_the_place_is_asked() -> None:
    answer = ask(None, "养牛一头补多少？", has("cattle", None))
    assert (answer.outcome, answer.asks) == (Outcome.ASKS_BACK, ("region",))


def test_what_the_county_decides_is_quoted_and_no_other_places_figure_is_given() -> None:
    answer = ask(HONGHE, "我想养牛，一头补多少", has("cattle", None), as_of=date(2019, 6, 1))
    assert answer.outcome is Outcome.NO_FIXED_STANDARD
    assert "由各县市自行制定" in told(answer)
    assert "3000" not in told(answer)


@pytest.mark.parametrize(
    ("region", "text"),
    [(QINYUAN, "公积金贷款能贷多少"), (QINYUAN, "农机购置补贴是多少"), (XINJIANG, "医保能报销多少"), (HEBEI, "买房贷款利率多少"),
     (SHAOGUAN, "养一头牛补多少"), (HEBEI, "人均一年要挣到多少"), (QINYUAN, "县长是谁")],
)  # fmt: skip
def test_a_question_no_rule_is_about_is_left_to_the_clauses(region: str, text: str) -> None:
    assert answer_or_none(region, text) is None


def test_a_ceiling_is_never_said_as_an_entitlement() -> None:
    answer = ask(
        HONGHE,
        "我们是龙头企业，带动了120户，奖补最高能拿多少？",
        has("households_led", "120"),
        applicant="leading_enterprise",
        as_of=date(2019, 6, 1),
    )
    assert "最高36万元" in told(answer)
    assert "不是一定能领到的数" in told(answer)


def test_the_way_back_from_a_ceiling_is_rounded_up() -> None:
    answer = ask(HONGHE, "想把奖补总额拿满，最少得带动几户？", applicant="leading_enterprise", as_of=date(2019, 6, 1))
    assert "334户" in answer.lead


def test_a_vague_quantity_gives_both_ends() -> None:
    vague = has("sheep", "10", low=Decimal(3), high=Decimal(8))
    assert "900元-2400元" in told(ask(QINYUAN, "养了三到八只羊补多少", vague, facts=POOR))


def test_one_quantity_with_two_readings_is_not_added_up() -> None:
    text = "盖三亩大棚能补多少"
    answer = told(ask(QINYUAN, text, has(None, "3", "亩", start=1, end=3), facts=POOR))
    assert "6万元" in answer
    assert "1.2万元" in answer
    assert "7.2万" not in answer


class TestShortQuestions:
    """What leans on the question before."""

    def after(self, first: Answer, text: str, *mentions: Mention, **more: Any) -> Answer:
        return ask(QINYUAN, text, *mentions, previous=first.resolved, facts=POOR, **more)

    def test_another_animal(self) -> None:
        first = ask(QINYUAN, "养牛一头补多少", has("cattle", None), facts=POOR)
        assert "每只300元" in told(self.after(first, "那羊呢", has("sheep", None), intent="follow_up"))

    def test_more_of_the_same(self) -> None:
        first = ask(QINYUAN, "养5只羊补多少", has("sheep", "5"), facts=POOR)
        assert "2400元" in told(self.after(first, "要是再买3只呢", has(None, "3", "只"), intent="what_if"))

    def test_a_correction_replaces_the_number(self) -> None:
        first = ask(QINYUAN, "养了4头猪能领多少", has("pigs", "4"), facts=POOR)
        second = self.after(first, "不对，是14头", has(None, "14", "头"), intent="correct")
        assert "4200元" in told(second)
        third = self.after(second, "那再加十只羊呢", has("sheep", "10"), intent="what_if")
        assert "7200元" in told(third)
        assert "3000元" in third.lead

    def test_what_is_gone_is_left_out(self) -> None:
        first = ask(QINYUAN, "养了4头猪、2只羊", has("pigs", "4"), has("sheep", "2"), facts=POOR)
        assert "1200元" in told(self.after(first, "羊不养了", has("sheep", None, negated=True), intent="remove"))

    def test_the_first_years_of_a_schedule(self) -> None:
        first = ask(QINYUAN, "退耕还林六亩，五年一共补多少", has("returned_forest_mu", "6"), has(None, "5", "年"))
        assert "9000元" in told(first)
        second = self.after(first, "头两年加起来能拿到多少", has(None, "2", "年", leading=True))
        assert "3900元" in told(second)
        assert "1800元" in told(self.after(second, "第三年呢", has(None, "3", "年", ordinal=True), intent="follow_up"))

    def test_another_kind_of_applicant(self) -> None:
        day = date(2019, 6, 1)
        first = ask(HONGHE, "龙头企业带一户最高奖多少", has("households_led", "1"), applicant="leading_enterprise", as_of=day)
        second = ask(HONGHE, "那要是合作社呢", applicant="cooperative", previous=first.resolved, intent="what_if", as_of=day)
        assert "最高20万元" in told(second)

    def test_ones_own_share(self) -> None:
        first = ask(XINJIANG, "贷了5万块小额信贷，买小贷扶贫保，一年保费多少", has("loan_principal", "50000"))
        second = ask(XINJIANG, "政府补八成的话我自己掏多少", has(None, "80", "%"), previous=first.resolved)
        assert "1000元 - 800元 = 200元" in second.lead


def test_what_is_known_already_is_used_when_someone_asks_for_their_sum() -> None:
    answer = ask(QINYUAN, "我家一共能领多少", facts={**POOR, "pigs": Decimal(3), "herbs_mu": Decimal(2)})
    assert (answer and "900元 + 800元 = 1700元" in answer.lead) or "1700元" in told(answer)


def test_nothing_known_is_asked() -> None:
    answer = ask(QINYUAN, "我家能领多少")
    assert answer.outcome is Outcome.ASKS_BACK


def test_the_day_before_the_document_no_rule_answers() -> None:
    assert answer_or_none(QINYUAN, "养一头牛给多少钱", has("cattle", "1"), as_of=date(2017, 1, 1)) is None


def test_land_let_out_is_paid_once_to_whoever_asks() -> None:
    land = has("transferred_land_mu", "10")

    assert "500元" in ask(QINYUAN, "流转土地10亩一年补多少", land).lead
    assert "1000元" not in told(ask(QINYUAN, "流转土地10亩一年补多少", land))
    assert "企业流转" in told(ask(QINYUAN, "流转土地10亩一年补多少", land, applicant="enterprise"))


def test_two_names_of_one_thing_are_paid_together() -> None:
    millet, beans = replace(has("minor_grain_mu", "5"), text="谷子"), replace(has("minor_grain_mu", "3"), text="黑豆")
    assert "1600元" in ask(QINYUAN, "五亩谷子三亩黑豆能领多少", millet, beans, facts=POOR).lead


def test_of_two_names_only_the_one_corrected_changes() -> None:
    millet, beans = replace(has("minor_grain_mu", "5"), text="谷子"), replace(has("minor_grain_mu", "3"), text="黑豆")
    first = ask(QINYUAN, "五亩谷子三亩黑豆能领多少", millet, beans, facts=POOR)
    later = ask(QINYUAN, "黑豆是四亩，说岔了", replace(has("minor_grain_mu", "4"), text="黑豆"), intent="correct", previous=first.resolved)
    assert "1800元" in later.lead


def test_a_longer_name_further_on_does_not_take_another_quantity() -> None:
    text = "荞麦两亩、山药蛋四亩"
    buckwheat = replace(has("minor_grain_mu", "2"), text="荞麦", start=0, end=4)
    potatoes = replace(has("commercial_potato_mu", "4"), text="山药蛋", start=5, end=10)
    answer = ask(QINYUAN, text, buckwheat, potatoes, facts=POOR)
    assert "400元" in told(answer)
    assert "200元" in told(answer)
    assert "600元" in answer.lead


@pytest.mark.parametrize(
    ("text", "thing"), [("两头猪，三亩玉米", "三亩玉米"), ("猪两头，另外鹅三只", "鹅三只"), ("两头猪，还有三只鸭子给多少", "三只鸭子")]
)
def test_what_no_rule_counts_is_said_to_be_left_out(text: str, thing: str) -> None:
    at = text.index("三")
    pigs, other = replace(has("pigs", "2"), text="猪", start=0, end=3), has(None, "3", text[at + 1], start=at, end=at + 2)
    answer = ask(QINYUAN, text, pigs, other, facts=POOR)
    assert "600元" in answer.lead
    assert any(line.startswith("没算进去") and thing in line for line in answer.lines)
