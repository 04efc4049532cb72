"""Whoever sets a duty hears at once how many people it reaches, and how to enrol some when it reaches nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.clock import SHANGHAI
from bot.people.audit import SHELL
from bot.reminders.duties import single_due
from bot.reminders.model import DutyPlan, DutyRefused

HONGHE, MENGZI = "532500", "532503"
ALL_AT_ONCE = "/duty_new\n名称：月报\n周期：每月5日\n谁来报：村级干部"


@pytest.fixture
def official(desk: Any) -> str:
    person: str = desk.official("李", "official", HONGHE)
    return person


async def tap(desk: Any, person: str, reply: Any, title: str) -> Any:
    """Tap the button that says something."""
    payload = next(button.payload for button in reply.buttons if title in button.title)
    return (await desk.say(person, payload))[0]


async def saved(desk: Any, person: str, words: str = ALL_AT_ONCE) -> str:
    (checked,) = await desk.say(person, words)
    text: str = (await tap(desk, person, checked, "保存")).text
    return text


async def test_a_new_duty_says_how_many_it_reaches(desk: Any, official: str) -> None:
    desk.official("甲", "village_officer", MENGZI)
    desk.official("乙", "village_officer", HONGHE)
    assert "村级干部会收到提醒，现在是2人" in await saved(desk, official)


async def test_a_duty_that_reaches_nobody_says_so_and_how_to_enrol_and_who_joins_later_is_reminded(desk: Any, official: str) -> None:
    text = await saved(desk, official)
    assert "还没有一位村级干部登记" in text
    assert "fuwen user invite --role village_officer --region 红河" in text
    later = desk.official("甲", "village_officer", MENGZI)
    desk.run_until(2026, 3, 5, 10)
    assert {row.person_id for row in desk.outbox()} == {later}


async def test_a_change_that_leaves_nobody_says_so(desk: Any, official: str) -> None:
    desk.official("甲", "village_officer", MENGZI)
    await saved(desk, official)
    (listed,) = await desk.say(official, "/duty_manage")
    checked = await tap(desk, official, listed, "1. 改")
    asked = await tap(desk, official, checked, "改谁来报")
    checked = await tap(desk, official, asked, "县级干部")
    assert "现在是1人" in (await tap(desk, official, checked, "保存")).text
    desk.office.staff.revoke(official, by=SHELL)
    assert not desk.office.duties.reach(desk.office.duties.all()[0].id)


async def test_an_accepted_duty_says_how_many_it_reaches(desk: Any, official: str) -> None:
    (offered,) = await desk.say(official, "/duties ready")
    assert "现在是1人" in (await tap(desk, official, offered, "采用")).text


def test_somebody_nobody_knows_is_not_counted(desk: Any) -> None:
    duty = desk.office.duties.add(DutyPlan("月报", HONGHE, "monthly:5", ("person:nobody",)), by=SHELL)
    assert desk.office.duties.reach(duty) == 0
    assert "fuwen user list" in desk.office.wording.reach(("person:nobody",), HONGHE, 0)


def test_a_deadline_that_has_passed_is_refused_and_nothing_is_kept(desk: Any) -> None:
    past = single_due(datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI))  # an hour ago
    for due in (past, {"cycle": "date:2020-03-05"}, {"cycle": "rrule:FREQ=WEEKLY;UNTIL=20200101T000000"}):
        with pytest.raises(DutyRefused, match="过去"):
            desk.office.duties.add(DutyPlan("清单", HONGHE, audience=("role:official",), **due), by=SHELL)
    assert not desk.office.duties.all()


def test_a_deadline_years_ahead_is_kept_and_its_day_is_named(desk: Any) -> None:
    duty = desk.office.duties.add(DutyPlan("清单", HONGHE, "date:2031-03-05", ("role:official",)), by=SHELL)
    assert desk.office.duties.next_due_at(duty) == datetime(2031, 3, 5, 17, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize("title", ["", "  "])
def test_a_duty_without_a_name_is_refused(desk: Any, title: str) -> None:
    with pytest.raises(DutyRefused, match="名称"):
        desk.office.duties.add(DutyPlan(title, HONGHE, "monthly:5", ("role:official",)), by=SHELL)


async def test_a_day_that_has_passed_is_asked_again(desk: Any, official: str) -> None:
    await desk.say(official, "/duty_new 名称：清单")
    (again,) = await desk.say(official, "2020年3月5日")
    assert "已经过去了" in again.text
    (asked,) = await desk.say(official, "3月5日")
    assert "谁来报" in asked.text


async def test_an_hour_of_today_that_has_passed_is_said_and_the_form_stays(desk: Any, official: str) -> None:
    (checked,) = await desk.say(official, ALL_AT_ONCE.replace("每月5日", "3月2日上午9点"))
    save = next(button.payload for button in checked.buttons if button.title == "保存")
    refused, checked = await desk.say(official, save)
    assert "已经过去了" in refused.text
    await tap(desk, official, checked, "改周期")
    (checked,) = await desk.say(official, "3月3日上午9点")
    assert "第一次3月3日09:00" in (await tap(desk, official, checked, "保存")).text


async def test_a_duty_of_the_past_may_still_be_renamed(desk: Any, official: str) -> None:
    await saved(desk, official, ALL_AT_ONCE.replace("每月5日", "3月5日"))
    desk.clock.turn_to(2026, 3, 9, 10)
    (duty,) = desk.office.duties.all()
    assert desk.office.duties.change(duty.id, by=official, title="旧清单")
    with pytest.raises(DutyRefused, match="过去"):
        desk.office.duties.change(duty.id, by=official, cycle="date:2026-03-06")
    assert desk.office.duties.all()[0].cycle == "date:2026-03-05"
