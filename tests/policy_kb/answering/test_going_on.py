"""A few words after a question, two questions at once, and clauses that do not show what was asked."""

from __future__ import annotations

from datetime import date

import pytest

from policy_kb.answering import answer
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Question

TODAY = date(2026, 11, 22)
HONGHE, SHAOGUAN, HEBEI = "532500", "440200", "130000"


def ask(kb: KnowledgeBase, text: str, region: str, previous: str | None = None) -> Answer:
    before = Question(previous, "ask_policy", TODAY, region) if previous else None
    return answer(kb, Question(text, "ask_policy", TODAY, region, previous=before))


@pytest.mark.parametrize(
    ("region", "before", "text", "told"),
    [
        (HONGHE, "旅游扶贫示范县要建几个", "示范户", "1000户"),
        (HONGHE, "乡村旅游业由哪个部门牵头", "现代服务业", "商务局"),
        (HEBEI, "10个特色农产品优势区哪年建完", "区域公用品牌", "2018年12月底"),
    ],
)
def test_a_few_words_ask_of_something_else_what_was_asked_before(kb: KnowledgeBase, region: str, before: str, text: str, told: str) -> None:
    reply = ask(kb, text, region, before)
    assert told in reply.lead + "".join(reply.lines)


def test_two_questions_in_one_message_are_both_answered(kb: KnowledgeBase) -> None:
    reply = ask(kb, "项目公示是在入库以前还是以后？最后谁审定入库项目", HONGHE)
    told = reply.lead + "".join(reply.lines)
    assert "入库前" in told
    assert "县级审定" in told


@pytest.mark.parametrize(
    ("region", "text", "beginning"),
    [
        (SHAOGUAN, "冷链预冷全覆盖最晚哪一天做完", "文件没有写明时间"),
        (SHAOGUAN, "冷链物流覆盖贫困村归哪个部门管", "文件没有写明由哪个部门负责"),
    ],
)
def test_a_clause_that_shows_no_date_or_department_is_quoted_as_one_that_does_not(
    kb: KnowledgeBase, region: str, text: str, beginning: str
) -> None:
    assert ask(kb, text, region).lead.startswith(beginning)


def test_what_is_asked_is_carried_through_a_row_of_short_questions(kb: KnowledgeBase) -> None:
    first = Question("特色林业由哪个部门牵头", "ask_policy", TODAY, HONGHE)
    second = answer(kb, Question("乡村旅游业呢", "ask_policy", TODAY, HONGHE, previous=first))
    third = answer(kb, Question("工业和信息产业呢", "ask_policy", TODAY, HONGHE, previous=second.resolved))
    assert "工业和信息化局" in third.lead


@pytest.mark.parametrize(
    ("region", "text", "told"),
    [
        ("650000", "“深贫保”的费率还能降多少", "10-30%"),
        (HONGHE, "到2020年末家庭农场要达到多少个", "300个"),
    ],
)
def test_a_sum_of_something_else_gives_way_to_the_clause_that_names_the_thing(kb: KnowledgeBase, region: str, text: str, told: str) -> None:
    reply = answer(kb, Question(text, "ask_subsidy", TODAY, region))
    assert told in reply.lead + "".join(reply.lines)
