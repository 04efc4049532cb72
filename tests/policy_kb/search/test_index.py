"""The passage index: what it finds, and that documents come and go without disturbing the rest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from policy_kb.model import NodeKind, Passage
from policy_kb.search import PassageIndex, load_index, save_index, shipped_cutter

GOATS = "对养殖黑山羊的贫困户每只奖补三百元"
LOANS = "扶贫小额信贷严格执行免抵押免担保的政策"
TREES = "退耕还林补助分五年兑现"


def passage(document: str, text: str, clause: str = "一") -> Passage:
    return Passage(document, clause, ("标题",), text, NodeKind.HEADING)


def index_of(*texts: tuple[str, str]) -> PassageIndex:
    index = PassageIndex(shipped_cutter())
    for document, text in texts:
        index = index.with_document(document, [passage(document, text)])
    return index


def found(index: PassageIndex, text: str, documents: Iterable[str] | None = None) -> list[str]:
    terms = dict.fromkeys(shipped_cutter().terms(text), 1.0)
    return [hit.passage.document for hit in index.search(terms, None if documents is None else frozenset(documents))]


def test_a_passage_is_found_by_its_words() -> None:
    assert found(index_of(("goats", GOATS), ("loans", LOANS), ("trees", TREES)), "小额信贷要不要抵押")[0] == "loans"


def test_a_new_document_is_found_at_once_and_the_old_index_stays_as_it_was() -> None:
    before = index_of(("goats", GOATS), ("trees", TREES))
    after = before.with_document("loans", [passage("loans", LOANS)])
    assert found(after, "免抵押") == ["loans"]
    assert found(before, "免抵押") == []


def test_a_withdrawn_document_is_found_no_more() -> None:
    index = index_of(("goats", GOATS), ("loans", LOANS), ("trees", TREES)).without_document("loans")
    assert found(index, "免抵押") == []
    assert found(index, "退耕还林") == ["trees"]
    assert len(index) == 2


def test_the_order_in_which_documents_came_does_not_change_what_words_are_worth() -> None:
    one = index_of(("goats", GOATS), ("loans", LOANS), ("trees", TREES))
    other = index_of(("trees", TREES), ("goats", GOATS), ("loans", LOANS))
    for term in shipped_cutter().terms(LOANS):
        assert one.rarity(term) == pytest.approx(other.rarity(term))


def test_only_the_documents_allowed_are_found() -> None:
    index = index_of(("goats", GOATS), ("goats_elsewhere", GOATS))
    assert found(index, "黑山羊", ["goats_elsewhere"]) == ["goats_elsewhere"]


def test_many_documents_make_few_segments() -> None:
    index = index_of(*((f"d{n}", GOATS) for n in range(40)))
    assert len(index) == 40
    assert len(index.segments) <= 6


def test_an_index_read_from_disk_finds_the_same_and_is_mapped_not_copied(tmp_path: Path) -> None:
    index = index_of(("goats", GOATS), ("loans", LOANS), ("trees", TREES))
    save_index(index, tmp_path)
    again = load_index(tmp_path, shipped_cutter())
    assert found(again, "免抵押") == found(index, "免抵押") == ["loans"]
    assert all(isinstance(array, np.memmap) for segment in again.segments for array in segment.matrix)
    assert found(again.with_document("more", [passage("more", LOANS)]).without_document("loans"), "免抵押") == ["more"]


def test_nothing_in_common_is_nothing_found() -> None:
    assert found(index_of(("goats", GOATS)), "weather tomorrow") == []
