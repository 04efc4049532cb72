"""Whole sums of a new document become drafts, with their bound, their cap and their words."""

from __future__ import annotations

from datetime import date
from typing import Any

from policy_kb.calculation.drafting import draft_sums
from policy_kb.extraction import extract_facts
from policy_kb.knowledge_base import load_shipped
from policy_kb.model import DocumentMeta
from policy_kb.parsing import read_document

KB = load_shipped()
META = DocumentMeta("new", "某县奖补办法", "某县人民政府", "140431", issued_on=date(2019, 1, 1))


def drafted(sentence: str) -> list[dict[str, Any]]:
    document = read_document(META, f"一、奖补标准\n（一）标准。{sentence}\n")
    return [item for draft in draft_sums(extract_facts(document), KB.lexicon) for item in draft.version["items"].values()]


def test_a_ceiling_is_drafted_as_a_ceiling_and_counts_in_no_total() -> None:
    (item,) = drafted("对农民专业合作社，最高给予15万元奖补。")
    assert (item["formula"], item["yuan"], item["bound"], item["in_total"]) == ("fixed", "150000", "at_most", False)


def test_a_range_keeps_both_ends() -> None:
    (item,) = drafted("对贫困户自主经营项目，予以800元-2000元的奖补。")
    assert (item["yuan"], item["yuan_high"]) == ("800", "2000")


def test_a_sum_per_household_led_takes_the_limit_on_the_whole_as_its_cap() -> None:
    (item,) = drafted("对龙头企业，每带动1户最高可给予2000元奖补，奖补总额不超过60万元。")
    assert (item["of"], item["rate"], item["cap"]) == ("households_led", "2000", "600000")
    assert "2000元" in item["quote"]
    assert "60万元" in item["quote"]


def test_a_sum_by_the_head_and_its_household_limit_are_left_to_the_other_drafts() -> None:
    assert drafted("对贫困户养殖牛每头奖补2000元，每户奖补金额不超过4000元。") == []


def test_the_same_words_in_a_table_are_drafted_once() -> None:
    sentence = "对农民专业合作社，最高给予15万元奖补。"
    assert len(drafted(f"{sentence}{sentence}")) == 1
