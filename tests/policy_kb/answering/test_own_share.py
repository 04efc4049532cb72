"""What is left to pay oneself, where a rule carries a part of a cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policy_kb.answering import answer
from policy_kb.intake import propose, read_file
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.asked import asks
from policy_kb.model import Mention, Question
from tests.policy_kb.answering.asking import SHAOGUAN, XINJIANG, ask, has, told

TEXT = """陵川县人民政府文件
陵政发〔2021〕10号
陵川县人民政府关于印发《陵川县2021年牧草加工奖补办法》的通知
各乡镇人民政府，县直各单位：
现将《陵川县2021年牧草加工奖补办法》印发给你们，请认真贯彻执行。
陵川县人民政府
2021年3月2日
陵川县2021年牧草加工奖补办法
一、奖补标准
（一）加工。新购置牧草打捆设备的，按购机款的60%给予补助，最高不超过4万元。
"""


@pytest.fixture(scope="module")
def here(kb: KnowledgeBase) -> KnowledgeBase:
    proposal = propose(read_file(TEXT.encode(), "办法.txt"), kb, {})
    return kb.with_document(proposal.document, [rule.subsidy(kb.lexicon) for rule in proposal.rules])


def own_share(here: KnowledgeBase, yuan: int | None) -> str:
    said = f"购机款{yuan}元，" if yuan else ""
    mentions = (Mention(None, Decimal(yuan), "元", "", 3, 4 + len(str(yuan))),) if yuan else ()
    reply = answer(here, Question(f"{said}买牧草打捆设备我自己实际掏多少", "ask_subsidy", date(2021, 6, 1), "140524", mentions=mentions))
    return "\n".join((reply.lead, *reply.lines))


def test_the_rest_of_a_cost_is_ones_own_to_pay(here: KnowledgeBase) -> None:
    assert "自己付：5万元 - 3万元 = 2万元" in own_share(here, 50_000)


def test_what_a_limit_cuts_off_is_ones_own_to_pay_as_well(here: KnowledgeBase) -> None:
    assert "自己付：10万元 - 4万元 = 6万元" in own_share(here, 100_000)


def test_of_a_part_that_is_paid_at_least_the_rest_is_the_most_one_pays() -> None:
    reply = ask(XINJIANG, "政策性农业保险我个人要交600块，政府再补贴，我实际掏多少钱", has(None, "600", "元"))
    assert "600元 - 480元 = 120元（政府补贴不低于80%，自己最多付这些）" in told(reply)


@pytest.mark.parametrize("said", ["我自己实际掏多少", "自己还得出多少", "个人总共要交多少", "我最后掏多少钱", "自家出几成"])
def test_ways_of_asking_for_ones_own_part(said: str) -> None:
    assert asks("own_share", said)


def test_what_goes_off_first_is_taken_from_what_was_worked_out_before() -> None:
    first = ask(SHAOGUAN, "我们有420个贫困人口，按人均标准专项资金总共多少", has("poor_population", "420"))
    spent = has("education_health_funds", "400000")
    second = ask(SHAOGUAN, "其中教育医疗用去四十万，剩下的至少要拿多少发展产业", spent, previous=first.resolved)
    assert "800万元 × 60% = 480万元" in told(second)
