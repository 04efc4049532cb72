"""The one entrance: each way a question can end is told apart."""

from __future__ import annotations

from datetime import date

import pytest

from policy_kb.answering import answer
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, DocumentMeta, Outcome, Question
from policy_kb.parsing import read_document

TODAY = date(2026, 11, 22)
QINYUAN, HONGHE, XINJIANG, SHAOGUAN, HEBEI, GUANGXI, QINGSHUIHE = "140431", "532500", "650000", "440200", "130000", "450000", "150124"
NEW_RULES = """清水河县羊舍补助办法
第一条 修建羊舍的，验收合格后补助。
第二条 申报时间为每年4月1日至5月31日，逾期不予受理。
第三条 本办法由县农牧局负责解释。
"""


def ask(kb: KnowledgeBase, text: str, region: str | None, intent: str = "ask_policy", previous: Question | None = None) -> Answer:
    return answer(kb, Question(text, intent, TODAY, region, previous=previous))


@pytest.mark.parametrize("intent", ["out_of_scope", "chitchat", "abuse", "ask_secret"])
def test_what_is_not_ours_is_refused_kindly_and_without_a_figure(kb: KnowledgeBase, intent: str) -> None:
    reply = ask(kb, "给我讲个故事", QINYUAN, intent)
    assert reply.outcome is Outcome.OUT_OF_SCOPE
    assert reply.citations == ()
    assert not any(sign.isdigit() for sign in reply.lead)


def test_a_place_without_documents_is_told_which_places_have_some(kb: KnowledgeBase) -> None:
    reply = ask(kb, "小额信贷能贷几年", GUANGXI)
    assert reply.outcome is Outcome.NOT_COVERED
    assert "沁源县" in reply.lead
    assert reply.citations == ()


def test_what_only_one_document_says_is_answered_without_a_place_saying_whose_it_is(kb: KnowledgeBase) -> None:
    reply = ask(kb, "379带贫模式是什么意思", None)
    assert reply.outcome is Outcome.ANSWERED
    assert reply.lead.startswith("河北省的文件")


def test_what_several_documents_say_differently_asks_for_the_place(kb: KnowledgeBase) -> None:
    reply = ask(kb, "扶贫小额信贷要不要抵押", None)
    assert (reply.outcome, reply.asks) == (Outcome.ASKS_BACK, ("region",))


def test_another_offices_subject_is_not_answered_by_the_nearest_clause(kb: KnowledgeBase) -> None:
    reply = ask(kb, "公积金贷款利率是多少", HEBEI)
    assert reply.outcome is Outcome.NOTHING_FOUND
    assert reply.citations == ()


def test_where_nothing_surely_answers_the_nearest_clause_is_quoted_and_called_no_more_than_that(kb: KnowledgeBase) -> None:
    text = "石磨县羊舍办法\n第一条 套取补助资金的，由县农牧局追回。\n第二条 本办法自印发之日起施行。\n"
    meta = DocumentMeta("shimo", "石磨县羊舍办法", "石磨县农牧局", QINGSHUIHE, issued_on=date(2026, 1, 1))
    reply = ask(kb.with_document(read_document(meta, text)), "二愣子跟铁匠铺掌柜合伙套取补助", QINGSHUIHE)
    assert reply.outcome is Outcome.NOTHING_FOUND  # an official still gets to read the question
    assert "没有找到专门的规定" in reply.lead
    assert reply.lines == ("“套取补助资金的，由县农牧局追回。”",)
    assert [citation.clause for citation in reply.citations] == ["第一条"]


def test_what_was_none_of_ours_is_answered_once_a_document_here_is_about_it(kb: KnowledgeBase) -> None:
    text = "清水河县农村危房改造办法\n第一条 D级危房重建每户补助三万元。\n第二条 由县住房城乡建设局负责解释。\n"
    meta = DocumentMeta("houses", "清水河县农村危房改造办法", "清水河县人民政府", QINGSHUIHE, issued_on=date(2026, 1, 1))
    more = kb.with_document(read_document(meta, text))
    assert "三万元" in ask(more, "危房改造D级重建补多少", QINGSHUIHE, "out_of_scope").lead
    assert ask(more, "危房改造D级重建补多少", SHAOGUAN, "out_of_scope").outcome is Outcome.OUT_OF_SCOPE


def test_what_the_county_decides_is_its_own_outcome(kb: KnowledgeBase) -> None:
    reply = ask(kb, "产业扶贫项目的扶持标准是多少", HONGHE)
    assert reply.outcome is Outcome.NO_FIXED_STANDARD
    assert "自行" in reply.lead


@pytest.mark.parametrize(
    ("region", "text", "beginning"),
    [
        (XINJIANG, "小额信贷能不能拿去入股企业", "不能"),
        (SHAOGUAN, "政府可以干预合作社的生产经营吗", "不能"),
        (HEBEI, "没进项目库的项目能用专项扶贫资金吗", "原则上不"),
        (XINJIANG, "贫困户小额信贷要不要抵押", "不需要"),
        (XINJIANG, "贷款到期可以无还本续贷吗", "可以"),
    ],
)
def test_a_question_whether_begins_with_the_clauses_own_yes_or_no(kb: KnowledgeBase, region: str, text: str, beginning: str) -> None:
    assert ask(kb, text, region).lead.startswith(beginning)


def test_at_least_so_much_is_not_taken_for_a_ban(kb: KnowledgeBase) -> None:
    reply = ask(kb, "村集体资产能不能分到收益", QINYUAN)
    assert not reply.lead.startswith("不能")


def test_who_of_several_is_named_alone(kb: KnowledgeBase) -> None:
    assert ask(kb, "电商扶贫哪个部门牵头负责", HEBEI).lead.startswith("省商务厅")


def test_a_short_question_goes_on_about_the_one_before(kb: KnowledgeBase) -> None:
    before = Question("光伏扶贫省里哪个部门牵头？", "ask_responsible", TODAY, HEBEI)
    reply = ask(kb, "那乡村旅游扶贫呢", HEBEI, "follow_up", before)
    assert "省旅游发展委" in reply.lead


def test_nobodys_telephone_is_repeated(kb: KnowledgeBase) -> None:
    reply = ask(kb, "新疆这份文件的联系人电话邮箱是多少", XINJIANG)
    assert not any(secret in reply.lead + "".join(reply.lines) for secret in ("2384017", "@", "王燕青"))


def test_two_places_are_compared_a_line_each_with_their_own_sources(kb: KnowledgeBase) -> None:
    question = Question("贫困村集体收入各要达到多少", "compare_places", TODAY, None, (HONGHE, HEBEI))
    reply = answer(kb, question)
    assert reply.lead.startswith("红河")
    assert [c.document for c in reply.citations] == ["honghe-2019", "hebei-2018"]


def test_a_new_document_is_answered_from_at_once_and_forgotten_when_withdrawn(kb: KnowledgeBase) -> None:
    meta = DocumentMeta("sheds", "清水河县羊舍补助办法", "清水河县农牧局", QINGSHUIHE, date(2026, 3, 1))
    more = kb.with_document(read_document(meta, NEW_RULES))
    assert "5月31日" in ask(more, "羊舍补助啥时候申报", QINGSHUIHE, "ask_deadline").lead
    assert ask(more.without_document("sheds"), "羊舍补助啥时候申报", QINGSHUIHE).outcome is Outcome.NOT_COVERED
