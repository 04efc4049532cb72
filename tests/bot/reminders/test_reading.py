"""How often and when to remind is read whole from an official's words, or asked again; what the form shows can be written back."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import SHANGHAI
from bot.forms.filling import load_form_texts
from bot.forms.model import Unreadable
from bot.forms.readers import Scene
from bot.people.roles import Official
from bot.reminders.proposals import load_ready
from bot.reminders.reading import duty_readers

SCENE = Scene(datetime(2026, 11, 28, 10, 0, tzinfo=SHANGHAI), Official("p1", "official", "532500"), {}, dict, load_form_texts())
READERS = duty_readers(load_ready(), str)


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
    assert READERS["cycle"].read(said, SCENE) == cycle


@pytest.mark.parametrize(
    "said", ["每月5号到10号", "每月40日", "每年13月1日", "每年3月5日到10日", "每月5日上午", "每周一到周四", "12月5日和6日"]
)
def test_a_cycle_that_says_more_or_cannot_be_is_asked_again(said: str) -> None:
    with pytest.raises(Unreadable, match="没看懂多久一次"):
        READERS["cycle"].read(said, SCENE)


@pytest.mark.parametrize("steps", ["5d,1d,morning,overdue", "1w", "2h,30m", "45s"])
def test_steps_are_read_as_the_form_shows_them(steps: str) -> None:
    assert READERS["steps"].read(READERS["steps"].show(steps, SCENE), SCENE) == steps


def test_steps_may_be_written_in_numerals() -> None:
    assert READERS["steps"].read("提前一周、提前两小时", SCENE) == "1w,2h"
