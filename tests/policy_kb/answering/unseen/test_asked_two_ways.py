"""Steps, telephone numbers, two asks in one breath and what goes on from before, in a document nobody has seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policy_kb.answering import answer
from policy_kb.answering.figures import unsupported_figures
from policy_kb.intake.formats.tidying import tidied
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, DocumentMeta, Outcome, Question
from policy_kb.parsing import read_document

HERE, TODAY, LAKE = Path(__file__).parent, date(2025, 8, 1), "150122"
META = DocumentMeta(
    "shrimp",
    "湖湾县稻虾产业奖补办法",
    "湖湾县人民政府办公室",
    LAKE,
    date(2025, 2, 20),
    "湖政办发〔2025〕31号",
    in_force_from=date(2025, 3, 1),
    in_force_until=date(2027, 12, 31),
)
STEPS = ("农户申请", "村级核查", "乡镇审核", "县级验收", "资金拨付")
WHOLE = [
    ("稻虾奖补从申请到拿到钱要走哪些步骤", STEPS),
    ("报这个奖补一共要过几道关", STEPS),
    ("县里啥时候验收完，钱啥时候拨付到户", ("9月15日", "10月31日")),
    ("稻虾产业归哪个单位牵头，电话多少", ("水产服务中心", "1234567")),
    ("有人虚报面积，举报打啥电话", ("1112223",)),
    ("财政局的电话是多少", ("7654321",)),
    ("哪几种情况是不给奖补的", ("永久基本农田", "禁用渔药", "虚报面积")),
    ("我是脱贫户，能贷多少、贷几年", ("4万元", "2年")),
    ("省级和市级金奖都拿了，两份奖励都给吗", ("就高原则",)),
    ("有老板叫我贷出来给他公司用，年底给我分红，可不可以", ("严禁",)),
    ("我是脱贫户，在广州打工八个月了，补多少", ("400元",)),
    ("开挖虾沟一亩给多少虾苗一亩补多少", ("350元", "90元")),
]
GOES_ON = [
    ("娃在县里上初中住校，一年补多少", "那走读的呢", "40%"),
    ("县里啥时候验收完", "那钱最晚哪天拨下来", "10月31日"),
    ("我是脱贫户，想贷款养虾，能贷多少", "利息要不要我自己出", "全额贴息"),
]


@pytest.fixture(scope="module")
def lake(kb: KnowledgeBase) -> KnowledgeBase:
    return kb.with_document(read_document(META, tidied((HERE / "shrimp_county.md").read_text(encoding="utf-8"))))


def ask(kb: KnowledgeBase, text: str, before: str = "") -> Answer:
    previous = Question(before, "ask_policy", TODAY, LAKE) if before else None
    return answer(kb, Question(text, "follow_up" if text.startswith("那") else "ask_policy", TODAY, LAKE, previous=previous))


def told(reply: Answer) -> str:
    return "\n".join([reply.lead, *reply.lines])


@pytest.mark.parametrize(("text", "parts"), WHOLE)
def test_everything_asked_in_one_breath_is_answered(lake: KnowledgeBase, text: str, parts: tuple[str, ...]) -> None:
    reply = ask(lake, text)
    assert all(part in told(reply) for part in parts), told(reply)
    ground = [lake.clause_text(c.document, c.clause) + c.quote for c in reply.citations]
    assert unsupported_figures(told(reply), ground, text) == ()


@pytest.mark.parametrize(("before", "text", "part"), GOES_ON)
def test_a_few_words_go_on_in_the_clause_before(lake: KnowledgeBase, before: str, text: str, part: str) -> None:
    assert part in told(ask(lake, text, before))


def test_steps_come_in_the_order_of_the_clause(lake: KnowledgeBase) -> None:
    reply = told(ask(lake, "奖补申报要走哪几步"))
    assert sorted(STEPS, key=reply.index) == list(STEPS)


def test_in_a_chapter_on_applying_the_steps_are_those_of_the_clause_that_has_them(lake: KnowledgeBase) -> None:
    meta = DocumentMeta("shuttle", "湖湾县渡船补贴办法", "湖湾县交通局", LAKE, date(2025, 3, 4))
    text = (
        "湖湾县渡船补贴办法\n第一章 总则\n第一条 为方便湖区群众，制定本办法。\n第二章 申报审核和发放\n"
        "第二条 申报材料。申请渡船补贴的，提供身份证和船员证。\n第三条 申报时间。渡船补贴每年6月30日前申报。\n第四条 办理程序。\n"
        "（一）个人申请。向户籍所在村提出申请。\n（二）村级初审。村里核实并公示5天后报乡镇。\n"
        "（三）县级审定。县交通局提出审定意见。\n（四）资金发放。由县财政局拨付到社会保障卡。\n"
    )
    reply = told(ask(lake.with_document(read_document(meta, text)), "渡船补贴咋申请，要哪些步骤"))
    steps = ("个人申请", "村级初审", "县级审定", "资金发放")
    assert all(step in reply for step in steps)
    assert sorted(steps, key=reply.index) == list(steps)


def test_of_what_nobody_set_a_sum_for_that_is_said(lake: KnowledgeBase) -> None:
    reply = ask(lake, "我喂了四十只山鸡，一只补多少")
    assert reply.outcome is Outcome.NOTHING_FOUND
    assert "没有定山鸡" in reply.lead


def test_numbers_that_run_on_under_the_next_heading_are_clauses() -> None:
    found = [node.clause for node in read_document(META, tidied((HERE / "shrimp_county.md").read_text(encoding="utf-8"))).root.walk()]
    assert {"一1", "一3", "二4", "三6", "五8", "六10"} <= set(found)


@pytest.mark.parametrize("line", ["县水利局 王某 0900-2223334。", "联系人：王某，电话0900-2223334。", "县水利局王某：0900-2223334。"])
def test_a_person_s_number_is_given_to_nobody(lake: KnowledgeBase, line: str) -> None:
    meta = DocumentMeta("dyke", "湖湾县圩堤管护办法", "湖湾县水利局", LAKE, date(2025, 2, 20))
    text = f"湖湾县圩堤管护办法\n为管护圩堤，制定本办法。\n一、管护\n圩堤由县水利局负责管护。\n二、附则\n咨询：{line}\n"
    reply = told(ask(lake.with_document(read_document(meta, text)), "圩堤归哪个单位管，给个电话"))
    assert "水利局" in reply
    assert "2223334" not in reply
    assert "王某" not in reply


@pytest.mark.parametrize(
    ("text", "must", "must_not"),
    [
        ("财政局的电话给我", "7654321", "1234567"),
        ("转人工", "没有办事人员的电话", "7654321"),
        ("稻虾产业归哪个单位牵头，把联系人和电话给我", "水产服务中心", "7654321"),
    ],
)
def test_who_wants_a_number_gets_the_office_s_and_nobody_s(lake: KnowledgeBase, text: str, must: str, must_not: str) -> None:
    reply = told(answer(lake, Question(text, "ask_contact", TODAY, LAKE)))
    assert must in reply
    assert must_not not in reply


def test_a_standing_and_a_date_are_both_said(lake: KnowledgeBase) -> None:
    reply = told(ask(lake, "这个办法现在还有效吗？农户最晚几月底前申请？"))
    assert "期限" in reply
    assert "3月底" in reply
