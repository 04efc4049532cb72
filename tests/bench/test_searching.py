"""The corpus grows as said, and every engine really searches it."""

from __future__ import annotations

import pytest

from bench.search import ENGINES
from bench.searching.corpus import asked, corpus, shipped
from bench.searching.engines import engine
from policy_kb.regions import names_of


@pytest.fixture(scope="module")
def kb():
    return shipped()


def test_the_corpus_has_the_size_asked_for_and_the_shipped_passages_first(kb):
    passages = corpus(kb, 2000)
    assert len(passages) == 2000
    assert tuple(passages[: len(kb.passages)]) == kb.passages


def test_the_corpus_is_the_same_at_every_run(kb):
    assert corpus(kb, 1500) == corpus(kb, 1500)


def test_invented_documents_speak_of_no_real_documents_place(kb):
    names = [name for d in kb.documents.values() for name in names_of(kb.divisions[d.meta.region].name)]
    invented = corpus(kb, 2000)[len(kb.passages) :]
    assert not [p.text for p in invented if any(name in p.text for name in names)]


def test_the_key_of_every_question_asked_stands_in_a_passage_of_its_place(kb):
    questions = asked(kb)
    assert len(questions) > 100
    assert all(any(q.is_in([p]) for d in q.documents for p in kb.passages_of(d)) for q in questions)


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_finds_a_passage_by_its_own_words(kb, name):
    passages = corpus(kb, 1000)
    one = engine(name)
    one.build(passages)
    wanted = next(p for p in kb.passages if len(p.text) > 60)
    assert wanted.text in [passages[number].text for number in one.find(wanted.text[:40], 3)]
