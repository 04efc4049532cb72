"""How replies look in Telegram."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.rendering import as_html, keyboard, payload_of, split
from bot.messages import Button


@given(st.text(alphabet="甲乙。；\n ，a𠮷😀", max_size=300), st.integers(min_value=4, max_value=50))
def test_no_part_is_too_long_and_no_word_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_text_is_cut_after_a_clause_rather_than_within_one() -> None:
    assert split("一二三四。五六七八九十", 8) == ["一二三四。", "五六七八九十"]


def test_a_short_text_is_left_alone() -> None:
    assert split("好") == ["好"]


def test_nothing_to_say_is_no_message() -> None:
    assert split(" \n") == []


def test_signs_of_markup_are_shown_not_obeyed() -> None:
    assert as_html("<b>3 & 4</b>") == "&lt;b&gt;3 &amp; 4&lt;/b&gt;"


def test_the_source_line_is_set_apart() -> None:
    assert as_html("3000元\n——沁源县") == "3000元\n<i>——沁源县</i>"


@pytest.mark.parametrize("payload", ["帮助", '/show_clause{"document":"qinyuan-2017","clause":"附件4 四（一）","page":12345}'])
def test_every_payload_comes_back_as_it_was(payload: str) -> None:
    kept: dict[str, str] = {}

    def keep(value: str) -> str:
        kept["k"] = value
        return "k"

    drawn = keyboard([Button("看", payload)], keep)
    assert drawn is not None
    data = drawn.inline_keyboard[0][0].callback_data
    assert isinstance(data, str)
    assert len(data.encode()) <= 64
    assert payload_of(data, kept.get) == payload


def test_short_buttons_stand_side_by_side_and_long_ones_alone() -> None:
    drawn = keyboard([Button("是", "是"), Button("不是", "不是"), Button("沁源县人民政府的实施意见原文", "原文")], str)
    assert drawn is not None
    assert [len(row) for row in drawn.inline_keyboard] == [2, 1]
