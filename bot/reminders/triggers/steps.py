"""The steps of a reminder: when to speak before a deadline, on its morning, and after it.

`5d` `2h` `30s` `15m` so long before the moment; `5d@09:00` that many days before at a fixed hour; `morning` on the day;
`overdue` each day after it. Quiet hours move a step to their end, or before their start when it would come too late.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import SHANGHAI
from bot.delivery.quiet_hours import QuietHours
from bot.texts import refusal

_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds", "w": "weeks"}
_LEAD = re.compile(r"(\d{1,5})([dhmsw])(?:@(\d{1,2}:\d{2}))?")
_ONE_DAY = timedelta(days=1)


class WrongStep(ValueError):
    """A step is written in a way nobody knows."""

    def __init__(self, text: str) -> None:
        super().__init__(refusal("step", text=text))


@dataclass(frozen=True)
class Hours:
    """The hours that matter in a day, on the clock of the place; `quiet` are those in which nobody is disturbed."""

    morning: time = time(8, 0)
    overdue: time = time(9, 0)
    quiet: QuietHours = QuietHours(SHANGHAI)
    zone: ZoneInfo = SHANGHAI
    overdue_days: int = 10


@dataclass(frozen=True)
class Moment:
    """One reminder of a deadline: which step, when, and until when it is still worth sending."""

    step: str
    at: datetime
    useful_until: datetime


def parse_steps(text: str) -> tuple[str, ...]:
    """Read steps joined by commas; raises WrongStep for one that nobody knows."""
    steps = tuple(part.strip() for part in re.split(r"[,，、\s]+", text) if part.strip())
    for step in steps:
        if step not in ("morning", "overdue") and not _LEAD.fullmatch(step):
            raise WrongStep(step)
    return steps


def lead_of(step: str) -> timedelta:
    """Return how long before the deadline a step may come at the earliest."""
    match = _LEAD.fullmatch(step)
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) + _ONE_DAY if match else _ONE_DAY


def moments(
    steps: tuple[str, ...], due_at: datetime, hours: Hours, *, since: datetime,
    ignores_quiet_hours: bool = False, is_working_day: Callable[[date], bool] | None = None,
) -> list[Moment]:  # fmt: skip
    """Return every moment from `since` on at which a deadline is spoken of, earliest first, no two at once.

    A step at a fixed hour that falls on a rest day waits for the next working day when `is_working_day` is given.
    """
    found: dict[datetime, Moment] = {}
    for step in steps:
        for name, planned in _raw(step, due_at, hours):
            works_on = is_working_day if "@" in step else None
            raw = _on_working_day(planned, due_at, since, hours, works_on) if works_on else planned
            if raw < since:
                continue
            at = raw if ignores_quiet_hours else out_of_quiet_hours(raw, due_at, hours)
            if at < since:  # the only hour left is a quiet one: better woken than late
                at = raw
            # A report can still be handed in the day after; a word about a deadline longer past is the overdue step's.
            found[at] = Moment(name, at, (raw if raw > due_at else due_at) + _ONE_DAY)
    return sorted(found.values(), key=lambda moment: moment.at)


def _on_working_day(moment: datetime, due_at: datetime, since: datetime, hours: Hours, is_working_day: Callable[[date], bool]) -> datetime:
    """Hold a moment back to the next working day; when the deadline is there by then, move it to the one before."""
    last = due_at.astimezone(hours.zone).date()
    for step in (_ONE_DAY, -_ONE_DAY):
        moved = moment
        while not is_working_day(moved.date()):
            moved += step
        if moved.date() < last and moved >= since:
            return moved
    return moment


def out_of_quiet_hours(moment: datetime, due_at: datetime, hours: Hours) -> datetime:
    """Move a moment to the end of the quiet hours, or to before them when the deadline would be past by then."""
    if not hours.quiet.is_night(moment):
        return moment
    begin, end = hours.quiet.night_of(moment)
    if end < due_at or moment >= due_at:
        return end.astimezone(moment.tzinfo)
    return (begin - timedelta(minutes=30)).astimezone(moment.tzinfo)


def _raw(step: str, due_at: datetime, hours: Hours) -> list[tuple[str, datetime]]:
    local = due_at.astimezone(hours.zone)
    if step == "morning":
        return [(step, datetime.combine(local.date(), hours.morning, hours.zone))] if local.time() > hours.morning else []
    if step == "overdue":
        days = range(1, hours.overdue_days + 1)
        return [(f"overdue:{n}", datetime.combine(local.date() + n * _ONE_DAY, hours.overdue, hours.zone)) for n in days]
    match = _LEAD.fullmatch(step)
    if match is None:
        raise WrongStep(step)
    before = due_at - timedelta(**{_UNITS[match[2]]: int(match[1])})
    if not match[3]:
        return [(step, before)]
    return [(step, datetime.combine(before.astimezone(hours.zone).date(), time.fromisoformat(match[3].zfill(5)), hours.zone))]
