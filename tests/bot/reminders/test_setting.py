"""An official sets, changes and stops a duty by chat alone; nobody else can."""

from __future__ import annotations

from typing import Any

import pytest

from bot.reminders.proposals import cycle_said, load_ready

HONGHE, MENGZI, SHAOGUAN = "532500", "532503", "440200"
ALL_AT_ONCE = "/duty_new\n名称：月报\n周期：每月5日\n谁来报：村级干部"


@pytest.fixture
def official(desk: Any) -> str:
    person: str = desk.official("李", "official", HONGHE)
    return person


async def tap(desk: Any, person: str, reply: Any, title: str) -> Any:
    """Tap the button that says something."""
    payload = next(button.payload for button in reply.buttons if title in button.title)
    (answer,) = await desk.say(person, payload)
    return answer


@pytest.mark.parametrize(
    ("said", "cycle"),
    [
        ("每月5日", "monthly:5"),
        ("月底", "monthly:last"),
        ("每月最后一天", "monthly:last"),
        ("每季度", "quarterly:last"),
        ("每季度末", "quarterly:last"),
        ("每半年", "halfyear:last"),
        ("年底", "yearly:12-last"),
        ("每年3月底前", "yearly:03-last"),
        ("每年11月5日", "yearly:11-5"),
        ("每周五", "rrule:FREQ=WEEKLY;BYDAY=FR"),
        ("每年3月最后一天", "yearly:03-last"),
        ("每周一和周四", "rrule:FREQ=WEEKLY;BYDAY=MO,TH"),
        ("每周一、四", "rrule:FREQ=WEEKLY;BYDAY=MO,TH"),
        ("每周一到周四", None),
        ("每月5号到10号", None),
        ("有空的时候", None),
    ],
)
def test_a_cycle_is_read_as_people_say_it(said: str, cycle: str | None) -> None:
    assert cycle_said(said, load_ready()) == cycle


async def test_a_duty_is_set_step_by_step_and_reminds(desk: Any, official: str) -> None:
    below = desk.official("村干部", "village_officer", MENGZI)
    await desk.say(official, "/duty_new")
    (asked,) = await desk.say(official, "产业扶贫月报")
    assert "多久一次" in asked.text
    (asked,) = await desk.say(official, "每月五号")
    checked = await tap(desk, official, asked, "村级干部")
    for line in ("周期：每月5日", "几点前：17:00", "提醒：提前5天", "遇休息日：提前到工作日", "地区：红河"):
        assert line in checked.text
    made = await tap(desk, official, checked, "保存")
    assert "第一次3月5日17:00" in made.text
    desk.run_until(2026, 3, 4, 10)
    assert [row.person_id for row in desk.outbox()] == [below]


async def test_a_duty_of_one_date_takes_its_hour_from_the_same_words(desk: Any, official: str) -> None:
    await desk.say(official, "/duty_new 名称：清单")
    (asked,) = await desk.say(official, "3月20日下午3点")
    checked = await tap(desk, official, asked, "县级干部")
    assert "几点前：15:00" in checked.text
    assert "第一次3月20日15:00" in (await tap(desk, official, checked, "保存")).text


async def test_a_weekly_duty_is_said_back_as_people_say_it(desk: Any, official: str) -> None:
    (checked,) = await desk.say(official, ALL_AT_ONCE.replace("每月5日", "每周五"))
    assert "周期：每周五" in checked.text


async def test_a_duty_may_stand_on_a_clause_which_its_reminder_quotes(desk: Any, official: str, knowledge: Any) -> None:
    desk.official("村干部", "village_officer", MENGZI)
    (checked,) = await desk.say(official, ALL_AT_ONCE + "\n依据：附件2 五（二）")
    assert "附件2 五（二）" in checked.text
    await tap(desk, official, checked, "保存")
    desk.run_until(2026, 3, 4, 10)
    (text,) = desk.texts()
    assert "附件2 五（二）" in text
    assert text.partition("“")[2][:10] in knowledge.clause_text("honghe-2019", "附件2 五（二）")


