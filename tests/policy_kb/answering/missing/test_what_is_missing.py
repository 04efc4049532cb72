"""What no document writes is said to be missing, and no other sum is put in its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policy_kb.answering import answer
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Mention, Outcome, Question

TODAY = date(2026, 11, 22)
QINYUAN, XINJIANG, SHAOGUAN, HEBEI, HONGHE = "140431", "650000", "440200", "130000", "532500"


def told(
    kb: KnowledgeBase, region: str, text: str, intent: str = "ask_policy", *mentions: Mention, previous: Question | None = None
) -> str:
    reply = answer(kb, Question(text, intent, TODAY, region, mentions=mentions, previous=previous))
    return "\n".join((reply.lead, *reply.lines))


def five_sheep() -> Mention:
    return Mention("sheep", Decimal(5), "只", "羊", start=0, end=1)


@pytest.mark.parametrize(
    ("region", "text", "beginning", "quoted"),
    [
        (HONGHE, "我男人选上生态护林员了 一个月几多工资", "文件没有写工资给多少", "生态护林员"),
        (XINJIANG, "护林员草管员 一个月工资撒价", "文件没有写工资给多少", "生态护林员"),
        (HONGHE, "去参加农村技能培训 一天发几多生活补贴", "文件没有写给多少", "培训"),
        (SHAOGUAN, "村里要建电商服务站，给补贴多少建设资金", "文件没有写给多少", "电商服务站"),
        (SHAOGUAN, "种黄烟 每亩补几多钱啊", "文件没有写给多少", "黄烟"),
        (QINYUAN, "支农周转金那个低息贷款利息到底几厘", "文件没有写利息是多少", "低息贷款"),
        (SHAOGUAN, "户贷户用那个小额信贷最多可以贷多少 几年还", "文件没有写给多少", "户贷户用"),
        (QINYUAN, "骗取奖补资金的罚多少钱", "文件没有写罚多少", "严肃查处"),
    ],
)
def test_a_reply_says_first_that_how_much_is_not_written(kb: KnowledgeBase, region: str, text: str, beginning: str, quoted: str) -> None:
    reply = told(kb, region, text)
    assert reply.startswith(beginning)
    assert quoted in reply


@pytest.mark.parametrize(
    ("region", "text", "figure"),
    [
        (HEBEI, "扶贫小额信贷的利率是多少", "基准利率"),
        (HEBEI, "扶贫小额信贷最多能贷多少钱", "5万元"),
        (QINYUAN, "种药材一亩补多少钱", "400元"),
        (QINYUAN, "流转土地每亩补几多钱", "50元"),
        (HONGHE, "贫困村集体经济收入要达到几多", "5万元"),
    ],
)
def test_what_a_clause_does_show_is_given_as_before(kb: KnowledgeBase, region: str, text: str, figure: str) -> None:
    reply = told(kb, region, text)
    assert figure in reply
    assert "文件没有写" not in reply


@pytest.mark.parametrize("text", ["羊叫狼咬死了五只，保险给赔多少", "羊死了五只，理赔能拿多少"])
def test_what_an_insurance_pays_is_no_breeding_subsidy(kb: KnowledgeBase, text: str) -> None:
    reply = told(kb, QINYUAN, text, "ask_subsidy", five_sheep())
    assert "没有写赔多少" in reply
    assert "元" not in reply


@pytest.mark.parametrize("text", ["养了五只羊，补多少", "养了五只羊，上了保险，给补多少"])
def test_a_subsidy_asked_for_is_worked_out_as_before(kb: KnowledgeBase, text: str) -> None:
    assert "1500元" in told(kb, QINYUAN, text, "ask_subsidy", five_sheep())


def test_days_of_training_are_no_pay_for_lost_work(kb: KnowledgeBase) -> None:
    before = Question("每年要培训几多次", "ask_policy", TODAY, SHAOGUAN)
    reply = told(kb, SHAOGUAN, "去培训有冇误工费 一日几多", "ask_subsidy", previous=before)
    assert "天（至少）" not in reply
    assert "没有" in reply.splitlines()[0]


def test_a_rate_per_acre_is_no_last_day(kb: KnowledgeBase) -> None:
    reply = told(kb, QINYUAN, "今年养殖奖补最晚几月几号前要报上去", "ask_deadline")
    assert "没有" in reply.splitlines()[0]
    assert "每年每亩" not in reply


def test_a_last_day_that_is_written_is_given(kb: KnowledgeBase) -> None:
    reply = told(kb, XINJIANG, "意见建议最晚哪天前反馈", "ask_deadline")
    assert "11月5日" in reply
    assert "没有写" not in reply


def test_who_approves_is_no_matter_of_a_standard_left_open(kb: KnowledgeBase) -> None:
    before = Question("贫困户买五只母羊 一只补多少", "ask_subsidy", TODAY, XINJIANG, mentions=(five_sheep(),))
    assert "自行确定" not in told(kb, XINJIANG, "那项目验收由谁负责呢", "follow_up", previous=before)


def test_who_decides_is_told_after_how_much_was_left_open(kb: KnowledgeBase) -> None:
    before = Question("贫困户买五只母羊 一只补多少", "ask_subsidy", TODAY, XINJIANG, mentions=(five_sheep(),))
    assert "领导小组" in told(kb, XINJIANG, "那你说谁定这个补贴呢", "follow_up", previous=before)


@pytest.mark.parametrize(
    ("region", "text", "said"),
    [
        (QINYUAN, "县农委办公室的电话给我一个", "文件里没有写电话"),
        (XINJIANG, "给我个电话", "没有办事人员的电话"),  # the notice names somebody, who is given to nobody
        (QINYUAN, "转人工", "没有办事人员的电话"),
    ],
)
def test_a_number_no_document_has_is_said_to_be_missing(kb: KnowledgeBase, region: str, text: str, said: str) -> None:
    reply = answer(kb, Question(text, "ask_contact", TODAY, region))
    assert reply.outcome is Outcome.OUT_OF_SCOPE
    assert said in reply.lead


def test_somebody_named_for_calls_is_not_called_missing_and_given_to_nobody(kb: KnowledgeBase) -> None:
    reply = told(kb, XINJIANG, "扶贫办征求意见建议的那个通知，联系人是谁，电话多少", "ask_contact")
    assert reply.startswith("文件里写有联系人")
    assert "没有写明" not in reply
    assert not any(secret in reply for secret in ("王燕青", "2384017"))


def test_two_asks_with_a_blank_between_them_are_both_answered(kb: KnowledgeBase) -> None:
    reply = told(kb, HONGHE, "产业项目入库之前有没得要公示 最后哪级审定", "ask_procedure")
    assert "公示" in reply
    assert "县级审定" in reply
