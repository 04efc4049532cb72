"""When a duty falls due: the words a cycle may be written in, and the days they mean.

`monthly:5` `monthly:last` | `quarterly:last` `quarterly:15` (of its last month) `quarterly:+10` (after it ends) | `halfyear:…` the same |
`yearly:03-31` `yearly:02-last` | `date:2026-12-05` | `rrule:FREQ=WEEKLY;BYDAY=FR`
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, rrule, rrulestr

from bot.texts import refusal

LAST = "last"
_FIRST_MONDAY = datetime.combine(date(2000, 1, 3), time.min)
_LAST_DAYS = (28, 29, 30, 31)


class WrongCycle(ValueError):
    """A cycle is written in a way nobody knows; the message shows the ways that are known."""

    def __init__(self, text: str) -> None:
        super().__init__(refusal("cycle", text=text))


@dataclass(frozen=True)
class Period:
    """One turn of a cycle: its name (2026-11, 2026Q4, 2026) and the day it falls due before any rest day is looked at."""

    name: str
    day: date


def periods(cycle: str, first: date, last: date) -> list[Period]:
    """Return the turns of a cycle that fall due between two days, both included; raises WrongCycle."""
    kind, _, detail = cycle.strip().partition(":")
    if kind not in CYCLES or not detail:
        raise WrongCycle(cycle)
    try:
        found = CYCLES[kind](detail, first, last)
        return [p for p in found if first <= p.day <= last]
    except WrongCycle:
        raise
    except ValueError as exc:
        raise WrongCycle(cycle) from exc


def check_cycle(cycle: str) -> str:
    """Return the cycle when it can be read; raises WrongCycle with the known ways when not."""
    periods(cycle, date(2000, 1, 1), date(2004, 12, 31))
    return cycle.strip()


def is_single(cycle: str) -> bool:
    """Say whether a cycle has one turn only."""
    return cycle.startswith("date:")


def _monthly(detail: str, first: date, last: date) -> Iterable[Period]:
    for day in _month_days(detail, first, last, range(1, 13)):
        yield Period(f"{day:%Y-%m}", day)


def _quarterly(detail: str, first: date, last: date) -> Iterable[Period]:
    for end, day in _stretches(detail, first, last, (3, 6, 9, 12)):
        yield Period(f"{end.year}Q{end.month // 3}", day)


def _halfyear(detail: str, first: date, last: date) -> Iterable[Period]:
    for end, day in _stretches(detail, first, last, (6, 12)):
        yield Period(f"{end.year}H{end.month // 6}", day)


def _yearly(detail: str, first: date, last: date) -> Iterable[Period]:
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2}|last)", detail)
    if not match:
        raise ValueError("a day of the year looks like 03-31 or 02-last")
    for day in _month_days(match[2], first, last, (int(match[1]),)):
        yield Period(f"{day.year}", day)


def _date(detail: str, _first: date, _last: date) -> Iterable[Period]:
    day = date.fromisoformat(detail)
    return [Period(detail, day)]


def _rrule(detail: str, first: date, last: date) -> Iterable[Period]:
    # A rule without its own DTSTART counts from a fixed Monday, so that INTERVAL=2 means the same weeks on every run.
    rule = rrulestr(detail, dtstart=_FIRST_MONDAY) if "DTSTART" not in detail.upper() else rrulestr(detail)
    begin, end = datetime.combine(first, time.min), datetime.combine(last, time.max)
    return [Period(moment.date().isoformat(), moment.date()) for moment in rule.between(begin, end, inc=True)]


def _stretches(detail: str, first: date, last: date, end_months: tuple[int, ...]) -> Iterable[tuple[date, date]]:
    after = re.fullmatch(r"\+(\d{1,2})", detail)
    margin = timedelta(days=100)
    ends = _month_days(LAST, first - margin, last + margin, end_months)
    for end in ends:
        if after:
            yield end, end + timedelta(days=int(after[1]))
        else:
            yield from ((end, day) for day in _month_days(detail, end.replace(day=1), end, (end.month,)))


def _month_days(detail: str, first: date, last: date, months: Iterable[int]) -> list[date]:
    begin = datetime.combine(first.replace(day=1), time.min)
    end = datetime.combine(last + relativedelta(months=1), time.min)
    wanted = list(months)
    if any(not 1 <= month <= 12 for month in wanted):
        raise ValueError("months run from 1 to 12")
    if detail == LAST:
        rule = rrule(MONTHLY, dtstart=begin, until=end, bymonth=wanted, bymonthday=-1)
    elif detail.isdigit() and 1 <= int(detail) <= 31:
        # The 31st of a short month is its last day.
        days = [d for d in _LAST_DAYS if d <= int(detail)] or [int(detail)]
        rule = rrule(MONTHLY, dtstart=begin, until=end, bymonth=wanted, bymonthday=days, bysetpos=-1)
    else:
        raise ValueError("a day of the month is a number from 1 to 31, or `last`")
    return [moment.date() for moment in rule]


CYCLES: dict[str, Callable[[str, date, date], Iterable[Period]]] = {
    "monthly": _monthly,
    "quarterly": _quarterly,
    "halfyear": _halfyear,
    "yearly": _yearly,
    "date": _date,
    "rrule": _rrule,
}
