"""An official makes, changes and cancels a training by chat alone; nobody else can."""

from __future__ import annotations

from typing import Any

import pytest

SHAOGUAN, LECHANG, HONGHE = "440200", "440281", "532500"
ALL_AT_ONCE = "/training_new\n名称：养牛技术\n地点：县农广校\n时间：3月16日上午9点\n天数：5\n对象：所有人"


@pytest.fixture
def official(desk: Any) -> str:
    person: str = desk.official("李", "official", SHAOGUAN)
    return person


async def tap(desk: Any, person: str, reply: Any, title: str) -> Any:
    """Tap the button that says something."""
    payload = next(button.payload for button in reply.buttons if title in button.title)
    (answer,) = await desk.say(person, payload)
    return answer


def told(desk: Any, person: str) -> list[str]:
    return [row.text for row in desk.outbox() if row.person_id == person]


async def published(desk: Any, person: str) -> Any:
    """Make a training in one message, and return its number and code."""
    (checked,) = await desk.say(person, ALL_AT_ONCE)
    made = await tap(desk, person, checked, "发布")
    return desk.office.trainings.all()[-1][0], made.text.partition("签到码：")[2][:6]


async def test_a_training_is_made_step_by_step_in_plain_words_and_announced(desk: Any, official: str) -> None:
    here = desk.person("甲", region=LECHANG)
    (asked,) = await desk.say(official, "/training_new")
    assert "叫什么名字" in asked.text
    (asked,) = await desk.say(official, "养牛技术")
    assert "哪里" in asked.text
    (asked,) = await desk.say(official, "县农广校二楼")
    assert "什么时候" in asked.text
    (asked,) = await desk.say(official, "三月十六号上午九点")
    asked = await tap(desk, official, asked, "5天")
    checked = await tap(desk, official, asked, "所有人")
    for line in ("名称：养牛技术", "地点：县农广校二楼", "时间：3月16日09:00", "天数：5天", "对象：所有人", "地区：韶关市", "名额：不限"):
        assert line in checked.text
    asked = await tap(desk, official, checked, "填名额")
    (checked,) = await desk.say(official, "30人")
    assert "名额：30" in checked.text
    made = await tap(desk, official, checked, "发布")
    assert "通知2人" in made.text
    desk.work()
    (text,) = told(desk, here)
    assert "养牛技术" in text


async def test_one_message_with_labelled_lines_is_enough(desk: Any, official: str) -> None:
    (checked,) = await desk.say(official, ALL_AT_ONCE + "\n行业：养牛\n请带：笔记本")
    assert "行业：牛" in checked.text
    assert "请带：笔记本" in checked.text
    assert "已发布" in (await tap(desk, official, checked, "发布")).text


async def test_what_cannot_be_read_is_asked_again_with_an_example_and_nothing_is_lost(desk: Any, official: str) -> None:
    await desk.say(official, "/training_new 名称：养牛技术")
    await desk.say(official, "镇政府")
    (again,) = await desk.say(official, "过几天吧")
    assert "没看懂时间" in again.text
    (past,) = await desk.say(official, "2026年3月1日9点")
    assert "已经过去" in past.text
    (asked,) = await desk.say(official, "3月16日9点")
    assert "一共几天" in asked.text


@pytest.mark.parametrize("word", ["取消", "/cancel", "算了"])
async def test_giving_up_keeps_nothing(desk: Any, official: str, word: str) -> None:
    await desk.say(official, "/training_new")
    (dropped,) = await desk.say(official, word)
    assert "不办了" in dropped.text
    assert await desk.office.answer(official, "养牛补多少") is None
    assert not desk.office.trainings.all()


async def test_a_question_asked_while_nothing_is_asked_for_is_still_a_question(desk: Any, official: str) -> None:
    await desk.say(official, ALL_AT_ONCE)
    assert await desk.office.answer(official, "养牛补多少") is None
    assert await desk.office.answer(desk.person("农户", region=LECHANG), "养牛补多少") is None


async def test_a_second_tap_on_publish_makes_no_second_training(desk: Any, official: str) -> None:
    (checked,) = await desk.say(official, ALL_AT_ONCE)
    await tap(desk, official, checked, "发布")
    assert "没有正在填" in (await tap(desk, official, checked, "发布")).text
    assert len(desk.office.trainings.all()) == 1


async def test_a_form_left_alone_for_hours_swallows_no_words(desk: Any, official: str) -> None:
    await desk.say(official, "/training_new")
    desk.clock.pass_by(hours=3)
    assert await desk.office.answer(official, "养牛补多少") is None


async def test_a_training_is_changed_from_the_list_and_the_enrolled_are_told(desk: Any, official: str) -> None:
    here = desk.person("甲", region=LECHANG)
    session, _code = await published(desk, official)
    desk.office.trainings.enrol(session.id, here)
    (listed,) = await desk.say(official, "/training_manage")
    assert "报名1人" in listed.text
    roster = await tap(desk, official, listed, "名单")
    assert here[:6] in roster.text
    checked = await tap(desk, official, roster, "改时间")
    await tap(desk, official, checked, "改时间")
    (checked,) = await desk.say(official, "3月20日下午2点")
    assert "改培训" in checked.text
    assert "已改好" in (await tap(desk, official, checked, "保存")).text
    desk.work()
    assert "3月20日14:00" in told(desk, here)[-1]


