"""A document handed in a moment ago: its sums are worked out, and its clauses answer how old, how much at most, when and where."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policy_kb.answering import answer
from policy_kb.intake import propose, read_file
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Mention, Question

TEXT = """陵川县人民政府文件
陵政发〔2021〕9号
陵川县人民政府关于印发《陵川县2021年特色产业奖补办法》的通知
各乡镇人民政府，县直各单位：
现将《陵川县2021年特色产业奖补办法》印发给你们，请认真贯彻执行。
陵川县人民政府
2021年3月2日
陵川县2021年特色产业奖补办法
一、奖补标准
（一）梅花鹿。存栏3—9头的，每头奖补400元；存栏10头以上的，每头奖补500元。
（二）马铃薯。种植马铃薯2亩以上的，每亩奖补120元。在永久基本农田种植的，不予奖补。
（三）中蜂。养殖中蜂5箱以上的，每箱奖补90元。
（四）封顶。单户全年累计最高不超过6000元。
二、贷款
（一）条件。借款人年满18周岁、不超过62周岁，可以向银行申请贷款。
（二）额度。单户贷款金额不超过3万元。超过3万元的部分是否贴息，由各乡镇根据财力自行确定。
三、程序
（一）申请。每年4月1日至5月20日，由农户向所在村委会提出书面申请。
（二）兑付。公示无异议的，由县财政局在12个工作日内通过一卡通拨付到户。
"""
PLACE, DAY = "140524", date(2021, 6, 1)


@pytest.fixture(scope="module")
def here(kb: KnowledgeBase) -> KnowledgeBase:
    proposal = propose(read_file(TEXT.encode(), "办法.txt"), kb, {})
    assert proposal.meta.region == PLACE
    return kb.with_document(proposal.document, [rule.subsidy(kb.lexicon) for rule in proposal.rules if rule.is_sure])


def asked(kb: KnowledgeBase, text: str, *mentions: Mention, intent: str = "ask_policy", previous: Question | None = None) -> Answer:
    return answer(kb, Question(text, intent, DAY, region=PLACE, mentions=mentions, previous=previous))


def said(found: Answer) -> str:
    return "\n".join((found.lead, *found.lines))


def of(value: int, unit: str, start: int = 0, end: int = 0) -> Mention:
    return Mention(None, Decimal(value), unit, "", start, end)


def test_a_sum_on_a_scale_is_worked_out_for_what_somebody_has(here: KnowledgeBase) -> None:
    found = asked(here, "养了12头梅花鹿能补多少", of(12, "头", 2, 5), intent="ask_subsidy")
    assert "6000元" in found.lead
    assert found.is_worked_out
    few = asked(here, "养了2头梅花鹿能补多少", of(2, "头", 2, 4), intent="ask_subsidy")
    assert "还差1头" in said(few)


def test_a_thing_is_known_by_the_names_of_other_regions(here: KnowledgeBase) -> None:
    assert "720元" in asked(here, "养了8箱蜂子能补多少", of(8, "箱", 2, 4), intent="ask_subsidy").lead


def test_a_thing_brought_along_in_one_place_is_unknown_in_another(here: KnowledgeBase) -> None:
    question = Question("养了12头梅花鹿能补多少", "ask_subsidy", date(2018, 6, 1), region="140431", mentions=(of(12, "头", 2, 5),))
    assert "400元" not in said(answer(here, question))


def test_a_plain_no_to_what_the_sum_knows_nothing_of_goes_first(here: KnowledgeBase) -> None:
    assert said(asked(here, "在永久基本农田里种洋芋能不能领奖补", intent="ask_subsidy")).startswith("不能。")
    assert "90元" in said(asked(here, "养蜂给钱吗", intent="ask_subsidy"))


@pytest.mark.parametrize(("age", "start"), [("67岁", "不能，67岁超过了62周岁这个上限。"), ("17岁", "不能，17岁低于18周岁这个下限。")])
def test_an_age_is_held_against_both_of_its_limits(here: KnowledgeBase, age: str, start: str) -> None:
    found = asked(here, f"我今年{age}，能不能贷款")
    assert "62周岁" in said(found)
    assert said(found).startswith("不能")
    assert age in found.lead, start


def test_an_age_within_its_limits_is_no_promise(here: KnowledgeBase) -> None:
    assert not said(asked(here, "我今年40岁，能不能贷款")).startswith(("可以", "能", "不能"))


def test_the_most_there_is_is_a_limit_and_not_what_is_left_open_above_it(here: KnowledgeBase) -> None:
    assert "不超过3万元" in asked(here, "我想贷款，最多能贷几万块").lead
    assert "自行确定" in said(asked(here, "超过三万的那部分利息给不给贴"))


def test_when_the_money_comes_is_answered_by_the_clause_that_pays_out(here: KnowledgeBase) -> None:
    assert "12个工作日" in asked(here, "补贴啥时候发到手").lead


def test_where_one_applies_is_answered_by_the_procedure(here: KnowledgeBase) -> None:
    assert "村委会" in asked(here, "种洋芋的奖补找谁申请").lead
