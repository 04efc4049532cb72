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
