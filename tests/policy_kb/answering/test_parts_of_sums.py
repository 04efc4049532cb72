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
