"""The lexicon is one file, complete, and everything generated from it is fresh."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from policy_kb.errors import DataFileError, UnknownFact
from policy_kb.knowledge_base import load_shipped
from policy_kb.lexicon import Lexicon, load_lexicon
from policy_kb.vocabulary import generate

ROOT = Path(__file__).parents[2]
SOURCES = (
    "policy_kb/lexicon.yml",
    "policy_kb/data/divisions.csv",
    "policy_kb/documents/qinyuan-2017.md",
    "policy_kb/subsidies/qinyuan_crops.yml",
)
LEXICON = load_lexicon(ROOT / "policy_kb/lexicon.yml")


def test_the_generated_vocabulary_is_fresh() -> None:
    assert generate(ROOT, check=True) == [], "run: python -m policy_kb generate"


def test_checking_writes_nothing_and_generating_writes_once(tmp_path: Path) -> None:
    for name in SOURCES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    stale = generate(tmp_path, check=True)
    assert len(stale) == 5
    assert not any(path.exists() for path in stale)
    assert generate(tmp_path) == stale
    assert generate(tmp_path) == []


def test_no_two_facts_share_a_name() -> None:
    names = Counter(name for fact in LEXICON.facts.values() for name in fact.names)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_number_has_a_unit_and_every_fact_a_question() -> None:
    assert [f.id for f in LEXICON.facts.values() if f.type not in ("yes_no", "choice") and not f.unit] == []
    assert [f.id for f in LEXICON.facts.values() if not f.question] == []


def test_a_fact_is_found_by_what_people_call_it() -> None:
    assert LEXICON.fact_by_name["山药蛋"] == "commercial_potato_mu"
    assert LEXICON.standard_word["补贴"] == "奖补"
    assert LEXICON.applicant_label("cooperative") == "农民专业合作社"


def test_an_unknown_fact_is_an_error() -> None:
    with pytest.raises(UnknownFact):
        LEXICON.fact("unicorns")


@pytest.mark.parametrize(
    ("entry", "says"),
    [("{label: 牛, type: herd, unit: 头}", "type 'herd'"), ("{label: 牛, type: count, unit: 群}", "unknown unit 群")],
)
def test_a_wrong_entry_is_named(tmp_path: Path, entry: str, says: str) -> None:
    path = tmp_path / "lexicon.yml"
    units = 'units: {头: {dimension: animal, spellings: {头: "1"}}}'
    path.write_text(f"{units}\nfacts:\n  cattle: {entry}\napplicants: {{}}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=says):
        load_lexicon(path)


def test_a_lexicon_may_be_empty() -> None:
    assert Lexicon({}, {}, {}).fact_by_name == {}


@pytest.mark.parametrize(
    "text",
    [
        "申请小额信贷需要材料吗",
        "支付贫困户工钱",
        "将补助资金打到卡上",
        "合作设立的公司",
        "委托贫困户看管",
        "旅游观光扶贫",
        "对像我这样的人",
        "体验受到好评",
    ],
)
def test_what_is_written_rightly_is_no_slip(text: str) -> None:
    assert load_shipped().lexicon.mended(text) == text


def test_no_document_is_taken_for_a_slip() -> None:
    kb = load_shipped()
    changed = [slug for slug, document in kb.documents.items() if kb.lexicon.mended(document.source) != document.source]
    assert changed == []
