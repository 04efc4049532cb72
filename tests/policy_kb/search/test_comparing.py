"""The short way of comparing finds what the long way finds, in every sentence of every document."""

from __future__ import annotations

import pytest

from policy_kb.knowledge_base import KnowledgeBase, load_shipped
from policy_kb.search import PassageIndex, build_index, normalise
from policy_kb.search.comparing import Comparison, match, texts_of

QUESTIONS = (
    "养一头牛给多少钱",
    "招投标要公示多长时间，归哪个部门管",
    "建档立卡贫困户贷款5万元能贴息几年",
    "合作社带动379户怎么奖补",
    "啥手续都没有的能不能申请危房改造",
)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load_shipped(build_index)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_sentence_is_worth_the_same_whether_or_not_its_clause_was_compared_before(kb, question):
    assert isinstance(kb.index, PassageIndex)
    concepts = kb.index.cutter.concepts(question)
    comparison = Comparison(concepts)
    for passage in kb.passages:
        texts = texts_of(passage)
        here = comparison.of(texts.said)
        assert here == [match(concept, texts.said) for concept in concepts]
        for sentence in texts.sentences:
            if sentence.is_within:
                assert comparison.within(sentence.said, here) == [match(concept, sentence.said) for concept in concepts]


def test_nearly_every_sentence_is_compared_the_short_way(kb):
    sentences = [sentence for passage in kb.passages for sentence in texts_of(passage).sentences]
    assert sum(sentence.is_within for sentence in sentences) > 0.99 * len(sentences)
    assert all(sentence.said == normalise(sentence.text) for sentence in sentences)
