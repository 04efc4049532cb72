"""When not to disturb people: at night, and on rest days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

_SATURDAY = 5


def is_rest_day(day: date) -> bool:
    """Say whether a day is off in China; for years the calendar does not know yet, weekends are."""
    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:
        return day.weekday() >= _SATURDAY


@dataclass(frozen=True)
class QuietHours:
    """The local hours and days in which bulk and ordinary reminders wait."""

    zone: ZoneInfo
    begins: time = time(21, 0)
    ends: time = time(7, 30)
    rests_on: Callable[[date], bool] = is_rest_day

    @classmethod
    def of(cls, zone: ZoneInfo, hours: tuple[time, time] | None) -> QuietHours:
        """Return the quiet hours of a setting; with none, no hour and no day is quiet."""
        if hours is None:
            return cls(zone, time.max, time.min, rests_on=lambda day: False)
        return cls(zone, *hours)

    def covers(self, moment: datetime) -> bool:
        """Say whether a moment lies in quiet hours or on a rest day."""
        local = moment.astimezone(self.zone)
        return self.is_night(local) or self.rests_on(local.date())

    def is_night(self, moment: datetime) -> bool:
        """Say whether a moment lies in the quiet hours, whatever day it is."""
        clock = moment.astimezone(self.zone).time()
        if self._spans_no_midnight:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def night_of(self, moment: datetime) -> tuple[datetime, datetime]:
        """Return when the quiet hours a moment lies in begin and end."""
        local, one_day = moment.astimezone(self.zone), timedelta(days=1)
        first = local.date() if self._spans_no_midnight or local.time() >= self.begins else local.date() - one_day
        last = first if self._spans_no_midnight else first + one_day
        return datetime.combine(first, self.begins, self.zone), datetime.combine(last, self.ends, self.zone)

    def next_open(self, moment: datetime) -> datetime:
        """Return the first moment from one on that is not quiet."""
        local = moment.astimezone(self.zone)
        while self.covers(local):
            midnight = datetime.combine(local.date() + timedelta(days=1), time.min, self.zone)
            local = midnight if local.time() >= self.ends else datetime.combine(local.date(), self.ends, self.zone)
        return local

    @property
    def _spans_no_midnight(self) -> bool:
        return self.begins <= self.ends
