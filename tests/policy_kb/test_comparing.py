"""What a new text changes, said fact by fact with the words of both."""

import pytest

from policy_kb.comparing import Change, ChangeKind, compare
from policy_kb.extraction import ExtractedFact, extract_facts
from policy_kb.model import DocumentMeta
from policy_kb.parsing import read_document

OLD = (
    "一、奖补标准\n（一）养殖业。养殖牛每头奖补2000元、羊每只奖补260元，每户奖补金额不超过8000元。\n（二）种植业。种植道地中药材每亩奖补350元。\n"
    "二、申报\n贫困户于每年9月底前向村委会提出申请。\n"
)


def facts(text: str) -> tuple[ExtractedFact, ...]:
    return extract_facts(read_document(DocumentMeta("d", "办法", "某县人民政府", "140521"), text))


def changed(*replaced: tuple[str, str], replaces: bool = True) -> list[Change]:
    new = OLD
    for before, after in replaced:
        assert before in new
        new = new.replace(before, after)
    return list(compare(facts(OLD), facts(new), replaces))


def test_the_same_words_change_nothing() -> None:
    assert changed() == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("牛每头奖补2000元", "牛每头奖补3000元", ChangeKind.RAISED),
        ("羊每只奖补260元", "羊每只奖补200元", ChangeKind.LOWERED),
        ("不超过8000元", "不超过1万元", ChangeKind.RAISED),
        ("每年9月底前", "每年10月底前", ChangeKind.MOVED),
    ],
)
def test_a_figure_that_moves_is_named_with_both_quotes(before: str, after: str, kind: ChangeKind) -> None:
    (change,) = changed((before, after))
    assert change.kind is kind
    assert change.old is not None
    assert change.new is not None
    assert before in change.old.quote
    assert after in change.new.quote


def test_what_is_new_is_added_and_what_is_gone_is_dropped() -> None:
    found = changed(("羊每只奖补260元", "驴每头奖补1500元"))
    assert {(c.kind, c.subject[-1]) for c in found} == {(ChangeKind.ADDED, "驴"), (ChangeKind.DROPPED, "羊")}


def test_one_animal_is_never_taken_for_another() -> None:
    found = changed(("养殖牛每头奖补2000元", "养殖驴每头奖补9000元"))
    assert ChangeKind.RAISED not in {change.kind for change in found}


def test_beside_a_document_that_stays_nothing_is_dropped() -> None:
    assert changed(("、羊每只奖补260元", ""), replaces=False) == []
    assert [change.kind for change in changed(("、羊每只奖补260元", ""))] == [ChangeKind.DROPPED]


def test_the_order_of_the_clauses_does_not_matter() -> None:
    first, second = "（一）养殖业。", "（二）种植业。"
    old_lines = OLD.splitlines()
    swapped = [old_lines[0], old_lines[2].replace(second, first), old_lines[1].replace(first, second), *old_lines[3:]]
    assert list(compare(facts(OLD), facts("\n".join(swapped) + "\n"))) == []
