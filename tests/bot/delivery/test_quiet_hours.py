"""When people are left in peace."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.quiet_hours import QuietHours, is_rest_day

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        ("2026-11-25T20:59", False),
        ("2026-11-25T21:00", True),
        ("2026-11-26T03:00", True),
        ("2026-11-26T07:29", True),
        ("2026-11-26T07:30", False),
        ("2026-11-22T12:00", True),
        ("2026-10-01T12:00", True),
    ],
)
def test_nights_and_rest_days_are_quiet_by_local_time(moment: str, is_quiet: bool) -> None:
    assert QuietHours(CHINA).covers(datetime.fromisoformat(moment).replace(tzinfo=CHINA)) is is_quiet


def test_the_hours_can_be_set_and_turned_off() -> None:
    evening, sunday = (datetime.fromisoformat(moment).replace(tzinfo=CHINA) for moment in ("2026-11-25T20:00", "2026-11-22T12:00"))
    assert QuietHours.of(CHINA, (time(19), time(8))).covers(evening)
    assert not QuietHours.of(CHINA, None).covers(evening)
    assert not QuietHours.of(CHINA, None).covers(sunday)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-25T03:00", "2026-11-25T07:30"),
        ("2026-11-25T07:30", "2026-11-25T07:30"),
        ("2026-11-25T12:00", "2026-11-25T12:00"),
        ("2026-11-25T23:59", "2026-11-25T23:59"),
        ("2026-11-22T12:00", "2026-11-23T07:30"),
    ],
)
def test_hours_that_end_on_the_day_they_begin_leave_the_rest_of_the_day_open(moment: str, opens: str) -> None:
    quiet = QuietHours.of(CHINA, (time(0), time(7, 30)))
    told = datetime.fromisoformat(moment).replace(tzinfo=CHINA)
    assert quiet.covers(told) is (moment != opens)
    assert quiet.next_open(told) == datetime.fromisoformat(opens).replace(tzinfo=CHINA)


def test_quiet_hours_at_noon_do_not_hold_back_the_morning_after_a_rest_day() -> None:
    sunday = datetime(2026, 11, 22, 12, tzinfo=CHINA)
    assert QuietHours.of(CHINA, (time(12), time(14))).next_open(sunday) == datetime(2026, 11, 23, 0, 0, tzinfo=CHINA)


def test_the_zone_of_the_moment_does_not_matter() -> None:
    assert QuietHours(CHINA).covers(datetime.fromisoformat("2026-11-25T14:00+00:00"))


def test_a_weekend_worked_instead_of_a_holiday_is_no_rest_day() -> None:
    assert not is_rest_day(date(2025, 1, 26))


def test_weekends_of_years_not_announced_yet_are_rest_days() -> None:
    assert is_rest_day(date(2099, 1, 3))
    assert not is_rest_day(date(2099, 1, 5))
