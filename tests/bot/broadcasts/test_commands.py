"""/broadcast as officials use it in a chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.broadcasts.model import Plan
from bot.broadcasts.opening import open_broadcasts
from bot.calls import HandedIn
from bot.clock import local
from bot.messages import Reply
from bot.storage.chats import Reach
from bot.storage.outbox import OutboxRow, State
from tests.bot.broadcasts.conftest import CHANGZHI, NOTICE, QINYUAN, County

ZHANG, LIU, LI, GROUP = 101, 102, 11, -1001


@dataclass(frozen=True)
class Call:
    """What a channel hands over."""

    words: str
    person_id: str
    chat_id: int = ZHANG
    is_group: bool = False
    file: HandedIn | None = None


@pytest.fixture
def author(county: County) -> str:
    county.group(GROUP, QINYUAN)
    county.subscriber(LI, QINYUAN)
    return county.official(ZHANG, "张干部")


async def _says(county: County, person: str, words: str, **more: object) -> Reply:
    (reply,) = await county.broadcasts.commands.handlers()["broadcast"](Call(words, person, **more))  # type: ignore[arg-type]
    return reply


def _payload(reply: Reply, title: str) -> str:
    return next(button.payload for button in reply.buttons if button.title == title).removeprefix("/broadcast ")


async def test_from_words_to_everybodys_phone_with_a_second_officials_consent(county: County, author: str) -> None:
    second = county.official(LIU, "刘干部", CHANGZHI)
    shown = await _says(county, author, NOTICE)
    assert NOTICE in shown.text
    assert "沁源县" in shown.text
    submitted = await _says(county, author, _payload(shown, "提交批准"))
    assert "刘干部" in submitted.text
    (request,) = _queued(county, LIU)
    assert "张干部" in request.text
    approve = next(button["payload"] for button in request.buttons if button["title"] == "批准")
    assert "开始发了" in (await _says(county, second, approve.removeprefix("/broadcast "))).text
    assert set(county.ends(1)) == {GROUP, LI}
    assert [row.text for row in _queued(county, ZHANG)] == ["您提交的第 1 号群发已获批准"]


async def test_ones_own_broadcast_cannot_be_approved(county: County, author: str) -> None:
    await _says(county, author, NOTICE)
    assert "不能自己批自己的" in (await _says(county, author, "approve 1")).text
    assert "系统管理员" in (await _says(county, author, "submit 1")).text


async def test_where_one_person_is_enough_submitting_starts_it(county: County, author: str) -> None:
    alone = open_broadcasts(
        county.database, county.clock, county.office, county.broadcasts.service._rights.places,
        ZoneInfo("Asia/Shanghai"), needs_second=False,
    )  # fmt: skip
    for words in (NOTICE, "submit 1"):
        (reply,) = alone.commands.answer(Call(words, author))
    assert "开始发了" in reply.text
    assert set(county.ends(1)) == {GROUP, LI}


async def test_a_place_may_be_named_first_if_it_is_ones_own_to_reach(county: County) -> None:
    author = county.official(ZHANG, "张干部", CHANGZHI)
    await _says(county, author, f"沁源县 {NOTICE}")
    await _says(county, author, "蒙自市 的事情")
    rows = county.broadcasts.reader.latest()
    assert [(row.region, row.text) for row in rows] == [(CHANGZHI, "蒙自市 的事情"), (QINYUAN, NOTICE)]


async def test_whom_it_is_for_can_be_changed_before_it_goes(county: County, author: str) -> None:
    shown = await _says(county, author, NOTICE)
    shown = await _says(county, author, _payload(shown, "只发群"))
    assert "共 1 处" in shown.text
    shown = await _says(county, author, _payload(shown, "只发订阅者"))
    assert "群 0 个，订阅者 1 人" in shown.text
    shown = await _says(county, author, _payload(shown, "都发"))
    assert "共 2 处" in shown.text


async def test_a_try_comes_to_whoever_asked_for_it(county: County, author: str) -> None:
    shown = await _says(county, author, NOTICE)
    await _says(county, author, _payload(shown, "先发给我看看"))
    assert [row.text for row in _queued(county, ZHANG)] == [NOTICE]


async def test_a_file_handed_in_goes_along(county: County, author: str) -> None:
    await _says(county, author, NOTICE, file=HandedIn("doc-7", "通知.pdf", 10))
    county.broadcasts.service.approve(1, by="shell")
    rows = county.outbox.results("broadcast:1")
    assert {tuple(sorted((row.attachment or {}).items())) for row in rows} == {
        (("file_id", "doc-7"), ("kind", "document"), ("name", "通知.pdf"))
    }


async def test_progress_pause_resume_cancel_and_report_are_buttons(county: County, author: str) -> None:
    await _says(county, author, NOTICE)
    county.broadcasts.service.approve(1, by="shell")
    status = await _says(county, author, "status 1")
    assert "等待 2" in status.text
    paused = await _says(county, author, _payload(status, "暂停"))
    resumed = await _says(county, author, _payload(paused, "继续"))
    county.send((State.FAILED, "left"))
    cancelled = await _says(county, author, _payload(resumed, "取消"))
    report = await _says(county, author, _payload(cancelled, "看谁没收到"))
    assert "机器人已不在这个群里：1 处（村民群）" in report.text


async def test_households_and_groups_hear_that_it_is_not_for_them(county: County, author: str) -> None:
    household = county.subscriber(LI, QINYUAN)
    assert (await _says(county, household, NOTICE)).text == "只有工作人员可以群发通知"
    assert "私聊" in (await _says(county, author, NOTICE, is_group=True)).text
    assert county.broadcasts.reader.latest() == []


async def test_without_words_it_says_how_and_lists_ones_own(county: County, author: str) -> None:
    await _says(county, author, NOTICE)
    listed = await _says(county, author, "")
    assert "1. 草稿" in listed.text
    assert "/broadcast 要通知的话" in listed.text


async def test_a_number_of_another_place_is_refused(county: County, author: str) -> None:
    county.broadcasts.service.create(Plan(CHANGZHI, NOTICE), by="shell")
    assert "不在您负责的地方" in (await _says(county, author, "status 1")).text


def _queued(county: County, chat_id: int) -> list:
    with county.database.session() as session:
        return list(session.scalars(select(OutboxRow).where(OutboxRow.chat_id == chat_id).order_by(OutboxRow.id)))


async def test_its_number_alone_says_how_far_it_is(county: County, author: str) -> None:
    await _says(county, author, NOTICE)
    assert "草稿" in (await _says(county, author, "1")).text
    assert "第 2 号" in (await _says(county, author, "3 袋化肥到村委会领")).text


async def test_a_moment_after_its_number_is_when_it_starts(county: County, author: str) -> None:
    shown = await _says(county, author, NOTICE)
    assert "定在12月5日09:00开始" in (await _says(county, author, "1 12月5日上午9点")).text
    assert "已经过去" in (await _says(county, author, "1 今天上午8点")).text
    county.broadcasts.service.approve(1, by="shell")
    county.broadcasts.watch.tick()
    assert county.ends(1) == {}
    county.clock.turn(days=10)
    county.broadcasts.watch.tick()
    assert set(county.ends(1)) == {GROUP, LI}
    assert shown.text.startswith("第 1 号")


async def test_an_evening_hour_of_tomorrow_is_not_taken_for_today(county: County, author: str) -> None:
    await _says(county, author, NOTICE)
    tomorrow = local(county.clock.now()).date() + timedelta(days=1)
    assert f"定在{tomorrow.month}月{tomorrow.day}日20:00开始" in (await _says(county, author, "1 明晚8点")).text


async def test_a_message_that_begins_with_a_number_and_names_an_hour_moves_no_other_draft(county: County, author: str) -> None:
    await _says(county, author, NOTICE)
    assert "第 2 号" in (await _says(county, author, "1 号晚上8点放电影")).text
    assert "定在" not in (await _says(county, author, "1")).text


async def test_the_same_words_again_are_sent_only_on_a_second_word(county: County, author: str) -> None:
    county.running(author)
    county.send((State.SENT, None), (State.SENT, None))
    refused = await _says(county, author, NOTICE)
    assert "24 小时内已经发给" in refused.text
    again = await _says(county, author, _payload(refused, "仍要再发"))
    assert "共 2 处" in again.text
    county.broadcasts.service.approve(2, by="shell")
    assert {state for state, _ in county.ends(2).values()} == {State.QUEUED}


async def test_a_picture_goes_along_as_a_picture(county: County, author: str) -> None:
    await _says(county, author, NOTICE, file=HandedIn("picture-1", "图片.jpg", 9, "photo"))
    county.broadcasts.service.approve(1, by="shell")
    assert [row.attachment["kind"] for row in county.outbox.results("broadcast:1")] == ["photo", "photo"]


@pytest.mark.parametrize(("to", "how"), [("groups", "/region 沁源县"), ("subscribers", "/subscribe"), ("all", "/subscribe")])
async def test_a_broadcast_that_reaches_nobody_says_so_and_how_people_are_enrolled(county: County, to: str, how: str) -> None:
    lonely = county.official(ZHANG, "张干部")
    await _says(county, lonely, NOTICE)
    shown = await _says(county, lonely, f"{to} 1") if to != "all" else await _says(county, lonely, "1")
    preview = county.broadcasts.wording.preview(county.broadcasts.reader.get(1), county.broadcasts.reader.preview(1))
    assert "谁也收不到" in preview
    assert how in preview
    assert "谁也收不到" in shown.text or to == "all"


async def test_who_approves_a_broadcast_for_nobody_is_told_so(county: County) -> None:
    county.group(GROUP, QINYUAN, reach=Reach.LEFT)
    lonely, second = county.official(ZHANG, "张干部"), county.official(LIU, "刘干部", CHANGZHI)
    assert "谁也收不到" in (await _says(county, lonely, NOTICE)).text
    assert "谁也收不到" in (await _says(county, second, "approve 1")).text
