"""Working days: weekends, public holidays, and the weekend days worked instead.

The State Council announces a year's holidays late in the year before. For a year the package does not know yet
only Saturdays and Sundays count as rest days, and every day found that way is marked provisional; it is worked out
anew at each planning, so a newer package mends the days not yet past.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_SHIFTS = {"before": -_ONE_DAY, "after": _ONE_DAY}
REST_DAY_WORDS = ("before", "after", "none")


@dataclass(frozen=True)
class WorkingDay:
    """A day moved off a rest day; `is_provisional` when its year's holidays are not announced yet."""

    day: date
    is_provisional: bool = False


@cache
def is_announced(year: int) -> bool:
    """Say whether the public holidays of a year are known."""
    return any(day.year == year for day in chinese_calendar.constants.holidays)


def is_working_day(day: date) -> bool:
    """Say whether people work on a day; for a year not yet announced, whether it is a weekday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _SATURDAY


def to_working_day(day: date, rest_day: str) -> WorkingDay:
    """Move a rest day to the working day before or after it; `none` leaves it where it is."""
    if rest_day not in REST_DAY_WORDS:
        raise ValueError(f"{rest_day!r}: say what to do on a rest day with one of {', '.join(REST_DAY_WORDS)}.")
    if rest_day == "none":
        return WorkingDay(day)
    moved, is_provisional = day, not is_announced(day.year)
    while not is_working_day(moved):
        moved += _SHIFTS[rest_day]
        is_provisional = is_provisional or not is_announced(moved.year)
    return WorkingDay(moved, is_provisional)
