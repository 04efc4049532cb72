"""Days and hours are read as people write them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from bot.forms.moments import read_day, read_hour
from bot.reminders.triggers.steps import SHANGHAI

NOW = datetime(2026, 11, 28, 10, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("12月5日上午9点", date(2026, 12, 5)),
        ("十二月五号", date(2026, 12, 5)),
        ("2026-12-05 09:00", date(2026, 12, 5)),
        ("2027年1月3日", date(2027, 1, 3)),
        ("明天下午2点", date(2026, 11, 29)),
        ("大后天", date(2026, 12, 1)),
        ("1月3日", date(2027, 1, 3)),
        ("11月28日", date(2026, 11, 28)),
        ("2月30日", None),
        ("过几天", None),
    ],
)
def test_a_day_without_a_year_is_the_next_one(said: str, day: date | None) -> None:
    assert read_day(said, NOW) == day


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("上午9点", time(9)),
        ("下午两点", time(14)),
        ("下午2点半", time(14, 30)),
        ("晚上8：15", time(20, 15)),
        ("十二点", time(12)),
        ("中午12点", time(12)),
        ("中午1点", time(13)),
        ("17:00", time(17)),
        ("2026-12-05T09:00", time(9)),
        ("25点", None),
        ("早上", None),
    ],
)
def test_an_hour_is_read_with_its_part_of_the_day(said: str, hour: time | None) -> None:
    assert read_hour(said) == hour
