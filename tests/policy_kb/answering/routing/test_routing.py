"""Where a question goes: explained again, gone on with, in scope after all, told that no sum is set."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from policy_kb.answering import answer
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Mention, Outcome, Question

TODAY = date(2026, 11, 22)
QINYUAN, XINJIANG, SHAOGUAN, HEBEI = "140431", "650000", "440200", "130000"


def ask(kb: KnowledgeBase, text: str, region: str | None, intent: str = "ask_policy", previous: Question | None = None) -> Answer:
    return answer(kb, Question(text, intent, TODAY, region, previous=previous))


def test_someone_who_did_not_understand_is_told_again_more_simply(kb: KnowledgeBase) -> None:
    first = ask(kb, "电商培训2018年多少人次", HEBEI)
    again = ask(kb, "俺听不懂你说的啥", HEBEI, "chitchat", first.resolved)
    assert again.lead.startswith("简单说")
    assert "10万人次" in again.lead
    assert again.lines == ()


def test_a_short_question_goes_on_with_the_topic_of_those_before(kb: KnowledgeBase) -> None:
    first = ask(kb, "光伏电站2018年要建多少", HEBEI)
    second = ask(kb, "责任单位有哪些", HEBEI, "ask_responsible", first.resolved)
    assert "发展改革委" in second.lead
    assert "2018年12月底" in ask(kb, "什么时候完成", HEBEI, "ask_deadline", second.resolved).lead


def test_who_qualifies_and_what_kinds_there_are_is_no_overview(kb: KnowledgeBase) -> None:
    assert "3999户" in ask(kb, "哪些人能享受这个产业扶贫政策", QINYUAN, "ask_overview").lead
    assert "工资性" in ask(kb, "利益联结机制都有哪几种类型", XINJIANG, "ask_overview").lead


def test_a_question_a_clause_plainly_answers_is_not_refused(kb: KnowledgeBase) -> None:
    assert "备案" in ask(kb, "年度计划有变更怎么办", XINJIANG, "out_of_scope").lead
    assert ask(kb, "明天会下雨吗", XINJIANG, "out_of_scope").outcome is Outcome.OUT_OF_SCOPE


def test_a_sum_no_document_sets_is_said_not_to_be_set(kb: KnowledgeBase) -> None:
    pig = Mention("pigs", Decimal(1), "头", "猪")
    reply = answer(kb, Question("养一头猪补贴多少", "ask_subsidy", TODAY, SHAOGUAN, mentions=(pig,)))
    assert reply.outcome is Outcome.NOTHING_FOUND
    assert "没有定" in reply.lead


def test_whether_a_document_holds_is_asked_of_a_place(kb: KnowledgeBase) -> None:
    assert ask(kb, "咱这政策算数不，是不是定下来的", None, "ask_status").asks == ("region",)
