"""On the phone and on the page: see what is to be done, settle it with one tap, look over those below."""

from __future__ import annotations

from typing import Any

import pytest

from bot.calls import read
from bot.people.audit import SHELL
from bot.reminders.model import DutyPlan

HONGHE, MENGZI = "532500", "532503"


@pytest.fixture
def official(desk: Any) -> str:
    person: str = desk.official("李", "official", HONGHE)
    desk.office.duties.add(DutyPlan("月报", HONGHE, "date:2026-03-06", ("role:official",)), by=SHELL)
    return person


async def tap(desk: Any, person: str, reply: Any, title: str) -> Any:
    """Tap the button that says something."""
    payload = next(button.payload for button in reply.buttons if title in button.title)
    (answer,) = await desk.say(person, payload)
    return answer


async def test_duties_lists_mine_with_their_state_and_a_button_each(desk: Any, official: str) -> None:
    (listed,) = await desk.say(official, "/duties")
    assert "1. 「月报」3月6日17:00前 未报送，还有4天" in listed.text
    done = await tap(desk, official, listed, "已报送")
    assert "已记下" in done.text
    (listed,) = await desk.say(official, "/duties")
    assert "已报送" in listed.text
    assert not [button for button in listed.buttons if "已报送" in button.title]


async def test_done_alone_means_the_only_open_duty(desk: Any, official: str) -> None:
    (done,) = await desk.say(official, "/done")
    assert "「月报」" in done.text
    (nothing,) = await desk.say(official, "/done")
    assert "没有要报送" in nothing.text


async def test_done_asks_which_when_several_are_open(desk: Any, official: str) -> None:
    desk.office.duties.add(DutyPlan("季报", HONGHE, "date:2026-03-10", ("role:official",)), by=SHELL)
    (asked,) = await desk.say(official, "/done")
    assert "哪一项" in asked.text
    assert len(asked.buttons) == 2


async def test_a_wrong_tap_can_be_taken_back_and_reminders_go_on(desk: Any, official: str) -> None:
    (done,) = await desk.say(official, "/done")
    await tap(desk, official, done, "点错了")
    desk.run_until(2026, 3, 5, 10)
    assert [text for text in desk.texts() if "「月报」" in text]


async def test_unable_asks_for_the_reason_and_the_superior_reads_it(desk: Any, official: str) -> None:
    (listed,) = await desk.say(official, "/duties")
    number = read(listed.buttons[0].payload)[1].id  # type: ignore[index]
    (asked,) = await desk.say(official, f'/duty_unable{{"id":{number}}}')
    told = await tap(desk, official, asked, "材料还没齐")
    assert "材料还没齐" in told.text
    (typed,) = await desk.say(official, f"/unable {number} 系统要升级到月底")
    assert "系统要升级到月底" in typed.text
    (listed,) = await desk.say(official, "/duties")
    assert "无法完成：系统要升级到月底" in listed.text


async def test_later_names_the_moment_of_the_next_reminder(desk: Any, official: str) -> None:
    (listed,) = await desk.say(official, "/duties")
    number = read(listed.buttons[0].payload)[1].id  # type: ignore[index]
    (reply,) = await desk.say(official, f'/duty_later{{"id":{number},"until":"tomorrow"}}')
    assert "3月3日09:00" in reply.text


async def test_nobody_can_settle_another_persons_part(desk: Any, official: str) -> None:
    other = desk.official("王", "village_officer", "440200")
    (mine,) = await desk.say(official, "/duties")
    (refused,) = await desk.say(other, mine.buttons[0].payload)
    assert "没有找到" in refused.text
    (still,) = await desk.say(official, "/duties")
    assert "未报送" in still.text


@pytest.mark.parametrize("word", ["/duty_overview", '/duty_nudge{"id":1}', "/duty_ready", '/duty_accept{"key":"x"}', "/duties ready"])
async def test_what_is_for_officials_is_refused_to_others(desk: Any, word: str) -> None:
    (reply,) = await desk.say(desk.person("农户"), word)
    assert "邀请码" in reply.text


async def test_a_superior_looks_over_and_nudges_with_one_tap(desk: Any) -> None:
    below = desk.official("村干部", "village_officer", MENGZI)
    boss = desk.official("县干部", "county_officer", MENGZI)
    desk.office.duties.add(DutyPlan("月报", MENGZI, "date:2026-03-06", ("role:village_officer",)), by=SHELL)
    (seen,) = await desk.say(boss, "/duty_overview")
    assert "未报送1人：村干部" in seen.text
    nudged = await tap(desk, boss, seen, "催一催")
    assert "已催办1人" in nudged.text
    desk.work()
    assert [row.person_id for row in desk.outbox()] == [below]


async def test_a_superior_reads_why_somebody_cannot(desk: Any) -> None:
    below = desk.official("村干部", "village_officer", MENGZI)
    boss = desk.official("县干部", "county_officer", MENGZI)
    desk.office.duties.add(DutyPlan("月报", MENGZI, "date:2026-03-06", ("role:village_officer",)), by=SHELL)
    (listed,) = await desk.say(below, "/duties")
    number = read(listed.buttons[0].payload)[1].id  # type: ignore[index]
    await desk.say(below, f"/unable {number} 材料还没齐")
    (seen,) = await desk.say(boss, "/duty_overview")
    assert "无法完成1人：村干部（材料还没齐）" in seen.text


async def test_ready_duties_name_their_clause_and_one_tap_accepts(desk: Any) -> None:
    person = desk.official("李", "official", HONGHE)
    (offered,) = await desk.say(person, "/duties ready")
    assert "每年3月底前" in offered.text
    assert "附件2 五（二）" in offered.text
    accepted = await tap(desk, person, offered, "每年3月底前")
    assert "第一次3月31日17:00" in accepted.text
    (again,) = await desk.say(person, "/duties ready")
    assert not [button for button in again.buttons if "每年3月底前" in button.title]


@pytest.mark.parametrize("text", ["你好", "/unknown", "/show_clause{broken", "", "/ duty_done{}", "多少钱/duty_done"])
async def test_what_is_not_ours_is_left_to_the_conversation(desk: Any, text: str) -> None:
    assert await desk.office.answer(desk.person("甲"), text) is None


@pytest.mark.parametrize(
    "text", ["/duty_done{broken", "/duty_done[1]", '/duty_done{"id":"x"}', "/duty_later{}", "/unable", '/duty_accept{"key":7}']
)
async def test_a_broken_button_gets_a_kind_word(desk: Any, text: str) -> None:
    person = desk.official("甲", "official", "140431")
    replies = await desk.office.answer(person, text)
    assert replies is None or all(reply.text for reply in replies)
