"""Days and hours are read as people write them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from bot.clock import SHANGHAI
from bot.forms.moments import read_day, read_hour, read_moment

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
        ("明晚8点", date(2026, 11, 29)),
        ("今晚八点", date(2026, 11, 28)),
        ("会后", None),
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
        ("今晚八点", time(20)),
        ("十二月五号晚八点", time(20)),
        ("明早8点", time(8)),
        ("九点三十", time(9, 30)),
        ("上午九点四十五", time(9, 45)),
        ("九点零五分", time(9, 5)),
        ("九点一刻", time(9, 15)),
        ("9点3刻", time(9, 45)),
        ("晚上12点", time(23, 59)),
        ("凌晨12点", time(0)),
        ("晚上1点", None),
        ("半夜12点", None),
        ("9点2刻", None),
        ("9点到11点", None),
        ("9:00-11:00", None),
        ("25点", None),
        ("早上", None),
    ],
)
def test_an_hour_is_read_with_its_part_of_the_day(said: str, hour: time | None) -> None:
    assert read_hour(said) == hour


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("今晚八点", "2026-11-28T20:00"),
        ("明晚8点", "2026-11-29T20:00"),
        ("十二月五号晚八点", "2026-12-05T20:00"),
        ("12月5日（周六）上午9点", "2026-12-05T09:00"),
        ("2026-12-05T09:00", "2026-12-05T09:00"),
        ("今天晚上12点", "2026-11-29T00:00"),
        ("12月5日24:00", "2026-12-06T00:00"),
        ("12月5日（周五）上午9点", None),
        ("12月5日上午9点放电影", None),
        ("明天12月5日上午9点", None),
        ("上午9点", None),
        ("12月5日", None),
    ],
)
def test_only_a_day_and_an_hour_are_a_moment_and_nothing_said_is_passed_over(said: str, moment: str | None) -> None:
    assert read_moment(said, NOW) == (datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI) if moment else None)
