"""When a duty's rule, its people or the calendar change, what was planned follows; nobody hands in twice."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.people.audit import SHELL
from tests.bot.reminders.conftest import MENGZI, plan

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_moved_deadline_voids_the_old_reminders_and_plans_new_ones(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    duty_id = desk.office.duties.add(plan(), by=SHELL)
    assert desk.office.duties.change(duty_id, by=SHELL, cycle="date:2026-03-13")
    desk.run_until(2026, 3, 6, 12)
    assert not [text for text in desk.texts() if "3月6日" in text]
    assert {row.cause for row in desk.reminders("void")} == {"rule_changed"}
    desk.run_until(2026, 3, 12, 10)
    assert all("3月13日" in text for text in desk.texts())
    assert desk.texts()


def test_who_handed_in_before_the_rule_changed_need_not_again(desk: Any) -> None:
    person = desk.official("李", "official", MENGZI)
    duty_id = desk.office.duties.add(plan("monthly:20"), by=SHELL)
    desk.run_until(2026, 3, 14)
    desk.office.duties.done(person, desk.office.duties.mine(person)[0][0].id)
    desk.office.duties.change(duty_id, by=SHELL, cycle="monthly:25")
    march = [a.state for a, o, _d in desk.office.duties.mine(person) if o.period == "2026-03"]
    assert march == ["done"]


def test_a_stopped_duty_says_nothing_more(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    duty_id = desk.office.duties.add(plan(), by=SHELL)
    assert desk.office.duties.stop(duty_id, by=SHELL)
    desk.run_until(2026, 3, 10)
    assert not desk.texts()


def test_an_official_who_joins_later_gets_what_is_still_to_come(desk: Any) -> None:
    desk.office.duties.add(plan(), by=SHELL)
    desk.run_until(2026, 3, 4, 12)
    desk.official("新", "official", MENGZI)
    desk.run_until(2026, 3, 6, 12)
    assert [row.step for row in desk.reminders("queued")] == ["1d@09:00", "morning"]


def test_an_official_who_leaves_is_left_in_peace(desk: Any) -> None:
    person = desk.official("走", "official", MENGZI)
    desk.office.duties.add(plan(), by=SHELL)
    desk.office.staff.revoke(person, by=SHELL)
    desk.run_until(2026, 3, 10)
    assert not desk.texts()
    assert {row.cause for row in desk.reminders("void")} == {"no_longer_responsible"}


def test_a_person_who_is_forgotten_gets_nothing_and_leaves_no_rows(desk: Any) -> None:
    person = desk.official("忘", "official", MENGZI)
    desk.office.duties.add(plan(), by=SHELL)
    desk.people.forget(person)
    desk.run_until(2026, 3, 10)
    assert not desk.texts()
    assert not desk.reminders()


def test_a_year_not_yet_announced_is_planned_by_weekends_and_said_to_be_provisional(desk: Any) -> None:
    desk.clock.turn_to(2031, 9, 20, 10)
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan("date:2031-10-04"), by=SHELL)  # a Saturday in what will surely be a holiday
    desk.run_until(2031, 10, 3, 12, hours=3)
    assert "按周末推算" in desk.texts()[-1]
    assert "10月3日" in desk.texts()[-1]


def test_a_calendar_announced_meanwhile_moves_the_deadlines_not_yet_past(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.clock.turn_to(2031, 9, 22, 10)
    person = desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan("date:2031-10-04"), by=SHELL)
    import bot.reminders.planning as planning
    from bot.reminders.triggers.workdays import WorkingDay

    monkeypatch.setattr(planning, "to_working_day", lambda day, rest_day: WorkingDay(day.replace(month=9, day=30)))
    desk.work()
    ((_a, occurrence, _d),) = desk.office.duties.mine(person)
    assert occurrence.due_at.astimezone(SHANGHAI).day == 30
    assert {row.cause for row in desk.reminders("void")} == {"calendar_announced"}