async def test_a_training_is_cancelled_after_a_second_word_and_the_enrolled_are_told(desk: Any, official: str) -> None:
    here = desk.person("甲", region=LECHANG)
    session, _code = await published(desk, official)
    desk.office.trainings.enrol(session.id, here)
    (sure,) = await desk.say(official, f"/training_cancel {session.id}")
    assert not desk.office.trainings.find(session.id).cancelled_at
    assert "通知1人" in (await tap(desk, official, sure, "确定取消")).text
    desk.work()
    assert "取消了" in told(desk, here)[-1]


async def test_a_lost_code_is_replaced_and_who_cannot_use_it_is_written_down_by_hand(desk: Any, official: str) -> None:
    first, second = desk.person("甲", region=LECHANG), desk.person("乙", region=LECHANG)
    session, old = await published(desk, official)
    for person in (first, second):
        desk.office.trainings.enrol(session.id, person)
    (renewed,) = await desk.say(official, f'/training_code{{"id":{session.id}}}')
    new = renewed.text.partition("签到码：")[2][:6]
    desk.clock.turn_to(2026, 3, 16, 9)
    if old != new:
        assert "不对" in (await desk.say(first, f"/training {old}"))[0].text
    assert "签到成功" in (await desk.say(first, f"/training {new}"))[0].text
    (written,) = await desk.say(official, f"/training_attended {session.id} {second[:6]} 5")
    assert "到场5天" in written.text
    assert "还差1次" in (await desk.say(second, "/training_archive"))[0].text
    (roster,) = await desk.say(official, f"/training_roster {session.id}")
    assert "签到2人" in roster.text


async def test_a_long_roster_says_how_many_more_there_are_and_leads_to_everybody(desk: Any, official: str) -> None:
    everybody = [*(desk.person("甲", region=LECHANG) for _ in range(69)), desk.official("赵六", "official", LECHANG)]
    session, _code = await published(desk, official)
    for person in everybody:
        desk.office.trainings.enrol(session.id, person)
    (first,) = await desk.say(official, f"/training_roster {session.id}")
    assert "另有10人" in first.text
    second = await tap(desk, official, first, "下一页")
    assert all(f"登记号{person[:6]}" in first.text + second.text for person in everybody)
    assert "另有" not in second.text
    assert (await desk.say(official, f"/training_roster {session.id} 2"))[0].text == second.text
    (found,) = await desk.say(official, f"/training_roster {session.id} 赵六")
    assert found.text.count("· ") == 1
    (by_number,) = await desk.say(official, f"/training_roster {session.id} {everybody[3][:6]}")
    assert by_number.text.count("· ") == 1
    assert "没有姓名或登记号是“王五”的人" in (await desk.say(official, f"/training_roster {session.id} 王五"))[0].text


async def test_nobody_is_written_down_for_no_day_at_all(desk: Any, official: str) -> None:
    here = desk.person("甲", region=LECHANG)
    session, _code = await published(desk, official)
    desk.office.trainings.enrol(session.id, here)
    (refused,) = await desk.say(official, f"/training_attended {session.id} {here[:6]} 0")
    assert "至少是1天" in refused.text
    (roster,) = await desk.say(official, f"/training_roster {session.id}")
    assert "签到0人" in roster.text


async def test_nobody_runs_the_trainings_of_another_place_or_without_an_office(desk: Any, official: str) -> None:
    session, _code = await published(desk, official)
    stranger, household = desk.official("王", "official", HONGHE), desk.person("甲", region=LECHANG)
    for word in ("roster", "change", "cancel", "code"):
        refused = await desk.say(stranger, f'/training_{word}{{"id":{session.id},"sure":1}}')
        assert "不在您的辖区" in refused[0].text
        assert "干部" in (await desk.say(household, f'/training_{word}{{"id":{session.id},"sure":1}}'))[0].text
    assert "干部" in (await desk.say(household, "/training_new"))[0].text
    assert not desk.office.trainings.find(session.id).cancelled_at
    refused = await desk.say(official, "/training_new 地区：红河州")
    assert "请写您辖区里的地名" in refused[0].text


async def test_who_made_a_training_is_in_the_audit_log(desk: Any, official: str) -> None:
    from bot.storage.audit import AuditEntry

    await published(desk, official)
    with desk.database.session() as session:
        entry = session.query(AuditEntry).filter_by(action="training.added").one()
        assert entry.actor == official


async def test_who_left_the_place_while_the_form_was_open_makes_and_changes_nothing_there(desk: Any, official: str) -> None:
    training, _code = await published(desk, official)
    (checked,) = await desk.say(official, f'/training_change{{"id":"{training.id}"}}')
    await tap(desk, official, checked, "改地点")
    (changing,) = await desk.say(official, "县政府")
    staff = desk.office.staff
    staff.revoke(official, by="shell")
    assert staff.redeem(staff.invite("official", HONGHE, by="shell").code, official).official
    assert "不在您的辖区" in (await tap(desk, official, changing, "保存")).text
    assert desk.office.trainings.find(training.id).place == "县农广校"


async def test_who_left_the_place_publishes_no_new_training_there(desk: Any, official: str) -> None:
    (checked,) = await desk.say(official, ALL_AT_ONCE)
    staff = desk.office.staff
    staff.revoke(official, by="shell")
    assert staff.redeem(staff.invite("official", HONGHE, by="shell").code, official).official
    assert "不在您的辖区" in (await tap(desk, official, checked, "发布")).text
    assert not desk.office.trainings.all()
