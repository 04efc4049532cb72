"""Who has no messenger finds reminders on the page, the last one of each thing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.people.audit import SHELL
from tests.bot.reminders.conftest import HONGHE, MENGZI, plan

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_somebody_without_a_messenger_finds_the_reminder_on_the_page_once(desk: Any) -> None:
    person = desk.official("网", "official", MENGZI, channel="web")
    desk.office.duties.add(plan(), by=SHELL)
    desk.run_until(2026, 3, 5, 10)
    assert not desk.texts()
    (reply,) = desk.office.reminders.collect(person)
    assert "月报" in reply.text
    assert reply.buttons
    assert desk.office.reminders.collect(person) == []


def test_who_comes_back_to_the_page_late_finds_the_last_reminder_only_and_the_others_are_listed(desk: Any) -> None:
    person = desk.official("李", "village_officer", MENGZI, channel="web")
    desk.office.duties.add(plan(steps=("3d", "1d@09:00", "morning"), audience=("role:village_officer",)), by=SHELL)
    desk.run_until(2026, 3, 6, 10)
    (reply,) = desk.office.reminders.collect(person)
    assert "还有7小时" in reply.text
    assert [row.cause for row in desk.reminders("missed")] == ["superseded", "superseded"]
    assert len(desk.reminders("seen")) == 1
    boss = desk.office.staff.get(desk.official("县", "county_officer", MENGZI))
    (overview,) = desk.office.duties.overview(boss)
    assert "unreached" not in overview.names


async def test_an_announcement_found_on_the_page_after_the_session_began_is_not_shown(desk: Any) -> None:
    from bot.trainings.model import TrainingPlan

    person = desk.person("甲", channel="web", region="532503")
    desk.office.trainings.add(TrainingPlan("养牛", "镇政府", HONGHE, desk.clock.now() + timedelta(days=2)), by=SHELL)
    desk.work()
    desk.clock.pass_by(days=3)
    assert desk.office.reminders.collect(person) == []
    assert [row.cause for row in desk.reminders("missed")] == ["too_late"]
