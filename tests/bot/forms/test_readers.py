"""What officials tell a form is read whole, or asked again."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import SHANGHAI
from bot.forms.filling import load_form_texts
from bot.forms.model import Unreadable
from bot.forms.readers import READERS, Scene
from bot.people.roles import Official

SCENE = Scene(datetime(2026, 11, 28, 10, 0, tzinfo=SHANGHAI), Official("p1", "official", "532500"), {}, dict, load_form_texts())


@pytest.mark.parametrize(
    ("said", "count"),
    [("30", "30"), ("30人", "30"), ("三十", "30"), ("三十人", "30"), ("一共30人", "30"), ("两百五十个", "250"), ("三天", "3")],
)
def test_a_number_is_read_in_digits_and_numerals(said: str, count: str) -> None:
    assert READERS["count"].read(said, SCENE) == count


@pytest.mark.parametrize("said", ["零", "零十零", "三四十", "一百5人", "30.5", "很多", "两百万"])
def test_what_is_no_plain_number_is_asked_again(said: str) -> None:
    with pytest.raises(Unreadable, match="整数"):
        READERS["count"].read(said, SCENE)