async def test_a_clause_that_no_document_of_the_place_has_is_not_taken(desk: Any, official: str) -> None:
    refused = await desk.say(official, ALL_AT_ONCE + "\n依据：九十九（八）")
    assert "没有“九十九（八）”这一条" in refused[0].text


async def test_a_duty_is_changed_and_stopped_from_the_list(desk: Any, official: str) -> None:
    (checked,) = await desk.say(official, ALL_AT_ONCE)
    await tap(desk, official, checked, "保存")
    (listed,) = await desk.say(official, "/duty_manage")
    assert "「月报」" in listed.text
    checked = await tap(desk, official, listed, "1. 改")
    await tap(desk, official, checked, "改周期")
    (checked,) = await desk.say(official, "每月10日")
    assert "下次3月10日" in (await tap(desk, official, checked, "保存")).text
    sure = await tap(desk, official, listed, "1. 停")
    assert "已停掉" in (await tap(desk, official, sure, "确定")).text
    assert "还没有设" in (await desk.say(official, "/duty_manage"))[0].text


async def test_nobody_sets_duties_elsewhere_or_without_an_office(desk: Any, official: str) -> None:
    (checked,) = await desk.say(official, ALL_AT_ONCE)
    await tap(desk, official, checked, "保存")
    number = desk.office.duties.all()[0].id
    stranger, household = desk.official("王", "official", SHAOGUAN), desk.person("农户")
    for word in ("change", "stop"):
        (refused,) = await desk.say(stranger, f'/duty_{word}{{"id":"{number}","sure":1}}')
        assert "还没有设" in refused.text
        (refused,) = await desk.say(household, f'/duty_{word}{{"id":"{number}","sure":1}}')
        assert "邀请码" in refused.text
    assert desk.office.duties.all()


async def test_a_duty_saved_as_it_was_leaves_its_reminders_alone(desk: Any, official: str) -> None:
    desk.official("村干部", "village_officer", MENGZI)
    (checked,) = await desk.say(official, ALL_AT_ONCE)
    await tap(desk, official, checked, "保存")
    desk.work()
    before = [(row.id, row.state) for row in desk.reminders()]
    (listed,) = await desk.say(official, "/duty_manage")
    checked = await tap(desk, official, listed, "1. 改")
    assert "没有改动" in (await tap(desk, official, checked, "保存")).text
    desk.work()
    assert before
    assert [(row.id, row.state) for row in desk.reminders()] == before


async def test_a_duty_whose_dates_are_past_says_so_where_its_next_day_would_stand(desk: Any, official: str) -> None:
    (checked,) = await desk.say(official, ALL_AT_ONCE.replace("每月5日", "3月5日"))
    await tap(desk, official, checked, "保存")
    desk.clock.turn_to(2026, 3, 9, 10)
    (listed,) = await desk.say(official, "/duty_manage")
    assert "下次没有，日期都已过去" in listed.text


async def test_who_left_the_place_while_the_form_was_open_sets_and_changes_nothing_there(desk: Any, official: str) -> None:
    (checked,) = await desk.say(official, ALL_AT_ONCE)
    await tap(desk, official, checked, "保存")
    (listed,) = await desk.say(official, "/duty_manage")
    checked = await tap(desk, official, listed, "1. 改")
    await tap(desk, official, checked, "改周期")
    (checked,) = await desk.say(official, "每月10日")
    moves(desk, official)
    assert "不在您的辖区" in (await tap(desk, official, checked, "保存")).text
    assert [duty.cycle for duty in desk.office.duties.all()] == ["monthly:5"]


async def test_who_left_the_place_while_the_form_was_open_makes_nothing_there(desk: Any, official: str) -> None:
    (checked,) = await desk.say(official, ALL_AT_ONCE)
    moves(desk, official)
    assert "不在您的辖区" in (await tap(desk, official, checked, "保存")).text
    assert not desk.office.duties.all()


def moves(desk: Any, person: str) -> None:
    """Let an official take an office elsewhere."""
    desk.office.staff.revoke(person, by="shell")
    assert desk.office.staff.redeem(desk.office.staff.invite("official", SHAOGUAN, by="shell").code, person).official
