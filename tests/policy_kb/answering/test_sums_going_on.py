"""A talk that goes on: another thing, another asker, a part of those counted, a sum with no noun beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policy_kb.answering import answer
from policy_kb.answering.unheard import thing_asked
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Mention, Question

DAY = date(2019, 6, 1)
QINYUAN, HONGHE, XINJIANG, SHAOGUAN, HEBEI = "140431", "532500", "650000", "440200", "130000"


def has(fact: str | None, value: str | None, unit: str, **more: Any) -> Mention:
    return Mention(fact, Decimal(value) if value else None, unit, "", **more)


def asked(region: str, text: str, *mentions: Mention, intent: str = "ask_subsidy", **more: Any) -> Question:
    return Question(text, intent, DAY, region, mentions=mentions, **more)


def told(reply: Answer) -> str:
    return "\n".join([reply.lead, *reply.lines])


A_SHEEP = asked(QINYUAN, "养一只羊给多少", has("sheep", "1", "只"))
A_FIELD = asked(QINYUAN, "种两亩药材给多少", has("herbs_mu", "2", "亩"))


@pytest.mark.parametrize(
    ("said", "thing"), [("那鸭子呢", "鸭子"), ("要是养的骆驼嘞", "骆驼"), ("换成鸽子呢", "鸽子"), ("那要是喂鹅呢 咋算", "鹅")]
)
def test_a_thing_we_have_no_word_for_is_heard_as_a_thing(said: str, thing: str) -> None:
    found = thing_asked(asked(QINYUAN, said, intent="follow_up", previous=A_SHEEP))
    assert found is not None
    assert found.name == thing


@pytest.mark.parametrize("said", ["上限呢", "那最多呢", "第二年呢", "那别的呢", "还有呢", "利息呢", "三只呢", "一共呢", "那条件呢"])
def test_what_asks_about_the_same_thing_names_no_other(said: str) -> None:
    assert thing_asked(asked(QINYUAN, said, intent="follow_up", previous=A_SHEEP)) is None


@pytest.mark.parametrize(("before", "said"), [(A_SHEEP, "那兔子呢"), (A_FIELD, "那玉米呢"), (A_SHEEP, "换成骆驼呢")])
def test_another_thing_is_never_paid_what_the_one_before_is_paid(kb: KnowledgeBase, before: Question, said: str) -> None:
    reply = answer(kb, asked(QINYUAN, said, intent="follow_up", previous=before))
    assert "没有单列" in told(reply)
    assert not any(figure in told(reply) for figure in ("300元", "400元", "800元"))


def test_where_no_rule_speaks_of_others_the_thing_is_named_as_not_in_the_document(kb: KnowledgeBase) -> None:
    before = asked(SHAOGUAN, "养一头牛补多少", has("cattle", "1", "头"))
    assert "没有定毛驴的补助标准" in answer(kb, asked(SHAOGUAN, "那毛驴呢", intent="follow_up", previous=before)).lead


@pytest.mark.parametrize(("applicant", "wanted", "never"), [("family_farm", "20万元", "3000元"), ("leading_enterprise", "9万元", "20万元")])
def test_who_spoke_before_is_still_the_one_who_asks(kb: KnowledgeBase, applicant: str, wanted: str, never: str) -> None:
    before = asked(HONGHE, "带动脱贫的奖补最高多少", applicant=applicant)
    reply = answer(kb, asked(HONGHE, "我这边带了三十户", has("households_led", "30", "户"), intent="inform", previous=before))
    assert wanted in told(reply)
    assert never not in reply.lead


def test_who_spoke_before_does_not_keep_a_household_from_its_own(kb: KnowledgeBase) -> None:
    before = asked(QINYUAN, "企业流转一亩地给多少", applicant="enterprise")
    reply = answer(kb, asked(QINYUAN, "养两只羊给多少", has("sheep", "2", "只"), previous=before))
    assert "600元" in reply.lead


@pytest.mark.parametrize(
    ("region", "text", "yuan", "expected"),
    [
        (XINJIANG, "农业保险自己交了三百块，政府至少再补多少", "300", "240元"),
        (QINYUAN, "村里四十万集体的钱交给合作社，一年保底返多少", "400000", "2.4万元"),
        (SHAOGUAN, "三权分置的项目一年下来多了六万，起码分给贫困户多少", "60000", "3万元"),
    ],
)
def test_a_bare_sum_is_what_the_rule_asked_about_works_on(kb: KnowledgeBase, region: str, text: str, yuan: str, expected: str) -> None:
    assert expected in told(answer(kb, asked(region, text, has(None, yuan, "元"))))


def test_a_bare_sum_to_be_confirmed_is_no_start_of_a_sum(kb: KnowledgeBase) -> None:
    reply = answer(kb, asked(XINJIANG, "农业保险是不是能补三百", has(None, "300", "元")))
    assert "240元" not in told(reply)


WORKERS = asked(
    HEBEI, "招了九个贫困户干满八个月能补多少", has("poor_workers", "9", "人"), has("months_employed", "8", "月"), applicant="enterprise"
)


@pytest.mark.parametrize(("months", "paid"), [("4", "6000元"), ("7", "9000元")])
def test_those_who_miss_a_condition_are_taken_out_of_the_number(kb: KnowledgeBase, months: str, paid: str) -> None:
    part = (has(None, "3", "个", start=2, end=4), has("months_employed", months, "月", start=6, end=9))
    reply = answer(kb, asked(HEBEI, "其中三个才干了几个月", *part, intent="correct", previous=WORKERS))
    assert paid in reply.lead
    assert ("没算在内" in told(reply)) is (paid != "9000元")


def test_a_year_reaches_what_is_paid_for_a_year(kb: KnowledgeBase) -> None:
    year = has("months_employed", "12", "月", start=0, end=4)
    assert "适当增加补贴" in told(answer(kb, asked(HEBEI, "要是干够一整年呢", year, intent="what_if", previous=WORKERS)))


def test_the_most_one_may_borrow_is_said_under_its_condition(kb: KnowledgeBase) -> None:
    reply = answer(kb, asked(QINYUAN, "贷款公家贴利息的那种顶多能贷几万"))
    assert "2万元" in told(reply)
    assert reply.asks == ("exit_year",)


@pytest.mark.parametrize("text", ["牛是咋给的", "羊是个啥价", "那猪怎么补的"])
def test_how_a_thing_is_paid_is_a_question_of_money(kb: KnowledgeBase, text: str) -> None:
    fact, unit = {"牛": ("cattle", "头"), "羊": ("sheep", "只"), "猪": ("pigs", "头")}[next(c for c in text if c in "牛羊猪")]
    reply = answer(kb, asked(QINYUAN, text, has(fact, None, unit), intent="ask_policy"))
    assert "每" in told(reply)
    assert "元" in told(reply)


def test_a_slip_of_the_phone_hides_no_rule(kb: KnowledgeBase) -> None:
    assert "5万元" in told(answer(kb, asked(XINJIANG, "那个小额代款最多能借多少", has("loan_principal", None, "元"))))


def test_one_asked_of_nothing_we_know_is_not_bound_to_a_budget(kb: KnowledgeBase) -> None:
    reply = answer(kb, asked(SHAOGUAN, "一个劳力一年要去几回", replace(has(None, "1", "个"), start=0, end=2)))
    assert "2万元" not in told(reply)


def test_who_asks_for_others_goes_on_about_those_asked_for_before(kb: KnowledgeBase) -> None:
    before = asked(HONGHE, "合作社带脱贫35户最高给多少", has("households_led", "35", "户"), applicant="cooperative")
    question = asked(HONGHE, "那我们县给35户这一档定的是几万", has(None, "35", "户", start=6, end=9), applicant="official", previous=before)
    reply = answer(kb, question)
    assert "10.5万元" not in told(reply)
    assert "由县市定，文件没有写" in told(reply)


def test_who_asks_for_others_may_ask_for_another_kind(kb: KnowledgeBase) -> None:
    before = asked(HONGHE, "合作社带脱贫35户最高给多少", has("households_led", "35", "户"), applicant="cooperative")
    question = asked(HONGHE, "那龙头企业带35户呢", has("households_led", "35", "户"), applicant="leading_enterprise", previous=before)
    assert "10.5万元" in told(answer(kb, question))


def test_another_sum_takes_the_place_of_the_one_told_and_not_of_what_was_asked(kb: KnowledgeBase) -> None:
    told_before = (has("injected_funds", "350000", "元"), has("profit", None, "元"))
    before = asked(QINYUAN, "投了35万算村集体资产，一年最少分多少收益", *told_before)
    question = asked(QINYUAN, "要是投的是五十八万呢", has(None, "580000", "元", start=5, end=9), intent="what_if", previous=before)
    assert "3.48万元" in told(answer(kb, question))


@pytest.mark.parametrize(("said", "is_own"), [("我自己最多出多少", True), ("自己实际要掏多少", True), ("政府最多出多少", False)])
def test_ones_own_part_may_be_asked_at_its_most(kb: KnowledgeBase, said: str, is_own: bool) -> None:
    text = f"产业扶贫保险一年保费1500块，政府最少补多少？{said}"
    reply = answer(kb, asked(XINJIANG, text, has("insurance_premium", "1500", "元", start=8, end=15)))
    assert ("= 300元" in told(reply)) is is_own
