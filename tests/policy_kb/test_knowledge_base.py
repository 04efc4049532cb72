"""The knowledge base knows which documents hold where and when, and never changes under a reader."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from policy_kb.errors import UnknownDocument, UnknownSubsidy
from policy_kb.knowledge_base import KnowledgeBase, load_shipped
from policy_kb.lexicon import Lexicon
from policy_kb.model import DocumentMeta, Passage, Standing
from policy_kb.parsing import read_document

SHIPPED = load_shipped()
DAY = date(2019, 6, 1)
META = DocumentMeta("new", "沁源县新办法", "沁源县人民政府", "140431", issued_on=date(2019, 5, 1), in_force_from=date(2019, 5, 1))
TEXT = "一、标准\n（一）养牛。每头奖补2000元。\n"


class CountingIndex:
    """Keeps the passages it was given, and how often it was built from nothing."""

    built = 0

    def __init__(self, known: Mapping[str, tuple[Passage, ...]]) -> None:
        self.known = dict(known)

    def with_document(self, document: str, passages: tuple[Passage, ...]) -> "CountingIndex":
        return CountingIndex({**self.known, document: passages})

    def without_document(self, document: str) -> "CountingIndex":
        return CountingIndex({slug: found for slug, found in self.known.items() if slug != document})


def count_builds(passages: Mapping[str, tuple[Passage, ...]], _: Lexicon) -> CountingIndex:
    CountingIndex.built += 1
    return CountingIndex(passages)


def slugs(kb: KnowledgeBase, region: str, day: date = DAY) -> list[str]:
    return [document.slug for document in kb.documents_for(region, day)]


def test_a_county_has_its_own_documents_first_and_those_of_the_places_around_it_after() -> None:
    province = read_document(replace(META, slug="province", region="140000"), TEXT)
    assert slugs(SHIPPED.with_document(province), "140431") == ["qinyuan-2017", "province"]


def test_a_place_without_a_document_of_its_own_has_those_of_the_places_it_lies_in() -> None:
    assert slugs(SHIPPED, "532524") == ["honghe-2019"]
    assert SHIPPED.covers("532524")
    assert not SHIPPED.covers("110000")


def test_the_places_with_documents_of_their_own_are_named() -> None:
    assert SHIPPED.covered_places() == ("130000", "140431", "440200", "532500", "650000")


def test_a_replaced_document_holds_until_the_day_of_the_new_one_and_can_still_be_cited() -> None:
    kb = SHIPPED.with_document(read_document(replace(META, supersedes="qinyuan-2017"), TEXT))
    assert slugs(kb, "140431", date(2019, 4, 30))[-1] == "qinyuan-2017"
    assert slugs(kb, "140431", date(2019, 5, 1)) == ["new"]
    assert kb.document("qinyuan-2017").meta.standing_on(DAY) is Standing.SUPERSEDED
    assert "2万元" in kb.clause_text("qinyuan-2017", "四（三）6")


def test_a_draft_replaces_nothing() -> None:
    kb = SHIPPED.with_document(read_document(replace(META, supersedes="qinyuan-2017", is_draft=True), TEXT))
    assert "qinyuan-2017" in slugs(kb, "140431")


def test_a_withdrawn_document_is_no_longer_found() -> None:
    old = SHIPPED.document("qinyuan-2017")
    kb = SHIPPED.with_document(replace(old, meta=replace(old.meta, withdrawn_on=DAY)))
    assert slugs(kb, "140431") == []


def test_a_new_document_makes_a_new_knowledge_base_and_leaves_the_old_as_it_was() -> None:
    before = SHIPPED.passages
    kb = SHIPPED.with_document(read_document(META, TEXT))
    assert len(kb.passages_of("new")) > 0
    assert SHIPPED.passages == before
    with pytest.raises(UnknownDocument):
        SHIPPED.document("new")


def test_a_document_taken_out_takes_its_rules_with_it() -> None:
    kb = SHIPPED.without_document("qinyuan-2017")
    assert all(rule.document != "qinyuan-2017" for rule in kb.subsidies.values())
    assert "qinyuan-2017" not in kb.documents
    assert any(rule.document == "qinyuan-2017" for rule in SHIPPED.subsidies.values())


def test_the_index_is_built_once_and_then_only_added_to() -> None:
    CountingIndex.built = 0
    kb = KnowledgeBase(SHIPPED.divisions, SHIPPED.lexicon, SHIPPED.documents.values(), (), count_builds)
    assert CountingIndex.built == 0
    assert isinstance(kb.index, CountingIndex)
    larger = kb.with_document(read_document(META, TEXT))
    assert isinstance(larger.index, CountingIndex)
    assert CountingIndex.built == 1
    assert set(larger.index.known) - set(kb.index.known) == {"new"}
    assert "hebei-2018" not in larger.without_document("hebei-2018").index.known  # type: ignore[attr-defined]


def test_a_knowledge_base_without_an_index_says_what_to_hand_in() -> None:
    with pytest.raises(LookupError, match="index_factory"):
        _ = SHIPPED.index


def test_clauses_rules_and_facts_are_found_by_name() -> None:
    node = SHIPPED.clause("qinyuan-2017", "四（三）6")
    assert node is not None
    assert node.title == "产业优惠政策"
    assert SHIPPED.clause("qinyuan-2017", "九（九）9") is None
    assert any("每亩奖补2万元" in fact.quote for fact in SHIPPED.facts_of("qinyuan-2017"))
    with pytest.raises(UnknownSubsidy):
        SHIPPED.subsidy("nobody_wrote_this")


def test_rules_are_those_of_the_documents_that_hold_in_a_place() -> None:
    assert {rule.document for rule in SHIPPED.subsidies_for("532524", DAY)} == {"honghe-2019"}
