"""A reminder is said once, at its hour, to those it concerns; what could not be said is listed with its cause."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.people.audit import SHELL
from bot.reminders.duties import single_due
from bot.reminders.model import Basis, DutyPlan
from bot.storage.audit import AuditStore
from bot.storage.leases import Leases
from bot.storage.outbox import OutboxRow
from tests.bot.reminders.conftest import on_both_databases

HONGHE, MENGZI, MENGZI_NEIGHBOUR = "532500", "532503", "532502"
SHANGHAI = ZoneInfo("Asia/Shanghai")
BASIS = Basis("honghe-2019", "附件2 六（三）", "建立月报制度")


def plan(cycle: str = "date:2026-03-06", **columns: Any) -> DutyPlan:
    given: dict[str, Any] = {"title": "月报", "region": HONGHE, "audience": ("role:official",), "basis": BASIS} | columns
    return DutyPlan(cycle=cycle, **given)


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


def test_quiet_hours_hold_a_reminder_until_the_morning(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(steps=("12h",), **single_due(datetime(2026, 3, 5, 17, 0, tzinfo=SHANGHAI))), by=SHELL)  # 05:00
    desk.clock.turn_to(2026, 3, 5, 7, 29)
    desk.work()
    assert not desk.texts()
    desk.clock.turn_to(2026, 3, 5, 7, 30)
    desk.work()
    assert len(desk.texts()) == 1
    assert not desk.texts()[0].startswith("【迟发】")


def test_before_a_deadline_in_the_night_it_is_said_the_evening_before(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    desk.office.duties.add(plan(steps=("1h",), **single_due(datetime(2026, 3, 5, 6, 0, tzinfo=SHANGHAI))), by=SHELL)
    desk.clock.turn_to(2026, 3, 4, 20, 30)
    desk.work()
    assert len(desk.texts()) == 1


def test_a_duty_that_ignores_quiet_hours_speaks_at_night(desk: Any) -> None:
    desk.official("李", "official", MENGZI)
    night = single_due(datetime(2026, 3, 5, 3, 0, tzinfo=SHANGHAI))
    desk.office.duties.add(plan(steps=("30s",), ignores_quiet_hours=True, **night), by=SHELL)
    desk.clock.turn_to(2026, 3, 5, 2, 59)
    desk.clock.pass_by(seconds=30)
    desk.work()
    assert desk.outbox()[0].ignore_quiet_hours


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
