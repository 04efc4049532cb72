"""Trainings: those they concern hear of them, seats are fair, changes reach everybody, attendance is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.trainings.model import TrainingPlan
from bot.trainings.progress import load_rules

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHAOGUAN, LECHANG, HONGHE = "440200", "440281", "532500"
BEGIN = datetime(2026, 3, 16, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def announce(desk: Any) -> Callable[..., Any]:
    def add(**columns: Any) -> Any:
        given: dict[str, Any] = {"title": "养牛技术", "place": "镇政府二楼", "region": SHAOGUAN, "starts_at": BEGIN, "days": 5} | columns
        return desk.office.trainings.add(TrainingPlan(**given), by="shell")

    return add


def household(desk: Any, name: str, region: str = LECHANG, **facts: Any) -> str:
    return desk.person(name, region=region, **facts)


def told(desk: Any, person: str) -> list[str]:
    return [row.text for row in desk.outbox() if row.person_id == person]


def test_a_training_is_announced_to_those_of_the_place_and_to_nobody_else(desk: Any, announce: Any) -> None:
    here, elsewhere = household(desk, "甲"), household(desk, "乙", HONGHE)
    assert announce(trainer="王老师", bring="笔记本", seats=30).people == 1
    desk.work()
    (text,) = told(desk, here)
    for part in ("养牛技术", "3月16日09:00", "共5天", "镇政府二楼", "王老师", "笔记本", "30人"):
        assert part in text
    assert not told(desk, elsewhere)


def test_a_training_for_cattle_keepers_is_not_announced_to_others(desk: Any, announce: Any) -> None:
    from decimal import Decimal

    keeper, other = household(desk, "牛", cattle=Decimal(2)), household(desk, "菜")
    announce(trade="cattle")
    desk.work()
    assert told(desk, keeper)
    assert not told(desk, other)


def test_a_training_for_registered_households_is_not_announced_to_others(desk: Any, announce: Any) -> None:
    poor, other = household(desk, "户", registered_poor=True), household(desk, "别", registered_poor=False)
    announce(audience="registered_poor")
    desk.work()
    assert told(desk, poor)
    assert not told(desk, other)


def test_the_enrolled_are_reminded_three_days_one_day_and_two_hours_before(desk: Any, announce: Any) -> None:
    person = household(desk, "甲")
    session = announce()
    desk.office.trainings.enrol(session.id, person)
    desk.run_until(2026, 3, 16, 9)
    at = [
        (row.step, row.settled_at.astimezone(SHANGHAI).strftime("%m-%d %H"))
        for row in desk.reminders("queued")
        if row.kind == "training_reminder"
    ]
    # Two hours before nine lies in the quiet hours, which end at half past seven.
    assert at == [("3d@09:00", "03-13 09"), ("1d@09:00", "03-15 09"), ("2h", "03-16 08")]


def test_when_seats_are_taken_people_wait_in_order_and_move_up(desk: Any, announce: Any) -> None:
    first, second, third = (household(desk, name) for name in "甲乙丙")
    session = announce(seats=1)
    places = [desk.office.trainings.enrol(session.id, person)[2] for person in (first, second, third)]
    assert places == [0, 1, 2]
    desk.office.trainings.leave(session.id, first)
    desk.work()
    assert any("候补转为正式" in text for text in told(desk, second))
    assert not any("候补转为正式" in text for text in told(desk, third))


def test_who_left_is_not_reminded_and_who_comes_back_is_again(desk: Any, announce: Any) -> None:
    person = household(desk, "甲")
    session = announce()
    desk.office.trainings.enrol(session.id, person)
    desk.office.trainings.leave(session.id, person)
    desk.run_until(2026, 3, 13, 10)
    assert not [text for text in told(desk, person) if "提醒" in text]
    desk.office.trainings.enrol(session.id, person)
    desk.run_until(2026, 3, 15, 10)
    assert [text for text in told(desk, person) if "提醒" in text]


def test_a_moved_training_is_told_to_all_and_reminded_at_the_new_time_only(desk: Any, announce: Any) -> None:
    enrolled, waiting = household(desk, "甲"), household(desk, "乙")
    session = announce(seats=1)
    for person in (enrolled, waiting):
        desk.office.trainings.enrol(session.id, person)
    desk.office.trainings.change(session.id, by="shell", starts_at=BEGIN + timedelta(days=7))
    desk.work()
    for person in (enrolled, waiting):
        assert "3月23日" in told(desk, person)[-1]
    desk.run_until(2026, 3, 16, 9)
    assert not [text for text in told(desk, enrolled) if text.startswith("提醒")]
    desk.run_until(2026, 3, 22, 10)
    assert len([text for text in told(desk, enrolled) if text.startswith("提醒")]) == 2


def test_a_cancelled_training_is_told_to_the_enrolled_and_says_nothing_more(desk: Any, announce: Any) -> None:
    person = household(desk, "甲")
    session = announce()
    desk.office.trainings.enrol(session.id, person)
    assert desk.office.trainings.cancel(session.id, by="shell")
    desk.run_until(2026, 3, 17)
    assert "取消" in told(desk, person)[-1]
    assert desk.office.trainings.enrol(session.id, person) is None


def test_the_code_read_out_on_the_spot_records_attendance_once(desk: Any, announce: Any) -> None:
    person = household(desk, "甲")
    session = announce()
    desk.office.trainings.enrol(session.id, person)
    assert desk.office.trainings.sign_in(person, session.code).outcome == "code_no_session"
    desk.clock.turn_to(2026, 3, 16, 9)
    assert desk.office.trainings.sign_in(person, session.code).outcome == "code_right"
    assert desk.office.trainings.sign_in(person, session.code).outcome == "code_twice"


async def test_six_digits_alone_sign_in_on_the_day_and_are_plain_words_on_any_other(desk: Any, announce: Any) -> None:
    person = household(desk, "甲")
    session = announce()
    desk.office.trainings.enrol(session.id, person)
    assert await desk.office.answer(person, session.code) is None
    desk.clock.turn_to(2026, 3, 16, 9)
    (reply,) = await desk.say(person, session.code)
    assert "签到成功" in reply.text
    assert await desk.office.answer(household(desk, "乙"), session.code) is None


def test_guessing_the_code_is_stopped_after_five_tries(desk: Any, announce: Any) -> None:
    person = household(desk, "甲")
    session = announce()
    desk.office.trainings.enrol(session.id, person)
    desk.clock.turn_to(2026, 3, 16, 9)
    wrong = "000000" if session.code != "000000" else "111111"
    outcomes = [desk.office.trainings.sign_in(person, wrong).outcome for _ in range(6)]
    assert outcomes == ["code_wrong"] * 5 + ["code_locked"]
    assert desk.office.trainings.sign_in(person, session.code).outcome == "code_locked"
    assert desk.office.trainings.record_attendance(session.id, person, 5, by="shell")


async def test_progress_is_told_as_the_document_counts_it(desk: Any, announce: Any) -> None:
    person = household(desk, "甲")
    session, short = announce(), announce(title="讲座", days=1, starts_at=BEGIN + timedelta(days=14))
    for one in (session, short):
        desk.office.trainings.enrol(one.id, person)
    desk.clock.turn_to(2026, 3, 16, 9)
    (reply,) = await desk.say(person, f"/training {session.code}")
    assert "今年已参加1次共5天，还差1次" in reply.text
    desk.clock.turn_to(2026, 3, 30, 9)
    await desk.say(person, f"/training {short.code}")
    (archive,) = await desk.say(person, "/training_archive")
    assert "今年已参加1次共5天，还差1次" in archive.text
    assert "另有1次不足5天" in archive.text
    assert "每人每年至少培训两次" in archive.text
    assert "三（二）" in archive.text


async def test_what_a_person_can_do_about_a_training_is_in_the_buttons(desk: Any, announce: Any) -> None:
    person = household(desk, "甲")
    announce(seats=2)
    (listed,) = await desk.say(person, "/training")
    (done,) = await desk.say(person, listed.buttons[0].payload)
    assert "报名成功" in done.text
    (left,) = await desk.say(person, done.buttons[0].payload)
    assert "已退出" in left.text


async def test_who_enrols_is_told_when_the_reminders_come_and_of_none_that_is_past(desk: Any, announce: Any) -> None:
    person = household(desk, "甲")
    session = announce()
    desk.clock.turn_to(2026, 3, 14, 12)
    (done,) = await desk.say(person, f'/training_enrol{{"id":{session.id}}}')
    assert "3月15日09:00、3月16日07:30会提醒您" in done.text
    assert "3月13日" not in done.text


async def test_a_training_of_another_place_cannot_be_joined_by_its_number(desk: Any, announce: Any) -> None:
    stranger = household(desk, "外", HONGHE)
    session = announce()
    (reply,) = await desk.say(stranger, f'/training_enrol{{"id":{session.id}}}')
    assert "不面向您" in reply.text


async def test_who_waits_reads_their_place_in_the_list(desk: Any, announce: Any) -> None:
    first, second = household(desk, "甲"), household(desk, "乙")
    session = announce(seats=1)
    for person in (first, second):
        desk.office.trainings.enrol(session.id, person)
    assert "候补第1位" in (await desk.say(second, "/training"))[0].text


def test_each_rule_of_progress_stands_in_the_clause_it_names(knowledge: Any) -> None:
    for rule in load_rules():
        assert rule.quote in knowledge.clause_text(rule.document, rule.clause)
