"""The hours in which nobody is disturbed are one setting: reminders are planned around the same ones as messages are sent."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SHANGHAI
from bot.delivery.quiet_hours import QuietHours
from bot.office import open_office
from bot.people.audit import SHELL
from bot.reminders.duties import single_due
from bot.reminders.model import DutyPlan
from bot.settings import Settings
from bot.storage.reminders import ReminderRow

MENGZI, SHAOGUAN = "532503", "440200"


def duty(hour: int, *steps: str, **more: Any) -> DutyPlan:
    due = single_due(datetime(2026, 3, 5, hour, 0, tzinfo=SHANGHAI))
    return DutyPlan("月报", MENGZI, audience=("role:official",), steps=steps, **due, **more)


def planned(desk: Any, kind: str = "duty") -> list[str]:
    return [f"{row.due_at.astimezone(SHANGHAI):%d日%H:%M}" for row in desk.reminders() if row.kind == kind]


@pytest.mark.parametrize(
    ("quiet", "at"),
    [
        ((time(21), time(7, 30)), ["05日07:30"]),
        ((time(19), time(8, 30)), ["05日08:30"]),
        ((time(0), time(4)), ["05日05:00"]),
        (None, ["05日05:00"]),
    ],
)
def test_a_reminder_is_planned_outside_the_hours_that_are_set(desk: Any, quiet: tuple[time, time] | None, at: list[str]) -> None:
    desk.official("李", "official", MENGZI)
    desk.office = desk.build(quiet_hours=QuietHours.of(SHANGHAI, quiet))
    desk.office.duties.add(duty(17, "12h"), by=SHELL)
    assert planned(desk) == at


def test_the_superior_is_not_woken_either(desk: Any) -> None:
    desk.official("甲", "village_officer", MENGZI)
    desk.official("乙", "official", MENGZI)
    desk.office = desk.build(quiet_hours=QuietHours.of(SHANGHAI, (time(20), time(9, 30))))
    desk.office.duties.add(DutyPlan("月报", MENGZI, "date:2026-03-05", ("role:village_officer",), escalate_after_days=1), by=SHELL)
    assert planned(desk, "duty_escalation") == ["06日09:30"]


def test_the_setting_reaches_the_planning(desk: Any, tmp_path: Path, knowledge: Any) -> None:
    desk.official("李", "official", MENGZI)
    settings = Settings.from_env({"FUWEN_QUIET_HOURS": "22:00-10:00", "FUWEN_DATA_DIR": str(tmp_path)})

    class Library:
        def current(self) -> Any:
            return knowledge

    office = open_office(settings, desk.database, desk.clock, Library())  # type: ignore[arg-type]
    office.duties.add(duty(17, "12h"), by=SHELL)
    with desk.database.session() as session:
        (row,) = session.query(ReminderRow)
    assert row.due_at.astimezone(UTC) == datetime(2026, 3, 5, 2, 0, tzinfo=UTC)


def test_quiet_hours_hold_a_reminder_until_the_morning(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(duty(17, "12h"), by=SHELL)  # 05:00
    desk.clock.turn_to(2026, 3, 5, 7, 29)
    desk.work()
    assert not desk.texts()
    desk.clock.turn_to(2026, 3, 5, 7, 30)
    desk.work()
    assert len(desk.texts()) == 1
    assert not desk.texts()[0].startswith("【迟发】")


def test_before_a_deadline_in_the_night_it_is_said_the_evening_before(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(duty(6, "1h"), by=SHELL)
    desk.clock.turn_to(2026, 3, 4, 20, 30)
    desk.work()
    assert len(desk.texts()) == 1


def test_a_duty_that_ignores_quiet_hours_speaks_at_night(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(duty(3, "30s", ignores_quiet_hours=True), by=SHELL)
    desk.clock.turn_to(2026, 3, 5, 2, 59)
    desk.clock.pass_by(seconds=30)
    desk.work()
    assert desk.outbox()[0].ignore_quiet_hours
