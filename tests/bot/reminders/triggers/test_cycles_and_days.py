"""Cycles mean the days people mean by them, and deadlines keep off rest days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.quiet_hours import QuietHours
from bot.reminders.triggers.cycles import WrongCycle, check_cycle, periods
from bot.reminders.triggers.steps import Hours, WrongStep, moments, parse_steps
from bot.reminders.triggers.workdays import is_working_day, to_working_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = datetime(2026, 12, 4, 17, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("cycle", "days"),
    [
        ("monthly:5", ["2020-01-05", "2020-02-05", "2020-03-05"]),
        ("monthly:last", ["2020-01-31", "2020-02-29", "2020-03-31"]),
        ("monthly:30", ["2020-01-30", "2020-02-29", "2020-03-30"]),
        ("quarterly:last", ["2020-03-31"]),
        ("quarterly:15", ["2020-03-15"]),
        ("quarterly:+10", ["2020-01-10"]),
        ("halfyear:last", []),
        ("yearly:02-last", ["2020-02-29"]),
        ("yearly:03-01", ["2020-03-01"]),
        ("date:2020-02-10", ["2020-02-10"]),
        ("rrule:FREQ=MONTHLY;BYDAY=1MO", ["2020-01-06", "2020-02-03", "2020-03-02"]),
    ],
)
def test_a_cycle_means_the_days_people_mean(cycle: str, days: list[str]) -> None:
    assert [p.day.isoformat() for p in periods(cycle, date(2020, 1, 1), date(2020, 3, 31))] == days


@pytest.mark.parametrize(
    "cycle",
    [
        "",
        "monthly",
        "monthly:",
        "monthly:32",
        "monthly:0",
        "yearly:13-01",
        "yearly:march",
        "date:2020-02-30",
        "rrule:FREQ=OFTEN",
        "often:5",
    ],
)
def test_a_cycle_nobody_can_read_is_refused_with_the_ones_that_can(cycle: str) -> None:
    with pytest.raises(WrongCycle, match="monthly:5"):
        check_cycle(cycle)


@given(
    st.sampled_from(["monthly:31", "quarterly:last", "halfyear:+5", "yearly:02-last"]),
    st.dates(date(2010, 1, 1), date(2030, 1, 1)),
    st.integers(0, 900),
)
def test_each_period_has_a_name_of_its_own_however_the_window_lies(cycle: str, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = periods(cycle, first, last)
    assert len({p.name for p in found}) == len(found)
    assert all(first <= p.day <= last for p in found)
    wider = periods(cycle, first - timedelta(days=40), last + timedelta(days=40))
    assert set(found) <= set(wider)


@given(st.dates(date(2004, 1, 15), date(2035, 12, 1)), st.sampled_from(["before", "after"]))
def test_a_deadline_never_ends_on_a_rest_day(day: date, rest_day: str) -> None:
    moved = to_working_day(day, rest_day)
    assert is_working_day(moved.day)
    assert (moved.day <= day) if rest_day == "before" else (moved.day >= day)
    assert moved.is_provisional or day.year <= 2026


@pytest.mark.parametrize(("day", "works"), [("2020-01-19", True), ("2020-01-31", False), ("2026-10-01", False), ("2031-10-01", True)])
def test_make_up_days_are_worked_and_years_not_announced_know_only_weekends(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


def test_steps_are_read_as_they_are_said() -> None:
    assert parse_steps("5d, 1d@09:00，2h、30s morning") == ("5d", "1d@09:00", "2h", "30s", "morning")
    for wrong in ("soon", "5", "d5", "1x"):
        with pytest.raises(WrongStep, match="5d"):
            parse_steps(wrong)


def test_a_step_is_counted_from_the_deadline() -> None:
    found = {m.step: m.at for m in moments(("5d", "2h", "30s", "morning"), DUE, Hours(), since=DUE - timedelta(days=30))}
    assert found["5d"] == DUE - timedelta(days=5)
    assert found["2h"] == DUE - timedelta(hours=2)
    assert found["30s"] == DUE - timedelta(seconds=30)
    assert found["morning"].hour == 8


def test_what_is_already_past_is_not_planned() -> None:
    assert [m.step for m in moments(("5d", "1d"), DUE, Hours(), since=DUE - timedelta(days=2))] == ["1d"]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.sampled_from(["3h", "12h", "5d", "1d@23:00", "morning", "overdue"]),
    st.sampled_from([(time(21), time(7, 30)), (time(19), time(9, 30)), (time(0), time(7, 30)), (time(12), time(14))]),
)
def test_no_step_falls_into_the_quiet_hours_while_there_is_another_hour(due: datetime, step: str, quiet: tuple[time, time]) -> None:
    hours, due_at = Hours(quiet=QuietHours.of(SHANGHAI, quiet)), due.replace(tzinfo=SHANGHAI)
    for moment in moments((step,), due_at, hours, since=due_at - timedelta(days=60)):
        assert not hours.quiet.is_night(moment.at)
        assert step == "overdue" or moment.at <= due_at


def test_where_no_hour_is_quiet_every_step_comes_at_its_own() -> None:
    hours, due_at = Hours(quiet=QuietHours.of(SHANGHAI, None)), datetime(2026, 3, 5, 3, 0, tzinfo=SHANGHAI)
    assert [m.at.hour for m in moments(("2h", "1h"), due_at, hours, since=due_at - timedelta(days=1))] == [1, 2]
