"""What officials tell a form is read whole, or asked again; what the form shows can be written back."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.forms.filling import load_form_texts
from bot.forms.model import Unreadable
from bot.forms.readers import READERS, SHOWN, Scene
from bot.people.roles import Official
from bot.reminders.proposals import load_ready
from bot.reminders.triggers.steps import SHANGHAI

SCENE = Scene(
    datetime(2026, 11, 28, 10, 0, tzinfo=SHANGHAI), Official("p1", "official", "532500"), {}, dict, load_form_texts(), load_ready(), str,
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "cycle"),
    [
        ("每月5日前", "monthly:5"),
        ("每月五号下午5点前", "monthly:5"),
        ("每年三月底之前", "yearly:03-last"),
        ("每周一和周四", "rrule:FREQ=WEEKLY;BYDAY=MO,TH"),
        ("12月5日17点前", "date:2026-12-05"),
        ("12月5日，只有一次", "date:2026-12-05"),
        ("monthly:5", "monthly:5"),
    ],
)
def test_a_cycle_may_end_in_an_hour_and_in_before(said: str, cycle: str) -> None:
    assert READERS["cycle"](said, SCENE) == cycle


@pytest.mark.parametrize(
    "said", ["每月5号到10号", "每月40日", "每年13月1日", "每年3月5日到10日", "每月5日上午", "每周一到周四", "12月5日和6日"]
)
def test_a_cycle_that_says_more_or_cannot_be_is_asked_again(said: str) -> None:
    with pytest.raises(Unreadable, match="没看懂多久一次"):
        READERS["cycle"](said, SCENE)


@pytest.mark.parametrize("steps", ["5d,1d,morning,overdue", "1w", "2h,30m", "45s"])
def test_steps_are_read_as_the_form_shows_them(steps: str) -> None:
    assert READERS["steps"](SHOWN["steps"](steps, SCENE), SCENE) == steps


def test_steps_may_be_written_in_numerals() -> None:
    assert READERS["steps"]("提前一周、提前两小时", SCENE) == "1w,2h"


@pytest.mark.parametrize(
    ("said", "count"),
    [("30", "30"), ("30人", "30"), ("三十", "30"), ("三十人", "30"), ("一共30人", "30"), ("两百五十个", "250"), ("三天", "3")],
)
def test_a_number_is_read_in_digits_and_numerals(said: str, count: str) -> None:
    assert READERS["count"](said, SCENE) == count


@pytest.mark.parametrize("said", ["零", "三四十", "一百5人", "30.5", "很多", "两百万"])
def test_what_is_no_plain_number_is_asked_again(said: str) -> None:
    with pytest.raises(Unreadable, match="整数"):
        READERS["count"](said, SCENE)
