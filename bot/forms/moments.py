"""Reads days and hours as people write them, and writes them so: 12月5日上午9点半, 今晚八点一刻, 明天14:00, 2026-12-05 09:00."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from bot.clock import SHANGHAI, local
from bot.texts import refusal
from policy_kb.parsing.numbering import read_number

NUMERALS = "零〇一二两三四五六七八九十"
_NUMERAL = re.compile(rf"[{NUMERALS}]+(?=[点时号日月天分刻])|(?<=[点时])[{NUMERALS}]+")
_DAY = re.compile(r"(?:(?P<year>\d{4})\s*[年/.-]\s*)?(?P<month>\d{1,2})\s*[月/.-]\s*(?P<day>\d{1,2})\s*[日号]?")
_NAMED_DAY = re.compile(r"(?P<name>大后|后|明|今)[天日]")
_DAY_AND_PART = re.compile(r"(?<=[今明])(?=[早晚])")
_DAYS_AHEAD = {"大后": 3, "后": 2, "明": 1, "今": 0}
_WEEKDAY = re.compile(r"[（(]?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])[)）]?")
_HOUR = re.compile(
    r"(?P<part>凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚间|晚)?\s*(?P<hour>\d{1,2})\s*(?::|：|点|时)\s*"
    r"(?:(?P<quarters>[13])刻|(?P<minute>\d{1,2})分?|(?P<half>半)|整)?"
)
# Beside an hour these belong to it, so that what was read is not all that was said.
_GOES_ON_BEFORE = re.compile(r"[\d早晚午夜晨分刻:：-]\s*$")
_GOES_ON_AFTER = re.compile(rf"\s*[\d{NUMERALS}点时分刻半秒:：到至~～—-]")
_BETWEEN = re.compile(r"[\s,，的T]|开始")
_AFTERNOON, _EVENING = ("中午", "下午", "傍晚"), ("晚上", "晚间", "晚")
_NOON, _MIDNIGHT, _EARLIEST_EVENING, _EARLIEST_NOON = 12, 24, 5, 11


def in_digits(text: str) -> str:
    """Write the numerals beside units of time in digits, and days in full: 十二月五号九点三十 becomes 12月5号9点30, 今晚 今天晚."""
    words = _DAY_AND_PART.sub("天", text.strip())
    return _NUMERAL.sub(lambda found: str(read_number(found[0].replace("两", "二"))), words)


def read_day(text: str, now: datetime) -> date | None:
    """Read a day; without a year the next such day from today on is meant. None when there is none in the text."""
    today, words = local(now).date(), in_digits(text)
    if named := _NAMED_DAY.search(words):
        return today + timedelta(days=_DAYS_AHEAD[named["name"]])
    found = _DAY.search(words)
    if not found:
        return None
    years = (int(found["year"]),) if found["year"] else (today.year, today.year + 1)
    days = [day for year in years if (day := _date(year, int(found["month"]), int(found["day"])))]
    return next((day for day in days if day >= today), days[0] if days else None)


def read_hour(text: str) -> time | None:
    """Read an hour on the clock; None when there is none in the text. The midnight that ends a day is its last minute."""
    since_midnight = _since_midnight(in_digits(text))
    if since_midnight == timedelta(hours=_MIDNIGHT):
        return time(23, 59)
    if since_midnight is None or since_midnight.days:
        return None
    hour, seconds = divmod(since_midnight.seconds, 3600)
    return time(hour, seconds // 60)


def read_moment(text: str, now: datetime, day_unsaid: date | None = None) -> datetime | None:
    """Read words that are nothing but a day and an hour; `day_unsaid` is meant when they name no day. None for all other words."""
    words, since_midnight = in_digits(text), _since_midnight(in_digits(text))
    rest = without_hour(words)
    day = read_day(words, now) if _names_day(rest) else day_unsaid
    if day is None or since_midnight is None or not is_only_day(rest, day):
        return None
    return at_that_hour(day, time.min) + since_midnight


def without_hour(text: str) -> str:
    """Return a text without the hour in it, when that can be read."""
    words = in_digits(text)
    return words if _since_midnight(words) is None else _HOUR.sub(" ", words, count=1).strip()


def is_only_day(text: str, day: date) -> bool:
    """Say whether a text says nothing but one day; a day of the week beside it must be that day's."""
    words = in_digits(text)
    pattern = _NAMED_DAY if _NAMED_DAY.search(words) else _DAY
    rest = pattern.sub(" ", words, count=1)
    if weekday := _WEEKDAY.search(rest):
        if "一二三四五六日".index(weekday["day"].replace("天", "日")) != day.weekday():
            return False
        rest = _WEEKDAY.sub(" ", rest, count=1)
    return not _BETWEEN.sub("", rest)


def at_that_hour(day: date, hour: time) -> datetime:
    """Put a day and an hour together on the clock of the place."""
    return datetime.combine(day, hour, SHANGHAI)


def _names_day(words: str) -> bool:
    return bool(_NAMED_DAY.search(words) or _DAY.search(words))


def _since_midnight(words: str) -> timedelta | None:
    found = _HOUR.search(words)
    if not found or _GOES_ON_BEFORE.search(words[: found.start()]) or _GOES_ON_AFTER.match(words[found.end() :]):
        return None
    if _HOUR.search(words, found.end()):  # two hours are none
        return None
    hour = _on_the_clock(int(found["hour"]), found["part"] or "")
    minute = 30 if found["half"] else 15 * int(found["quarters"] or 0) or int(found["minute"] or 0)
    return timedelta(hours=hour, minutes=minute) if hour is not None and minute < 60 else None


def _on_the_clock(hour: int, part: str) -> int | None:
    """Return the hour of 24 that an hour said with its part of the day is; None when the two do not go together."""
    if part in _EVENING and hour in (0, _NOON):
        return _MIDNIGHT
    if part in _EVENING and hour < _EARLIEST_EVENING:
        return None
    if part == "凌晨" and hour == _NOON:
        return 0
    if part in (*_AFTERNOON, *_EVENING) and 0 < hour < (_EARLIEST_NOON if part == "中午" else _NOON):
        return hour + _NOON
    return hour if hour <= _MIDNIGHT else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def written(moment: datetime, now: datetime) -> str:
    """Write a moment as people say it: the year only when it is another one."""
    there = local(moment)
    return f"{written_day(there.date(), now)}{there:%H:%M}"


def written_day(day: date, now: datetime) -> str:
    """Write a day as people say it: the year only when it is another one."""
    return f"{day.month}月{day.day}日" if day.year == local(now).year else f"{day.year}年{day.month}月{day.day}日"


def moment_told(text: str, zone: tzinfo = SHANGHAI) -> datetime:
    """Read a moment as commands are told it, 2026-12-05T17:00, on the clock of the place unless it names its own; raises ValueError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(refusal("moment", text=text)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
