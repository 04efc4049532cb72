"""Spellings are folded and every character remembers where it stood."""

from __future__ import annotations

import json

from nlu_data.components.reading.normal_text import SLIPS_FILE, normalise


def test_width_case_blanks_and_traditional_characters_are_folded():
    assert normalise("　２ 頭　ＹＡＫ 補貼").text == "2头yak补贴"


def test_a_folded_stretch_leads_back_to_what_was_typed():
    original = "我 養了 ２０ 頭 豬"
    normal = normalise(original)
    start = normal.text.index("20头猪")
    begin, end = normal.span(start, start + len("20头猪"))
    assert original[begin:end] == "２０ 頭 豬"


def test_a_blank_between_two_numbers_keeps_them_apart():
    assert normalise("猪3 5亩谷子").text == "猪3，5亩谷子"
    assert normalise("３　５亩").text == "3，5亩"
    assert normalise("补 3 000 元").text == "补3000元"
    assert normalise("20 头").text == "20头"


def test_ten_thousands_and_thousands_typed_as_letters_are_numbers():
    assert normalise("借了3w还了5K").text == "借了3万还了5千"
    assert normalise("30kw的电站").text == "30kw的电站"


def test_characters_that_fold_into_several_lead_back_to_one():
    normal = normalise("½亩㎡")
    assert normal.span(0, 1) == (0, 1)
    assert len(normal.origins) == len(normal.text)


def test_common_slips_are_mended_without_moving_anything():
    assert normalise("养牛补帖多小钱").text == "养牛补贴多少钱"
    slips = json.loads(SLIPS_FILE.read_text(encoding="utf-8"))
    assert all(len(wrong) == len(right) and wrong != right for wrong, right in slips.items())


def test_mending_never_breaks_a_right_word():
    slips = json.loads(SLIPS_FILE.read_text(encoding="utf-8"))
    assert not set(slips) & set(slips.values())


def test_invisible_characters_vanish():
    assert normalise("牛\u200b羊\ufeff\n猪").text == "牛羊猪"
