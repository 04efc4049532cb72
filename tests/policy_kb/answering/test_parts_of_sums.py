"""Sums of which a part is told: what is taken off first, what labour gets of a sum received, how many are still to come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policy_kb.answering import answer
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Mention, Question

TODAY = date(2026, 11, 22)
QINYUAN, SHAOGUAN, HONGHE, HEBEI = "140431", "440200", "532500", "130000"
POOR = {"registered_poor": True}


def said(fact: str | None, value: str | None, unit: str, text: str, words: str) -> Mention:
    start = text.index(words)
    return Mention(fact, Decimal(value) if value else None, unit, "", start, start + len(words))


def told(kb: KnowledgeBase, text: str, region: str, *mentions: Mention, applicant: str | None = None) -> str:
    reply = answer(kb, Question(text, "ask_subsidy", TODAY, region, mentions=mentions, applicant=applicant, facts=dict(POOR)))
    return reply.lead + "".join(reply.lines)


def test_what_goes_to_schools_and_doctors_is_taken_off_before_the_share(kb: KnowledgeBase) -> None:
    text = "专项资金五千万，教育医疗花掉八百万，最少多少搞产业"
    whole, less = said("special_funds", "50000000", "元", text, "五千万"), said(None, "8000000", "元", text, "八百万")
    assert "5000万元 - 800万元 = 4200万元；4200万元 × 60% = 2520万元" in told(kb, text, SHAOGUAN, whole, less)


@pytest.mark.parametrize("text", ["教育医疗用了400万，还剩2600万，最少多少用于产业", "扣掉教育医疗后有2600万，产业上至少用多少"])
def test_what_is_told_to_be_left_is_not_lessened_again(kb: KnowledgeBase, text: str) -> None:
    used = [said(None, "4000000", "元", text, "400万")] if "400万" in text else []
    reply = told(kb, text, SHAOGUAN, *used, said(None, "26000000", "元", text, "2600万"))
    assert "2600万元 × 60% = 1560万元" in reply


def test_labour_gets_its_share_of_a_sum_that_was_received(kb: KnowledgeBase) -> None:
    text = "合作社造林补助到账60万，给贫困户的工钱最少多少"
    reply = told(kb, text, QINYUAN, said(None, "600000", "元", text, "60万"), applicant="afforestation_cooperative")
    assert "27万元 × 60% = 16.2万元" in reply
    assert "216元" not in reply


def test_without_a_sum_the_share_is_shown_for_one_mu(kb: KnowledgeBase) -> None:
    assert "360元" in told(kb, "造林补助里劳务要占多少", QINYUAN, applicant="afforestation_cooperative")


@pytest.mark.parametrize(
    ("text", "have", "number", "wanted", "expected"),
    [
        ("养了5头猪，再养多少只鸡就封顶了", "pigs", "5", "chickens", "再有500只"),
        ("有3只羊，还要养几头猪才能拿满", "sheep", "3", "pigs", "再有7头"),
        ("养了一头牛，再养几只羊到上限", "cattle", "1", "sheep", "不用再加"),
    ],
)
def test_what_one_has_counts_towards_the_ceiling(kb: KnowledgeBase, text: str, have: str, number: str, wanted: str, expected: str) -> None:
    thing = kb.lexicon.fact(have)
    owned = Mention(have, Decimal(number), thing.unit, thing.label, 0, text.index("，"))
    asked = Mention(wanted, None, kb.lexicon.fact(wanted).unit, kb.lexicon.fact(wanted).label, len(text) - 1, len(text))
    assert expected in told(kb, text, QINYUAN, owned, asked)


def test_more_of_the_same_counts_only_what_is_still_to_come(kb: KnowledgeBase) -> None:
    text = "养了4头猪，再养几头到顶"
    assert "再有6头" in told(kb, text, QINYUAN, said("pigs", "4", "头", text, "4头猪"))


def test_what_was_received_leaves_the_rest_to_get(kb: KnowledgeBase) -> None:
    text = "养殖奖补已经领了1800，还能再养几只羊"
    received = said("livestock_subsidy_received", "1800", "元", text, "1800")
    reply = told(kb, text, QINYUAN, received, Mention("sheep", None, "只", "羊", text.index("羊"), text.index("羊") + 1))
    assert "再有4只" in reply
    assert "还能领1200元" in reply


def test_who_leads_poor_households_along_is_told_the_ceiling(kb: KnowledgeBase) -> None:
    assert "最高20万元" in told(kb, "我种甘蔗，领着村里贫困户一起干，最高奖多少", HONGHE, applicant="large_grower")


def test_what_the_province_aims_at_is_no_recognition(kb: KnowledgeBase) -> None:
    assert "100家" in told(kb, "全省要筛选多少家扶贫龙头企业", HEBEI)


def test_those_told_to_have_stayed_are_paid_for_and_the_rest_are_named(kb: KnowledgeBase) -> None:
    text = "招了9个贫困户，其中4个干满八个月了，能领多少"
    workers = said("poor_workers", "9", "人", text, "9个")
    stayed = said("poor_workers", "4", "人", text, "4个"), said("months_employed", "8", "月", text, "八个月")
    reply = told(kb, text, HEBEI, workers, *stayed, applicant="enterprise")
    assert "4人 × 1000元 = 4000元" in reply
    assert "其余5人没有说" in reply


def test_one_year_is_told_where_one_year_is_asked(kb: KnowledgeBase) -> None:
    text = "流转贫困户60亩地签了3年，一年拿多少"
    mentions = said("transferred_land_mu", "60", "亩", text, "60亩"), said("transfer_years", "3", "年", text, "3年")
    assert "能领3000元" in told(kb, text, QINYUAN, *mentions, applicant="enterprise")
    both = "流转贫困户60亩地签了3年，一年拿多少，3年一共多少"
    assert "9000元" in told(kb, both, QINYUAN, *mentions, applicant="enterprise")


def test_two_years_of_lessons_are_no_three(kb: KnowledgeBase) -> None:
    text = "贫困劳动力培训两年，一共多少天"
    assert "2次 × 5天 × 2年 = 20天" in told(kb, text, SHAOGUAN, said("training_years", "2", "年", text, "两年"))


def test_several_shares_are_not_held_against_the_wrong_limit(kb: KnowledgeBase) -> None:
    assert "35%不到" not in told(kb, "占比35%、订单占75%、租金占95%，够不够379", HEBEI)
