"""Reads days and hours as people write them: 12月5日上午9点半, 明天14:00, 2026-12-05 09:00."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bot.reminders.model import local
from bot.reminders.triggers.steps import SHANGHAI
from policy_kb.parsing.numbering import read_number

_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十]+(?=[点时号日月天分])")
_DAY = re.compile(r"(?:(?P<year>\d{4})\s*[年/.-]\s*)?(?P<month>\d{1,2})\s*[月/.-]\s*(?P<day>\d{1,2})")
_DAYS_AHEAD = {"大后天": 3, "后天": 2, "明天": 1, "今天": 0}
_HOUR = re.compile(
    r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上)?\s*(?P<hour>\d{1,2})\s*(?::|：|点|时)\s*(?:(?P<minute>\d{1,2})|(?P<half>半))?"
)
_AFTER_NOON = ("中午", "下午", "傍晚", "晚上")
_NOON = 12


def in_digits(text: str) -> str:
    """Write the numerals beside units of time in digits: 十二月五号九点 becomes 12月5号9点."""
    return _NUMERAL.sub(lambda found: str(read_number(found[0].replace("两", "二"))), text.strip())


def read_day(text: str, now: datetime) -> date | None:
    """Read a day; without a year the next such day from today on is meant. None when there is none in the text."""
    today, words = local(now).date(), in_digits(text)
    for word, ahead in _DAYS_AHEAD.items():
        if word in words:
            return today + timedelta(days=ahead)
    found = _DAY.search(words)
    if not found:
        return None
    years = (int(found["year"]),) if found["year"] else (today.year, today.year + 1)
    days = [day for year in years if (day := _date(year, int(found["month"]), int(found["day"])))]
    return next((day for day in days if day >= today), days[0] if days else None)


def read_hour(text: str) -> time | None:
    """Read an hour on the clock; None when there is none in the text."""
    found = _HOUR.search(in_digits(text))
    if not found:
        return None
    hour, minute = int(found["hour"]), 30 if found["half"] else int(found["minute"] or 0)
    if found["part"] in _AFTER_NOON and 0 < hour < _NOON - (found["part"] == "中午"):
        hour += _NOON
    return time(hour, minute) if hour < 24 and minute < 60 else None


def at_that_hour(day: date, hour: time) -> datetime:
    """Put a day and an hour together on the clock of the place."""
    return datetime.combine(day, hour, SHANGHAI)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
