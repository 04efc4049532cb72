"""Superiors hear who has not handed in, look it over and nudge; all they do is in the audit log."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from bot.people.audit import SHELL
from bot.storage.audit import AuditStore
from bot.storage.outbox import OutboxRow
from tests.bot.reminders.conftest import HONGHE, MENGZI, MENGZI_NEIGHBOUR, plan

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_the_superior_is_told_days_later_who_has_not_handed_in(desk: Any) -> None:
    lazy = desk.official("懒", "village_officer", MENGZI)
    diligent = desk.official("勤", "village_officer", MENGZI)
    desk.official("县", "county_officer", MENGZI)
    desk.official("州", "county_officer", HONGHE)
    desk.office.duties.add(plan(region=MENGZI, audience=("role:village_officer",), steps=("1d@09:00",), escalate_after_days=3), by=SHELL)
    desk.office.duties.done(diligent, desk.office.duties.mine(diligent)[0][0].id)
    desk.run_until(2026, 3, 9, 12)
    (escalated,) = [row for row in desk.outbox() if row.kind == "duty_escalation"]
    assert "懒" in escalated.text
    assert "勤" not in escalated.text
    assert lazy


def test_a_superior_sees_who_has_who_has_not_and_who_was_not_reached(desk: Any) -> None:
    done, open_, lost = (desk.official(name, "village_officer", MENGZI) for name in ("完成者", "未完成者", "失联者"))
    boss = desk.official("县", "county_officer", MENGZI)
    desk.office.duties.add(plan(region=MENGZI, audience=("role:village_officer",)), by=SHELL)
    desk.run_until(2026, 3, 5, 10)
    with desk.database.session() as session:
        for row in session.query(OutboxRow):
            row.state, row.reason = ("failed", "blocked") if row.person_id == lost else ("sent", None)
    desk.office.duties.done(done, desk.office.duties.mine(done)[0][0].id)
    (entry,) = desk.office.duties.overview(desk.office.staff.get(boss))
    assert entry.names["done"] == ["完成者"]
    assert entry.names["open"] == ["未完成者", "失联者"]
    assert entry.names["unreached"] == ["失联者"]
    assert open_


def test_one_tap_nudges_those_who_have_not_and_only_those_below(desk: Any) -> None:
    here = desk.official("本地", "village_officer", MENGZI)
    desk.official("外地", "village_officer", MENGZI_NEIGHBOUR)
    boss = desk.official("县", "county_officer", MENGZI)
    desk.office.duties.add(plan(audience=("role:village_officer",)), by=SHELL)
    occurrence = desk.office.duties.mine(here)[0][1].id
    assert desk.office.duties.nudge(desk.office.staff.get(boss), occurrence) == 1
    desk.work()
    (row,) = desk.outbox()
    assert row.person_id == here
    assert "催办" in row.text


def test_what_officials_do_stands_in_the_audit_log(desk: Any) -> None:
    person = desk.official("李", "official", MENGZI)
    duty_id = desk.office.duties.add(plan(), by=SHELL)
    desk.office.duties.done(person, desk.office.duties.mine(person)[0][0].id)
    desk.office.duties.stop(duty_id, by=person)
    with desk.database.session() as session:
        actions = [(entry.actor, entry.action) for entry in reversed(AuditStore(session).latest())]
    assert actions == [
        (SHELL, "user.invited"), (person, "user.joined"), (SHELL, "duty.added"), (person, "duty.done"), (person, "duty.stopped"),
    ]  # fmt: skip
