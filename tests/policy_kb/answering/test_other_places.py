"""What another place publishes changes nothing of how a question is read here."""

from __future__ import annotations

from datetime import date

from policy_kb.answering import answer
from policy_kb.answering.clauses.ranking import language_of, parts_of
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import DocumentMeta, Question
from policy_kb.parsing import read_document

DAY, HERE, ELSEWHERE = date(2019, 6, 1), "140431", "610925"
ASKED = Question("退耕还林的补助分几年兑现，签了协议的怎么验收", "ask_policy", DAY, HERE)


def with_another_places_documents(kb: KnowledgeBase, place: str = ELSEWHERE) -> KnowledgeBase:
    clauses = "\n".join(f"（{n}）退耕还林由第{n}村验收，协议兑现以验收为准。" for n in "一二三四五六七八九")
    for number in range(5):
        meta = DocumentMeta(f"elsewhere-{number}", f"第{number}年退耕还林验收办法", "某县林业局", place, date(2019, 1, 1 + number))
        kb = kb.with_document(read_document(meta, f"第{number}年退耕还林验收办法\n为做好验收，制定本办法。\n一、验收\n{clauses}\n"))
    return kb


def test_words_stay_as_rare_here_whatever_other_places_publish(kb: KnowledgeBase) -> None:
    more, documents = with_another_places_documents(kb), kb.documents_for(HERE, DAY)
    assert parts_of(more, ASKED, documents) == parts_of(kb, ASKED, documents)
    assert answer(more, ASKED) == answer(kb, ASKED)


def test_words_are_common_where_the_places_own_documents_use_them_often(kb: KnowledgeBase) -> None:
    more = with_another_places_documents(kb, HERE)
    here = language_of(more, more.documents_for(HERE, DAY))
    assert here.frequency("验收") > language_of(kb, kb.documents_for(HERE, DAY)).frequency("验收")


def test_a_document_taken_back_is_weighed_by_no_longer(kb: KnowledgeBase) -> None:
    slug = kb.documents_for(HERE, DAY)[0].slug
    assert slug in kb.common
    assert slug not in kb.without_document(slug).common
