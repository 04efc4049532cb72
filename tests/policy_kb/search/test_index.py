"""The passage index: what it finds, and that documents come and go without disturbing the rest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from policy_kb.knowledge_base import load_shipped
from policy_kb.model import NodeKind, Passage
from policy_kb.search import IndexFolder, PassageIndex, shipped_cutter
from policy_kb.search.index import Segment

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


LEXICON = load_shipped().lexicon
PASSAGES = {"goats": (passage("goats", GOATS),), "loans": (passage("loans", LOANS),), "trees": (passage("trees", TREES),)}


def maps(index: PassageIndex) -> bool:
    return all(isinstance(array, np.memmap) for segment in index.segments for array in segment.matrix)


def test_an_index_is_built_once_and_mapped_from_disk_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = IndexFolder(tmp_path).open(PASSAGES, LEXICON)
    monkeypatch.setattr(Segment, "of", None)  # whoever builds now fails
    again = IndexFolder(tmp_path).open(PASSAGES, LEXICON)
    assert maps(built)
    assert maps(again)
    assert found(again, "免抵押") == found(built, "免抵押") == ["loans"]


def test_a_document_that_came_meanwhile_is_added_to_what_is_kept(tmp_path: Path) -> None:
    IndexFolder(tmp_path).open({slug: PASSAGES[slug] for slug in ("goats", "trees")}, LEXICON)
    assert found(IndexFolder(tmp_path).open(PASSAGES, LEXICON), "免抵押") == ["loans"]


def test_a_document_that_went_meanwhile_is_found_no_more(tmp_path: Path) -> None:
    IndexFolder(tmp_path).open(PASSAGES, LEXICON)
    fewer = {slug: PASSAGES[slug] for slug in ("goats", "trees")}
    index = IndexFolder(tmp_path).open(fewer, LEXICON)
    assert found(index, "免抵押") == []
    assert len(index) == 2
    assert len([folder for folder in tmp_path.iterdir() if folder.is_dir()]) == 1


def test_a_text_that_changed_under_its_name_is_indexed_anew(tmp_path: Path) -> None:
    IndexFolder(tmp_path).open(PASSAGES, LEXICON)
    changed = IndexFolder(tmp_path).open(PASSAGES | {"trees": (passage("trees", LOANS),)}, LEXICON)
    assert sorted(found(changed, "免抵押")) == ["loans", "trees"]
    assert found(changed, "退耕还林") == []


@pytest.mark.parametrize("left", [0, 3])
@pytest.mark.parametrize("name", ["segments.json", "values.npy", "vocabulary.txt"])
def test_a_damaged_file_costs_a_rebuild_and_no_answer(name: str, left: int, tmp_path: Path) -> None:
    IndexFolder(tmp_path).open(PASSAGES, LEXICON)
    (victim,) = tmp_path.rglob(name)
    victim.write_bytes(victim.read_bytes()[:left])
    if name != "segments.json":
        (tmp_path / "segments.json").unlink()  # the damaged segment is met when it is to be written, not when it is listed
        assert found(IndexFolder(tmp_path).open(PASSAGES, LEXICON), "免抵押") == ["loans"]
        victim.write_bytes(b"")
    assert found(IndexFolder(tmp_path).open(PASSAGES, LEXICON), "免抵押") == ["loans"]


def test_a_folder_that_cannot_be_written_leaves_the_index_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    index = IndexFolder(tmp_path / "file" / "index").open(PASSAGES, LEXICON)
    assert found(index, "免抵押") == ["loans"]


def test_what_was_added_while_running_is_mapped_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = IndexFolder(tmp_path)
    folder.keep(folder.open({"goats": PASSAGES["goats"]}, LEXICON).with_document("loans", PASSAGES["loans"]))
    monkeypatch.setattr(Segment, "of", None)
    assert found(IndexFolder(tmp_path).open({slug: PASSAGES[slug] for slug in ("goats", "loans")}, LEXICON), "免抵押") == ["loans"]


def test_nothing_in_common_is_nothing_found() -> None:
    assert found(index_of(("goats", GOATS)), "weather tomorrow") == []
