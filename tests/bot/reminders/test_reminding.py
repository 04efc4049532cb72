"""A reminder is said once, at its hour, to those it concerns; what could not be said is listed with its cause."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.people.audit import SHELL
from bot.reminders.duties import single_due
from bot.storage.leases import Leases
from tests.bot.reminders.conftest import MENGZI, MENGZI_NEIGHBOUR, on_both_databases, plan

SHANGHAI = ZoneInfo("Asia/Shanghai")


def due_in(desk: Any, **span: float) -> dict[str, str]:
    return single_due(desk.clock.moment + timedelta(**span))


def test_a_reminder_says_what_for_whom_until_when_and_on_which_clause(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(), by=SHELL)
    desk.run_until(2026, 3, 5, 10)
    (text,) = desk.texts()
    for part in ("红河", "干部", "3月6日17:00", "「月报」", "还有1天", "附件2 六（三）", "建立月报制度", "实施意见"):
        assert part in text
    assert [b["title"] for b in desk.outbox()[0].buttons] == ["已报送", "1小时后提醒", "明天9点提醒", "无法完成"]


def test_ticking_again_and_again_says_nothing_twice(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(), by=SHELL)
    desk.run_until(2026, 3, 5, 10)
    for _ in range(5):
        desk.work()
    assert len(desk.texts()) == 1


def test_thirty_seconds_before_means_thirty_seconds_before(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(steps=("30s",), **due_in(desk, minutes=1)), by=SHELL)
    desk.clock.pass_by(seconds=29)
    desk.work()
    assert not desk.texts()
    desk.clock.pass_by(seconds=1)
    desk.work()
    assert len(desk.texts()) == 1


def test_only_those_of_the_division_and_below_are_reminded(desk: Any) -> None:
    inside = desk.official("李", "village_officer", MENGZI)
    desk.official("王", "village_officer", MENGZI_NEIGHBOUR)
    desk.official("赵", "village_officer", "440200")
    desk.office.duties.add(plan(region=MENGZI), by=SHELL)
    assert {row.person_id for row in desk.reminders() if row.kind == "duty"} == {inside}


def test_a_late_reminder_is_sent_marked_as_late_while_it_is_still_useful(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(steps=("1d@09:00",)), by=SHELL)
    desk.clock.turn_to(2026, 3, 5, 20)
    desk.work()
    assert desk.texts()[0].startswith("【迟发】")


def test_what_piled_up_is_said_once_and_the_rest_is_listed_with_its_cause(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan("date:2026-03-20", steps=("10d@09:00", "5d@09:00", "1d@09:00")), by=SHELL)
    desk.clock.turn_to(2026, 3, 19, 12)
    desk.work()
    assert len(desk.texts()) == 1
    assert [(row.step, row.cause) for row in desk.reminders("missed")] == [("10d@09:00", "superseded"), ("5d@09:00", "superseded")]


def test_a_reminder_long_past_is_listed_as_missed_never_gone(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(steps=("1d@09:00",)), by=SHELL)
    desk.clock.turn_to(2026, 4, 20, 12)
    desk.work()
    assert not desk.texts()
    assert [row.cause for row in desk.reminders("missed")] == ["too_late"]


def test_handing_in_silences_what_is_still_to_come(desk: Any) -> None:
    person = desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(), by=SHELL)
    desk.run_until(2026, 3, 5, 10)
    ((assignment, _o, _d),) = desk.office.duties.mine(person)
    assert desk.office.duties.done(person, assignment.id)[1]
    desk.run_until(2026, 3, 20, 10)
    assert len(desk.texts()) == 1
    assert {row.cause for row in desk.reminders("void") if row.kind == "duty"} == {"already_done"}
    assert not desk.reminders("due")


def test_a_deadline_that_is_missed_is_spoken_of_each_day_after(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(steps=("overdue",)), by=SHELL)
    desk.run_until(2026, 3, 9, 12)
    assert [text[text.index("已过期") :][:5] for text in desk.texts()] == ["已过期1天", "已过期2天", "已过期3天"]


@on_both_databases
def test_only_the_process_that_holds_the_lease_ticks(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(), by=SHELL)
    desk.clock.turn_to(2026, 3, 5, 9)
    other = desk.build("two")
    assert desk.office.reminders.tick() is not None
    assert other.reminders.tick() is None
    desk.clock.pass_by(minutes=2)  # the first one has died
    assert other.reminders.tick() is not None
    assert len(desk.texts()) == 1


@on_both_databases
def test_a_clock_that_jumps_forward_and_back_doubles_and_loses_nothing(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(steps=("1d@09:00", "2h")), by=SHELL)
    desk.clock.turn_to(2026, 3, 5, 9)
    desk.work()
    desk.clock.turn_to(2026, 3, 5, 8)
    desk.work()
    desk.clock.turn_to(2026, 3, 6, 15)
    desk.work()
    desk.clock.turn_to(2026, 3, 5, 9)
    desk.work()
    Leases(desk.database).release("reminders", "one")
    desk.work()
    assert [row.step for row in desk.reminders("queued")] == ["1d@09:00", "2h"]
    assert len(desk.texts()) == 2


@on_both_databases
def test_a_reminder_and_its_message_stand_or_fall_together(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(), by=SHELL)
    desk.clock.turn_to(2026, 3, 5, 9)
    queue = desk.office.reminders._outbox
    real = queue.enqueue_in

    def breaks_after_queueing(session: Any, drafts: Any) -> Any:
        real(session, drafts)
        raise OSError("the database went away")

    queue.enqueue_in = breaks_after_queueing
    with pytest.raises(OSError, match="went away"):
        desk.office.reminders.tick()
    assert not desk.texts()
    queue.enqueue_in = real
    desk.office.reminders.tick()
    assert len(desk.texts()) == 1


def test_later_means_once_more_in_an_hour_or_tomorrow_at_nine(desk: Any) -> None:
    person = desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(steps=("1d@09:00",)), by=SHELL)
    desk.run_until(2026, 3, 5, 9)
    number = desk.office.duties.mine(person)[0][0].id
    desk.office.duties.later(person, number, "1h")
    desk.office.duties.later(person, number, "tomorrow")
    desk.run_until(2026, 3, 5, 10)
    assert len(desk.texts()) == 2
    desk.run_until(2026, 3, 6, 9)
    assert len(desk.texts()) == 3
