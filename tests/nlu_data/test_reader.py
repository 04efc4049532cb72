"""What a sentence tells is read as people mean it."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter

import pytest

TABLE = [
    [cell.strip() for cell in line.split("|")]
    for line in Path(__file__).with_name("utterances.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def brief(span):
    """Write a span the way the table does."""
    value = span.value
    if span.entity == "place":
        return "/".join(value["candidates"])
    if span.entity == "applicant":
        return value["kind"]
    if span.entity == "status":
        return ("" if value["value"] else "!") + value["fact"]
    marks = (("~", "approximate"), ("#", "ordinal"), ("^", "leading"), ("$", "trailing"), ("!", "negated"))
    quantity = f"={value['value']}{value['unit']}" if value["value"] else ""
    bounds = f"[{value['low']}..{value['high']}]" if value["low"] else ""
    return (value["fact"] or "?") + quantity + bounds + "".join(mark for mark, key in marks if value[key])


def test_the_table_is_long_enough_to_mean_something():
    assert len(TABLE) >= 120
    assert len({row[0] for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_an_utterance_is_read_as_its_speaker_means_it(read, row):
    utterance, *expected = row
    found = {"mention": [], "place": [], "applicant": [], "status": []}
    for span in read(utterance):
        found[span.entity].append(brief(span))
    assert [" ".join(found[kind]) for kind in ("mention", "place", "applicant", "status")] == expected


def test_offsets_are_those_of_the_text_as_typed(read):
    text = "我 家 養了 ２ 頭 牛"
    spans = {span.entity: text[span.start : span.end] for span in read(text)}
    assert spans["mention"] == "２ 頭 牛"
    assert spans["applicant"] == "我 家"


def test_every_value_is_plain_data_that_json_carries(read):
    import json

    for span in read("我是沁源县的贫困户，养了十来只鸡、半亩谷子"):
        assert json.loads(json.dumps(span.value)) == span.value


def test_a_mention_has_the_same_keys_always(read):
    keys = {"fact", "value", "low", "high", "unit", "approximate", "ordinal", "leading", "trailing", "negated", "noun"}
    for text in ("两头牛", "没有羊", "第三年", "十来只鸡", "养猪"):
        assert all(set(span.value) == keys for span in read(text) if span.entity == "mention")


def test_what_says_nothing_is_read_as_nothing(read):
    for text in ("", "   ", "😀😀", "？？？", "asdf", "\u200b", "，。！"):
        assert read(text) == []


def test_a_very_long_message_is_read_without_stumbling(read):
    assert len(read("两头牛，" * 250)) == 250


def test_whoever_says_the_full_name_of_a_division_is_understood(read):
    folder = Path(__file__).parents[2] / "nlu_data" / "vocabulary"
    names = json.loads((folder / "places.json").read_text(encoding="utf-8"))["names"]
    full = {
        name: codes
        for name, codes in names.items()
        if len(name) > 2 and name != "市辖区" and name.endswith(("省", "市", "州", "盟", "县", "区", "旗"))
    }

    missed = [name for name, codes in full.items() if not _tells(read(f"我是{name}的"), codes)]

    assert missed == []


def _tells(spans, codes):
    return any(span.entity == "place" and set(span.value["candidates"]) & set(codes) for span in spans)


def test_a_long_row_of_figures_before_animals_is_read_within_a_moment(read):
    begun = perf_counter()
    read("十" * 500 + "猪" * 500)
    assert perf_counter() - begun < 0.8
