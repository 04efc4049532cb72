"""What a clause answers though it sounds like something else: a list of what there is, a document's standing, a department."""

from __future__ import annotations

from datetime import date

import pytest

from policy_kb.answering import answer
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Question

TODAY = date(2026, 11, 22)
QINYUAN, XINJIANG, SHAOGUAN, HEBEI, HONGHE = "140431", "650000", "440200", "130000", "532500"


def told(kb: KnowledgeBase, text: str, region: str, intent: str = "ask_policy") -> str:
    reply = answer(kb, Question(text, intent, TODAY, region))
    return reply.lead + "".join(reply.lines)


@pytest.mark.parametrize(
    ("region", "text", "expected"),
    [
        (HEBEI, "遭了旱灾，想恢复生产有什么扶持", "以工代赈"),
        (HEBEI, "我们村想搞电商有哪些政策", "电商"),
        (HONGHE, "龙头企业搞循环经济有什么政策", "循环经济"),
    ],
)
def test_what_there_is_for_one_thing_is_told_by_the_clause_about_it(kb: KnowledgeBase, region: str, text: str, expected: str) -> None:
    reply = told(kb, text, region, "ask_overview")
    assert expected in reply
    assert "这些补贴和扶持" not in reply


@pytest.mark.parametrize("text", ["有哪些补贴", "贫困户有什么补贴可以享受", "咱这农民都有啥扶持政策"])
def test_what_there_is_at_all_stays_a_list(kb: KnowledgeBase, text: str) -> None:
    assert "这些补贴和扶持" in told(kb, text, HEBEI, "ask_overview")


@pytest.mark.parametrize(
    ("region", "text", "expected"),
    [
        (SHAOGUAN, "韶关这份意见还抄送了哪些单位", "东莞市驻韶扶贫工作组"),
        (HONGHE, "这套方案是州里哪次常务会议定下来的", "第60次常务会议"),
    ],
)
def test_what_the_title_block_does_not_say_is_told_by_the_clause_that_does(
    kb: KnowledgeBase, region: str, text: str, expected: str
) -> None:
    assert expected in told(kb, text, region, "ask_status")


def test_the_day_of_a_document_is_its_own_and_the_day_of_a_plan_the_plans(kb: KnowledgeBase) -> None:
    assert "2018年2月28日" in told(kb, "扶贫办是哪一天印发的这个文", SHAOGUAN)
    assert "2018年3月" in told(kb, "带动贫困户的三年行动计划哪个月以前要做出来", HONGHE)


@pytest.mark.parametrize(
    ("region", "text", "expected"),
    [
        (HEBEI, "吸纳就业补贴这笔钱从哪里列支", "就业补助资金中列支"),
        (HONGHE, "带贫奖补的钱由哪家统筹", "县市统筹安排"),
        (QINYUAN, "奖补资金从哪级财政出", "文件没有写明这笔钱由谁出"),
    ],
)
def test_whose_money_it_is_is_told_or_said_to_be_open(kb: KnowledgeBase, region: str, text: str, expected: str) -> None:
    assert expected in told(kb, text, region)


@pytest.mark.parametrize(
    ("region", "text", "expected"),
    [
        (HONGHE, "“三大板块”是哪三块", "南部山区综合开发"),
        (HONGHE, "五大产业到底包括哪几个", "乡村旅游业五大产业"),
        (HEBEI, "占耕地的和转用农用地的各是啥说法", "边占边补"),
        (XINJIANG, "项目干完了还要做哪些手续", "检查验收"),
        (SHAOGUAN, "村里跟企业合作先要签个啥", "入股合作协议"),
        (QINYUAN, "项目钱是一次拨完还是分几批", "分期分批拨付"),
        (QINYUAN, "写个汇报要用，全县建档立卡贫困户多少户多少人", "3999户8062名"),
    ],
)
def test_lists_halves_steps_and_asides_are_understood(kb: KnowledgeBase, region: str, text: str, expected: str) -> None:
    assert expected in told(kb, text, region)


@pytest.mark.parametrize(
    ("region", "text", "expected"),
    [
        (HONGHE, "奖补办法什么时候出台", "2018年4月以前"),
        (HONGHE, "这个实施方案什么时候出台的", "2019年4月15日"),
    ],
)
def test_the_day_a_paper_is_to_be_made_is_not_the_documents_own(kb: KnowledgeBase, region: str, text: str, expected: str) -> None:
    assert expected in told(kb, text, region, "ask_status")


@pytest.mark.parametrize(
    ("region", "text", "expected"),
    [
        (HONGHE, "乡村旅游要建多少个扶贫村", "42个特色旅游扶贫村"),
        (XINJIANG, "利益联结有哪几种", "工资性收益联结"),
        (HEBEI, "出现问题谁来约谈", "领导小组约谈"),
        (HEBEI, "督查考核这事归口哪里", "责任部门：省农业厅、省扶贫办、省审计厅"),
        (XINJIANG, "项目公示要多少天", "文件没有写明多长时间"),
    ],
)
def test_the_sentence_that_counts_lists_or_names_the_very_thing_is_the_one(
    kb: KnowledgeBase, region: str, text: str, expected: str
) -> None:
    assert expected in told(kb, text, region)


@pytest.mark.parametrize(
    ("region", "text", "expected"),
    [
        (QINYUAN, "全村都脱了贫，没贫困户了，集体资产收益归谁", "全体村民"),
        (HEBEI, "村里想上项目往哪报", "村申请、乡审核、县审定"),
        (QINYUAN, "申报材料先递给谁", "村委审核上报"),
        (SHAOGUAN, "这个意见要管几年", "文件管到2020年"),
        (SHAOGUAN, "这个意见从哪天开始实行，管多久", "文件管到2020年"),
    ],
)
def test_where_to_begin_and_where_it_ends_is_told(kb: KnowledgeBase, region: str, text: str, expected: str) -> None:
    assert expected in told(kb, text, region)


def test_a_second_sentence_is_not_called_silent_where_the_first_one_says_it(kb: KnowledgeBase) -> None:
    reply = told(kb, "快递下乡由谁负责", HEBEI)
    assert "省邮政管理局" in reply
    assert "文件没有写明" not in reply
