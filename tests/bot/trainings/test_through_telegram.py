"""On Telegram: an official makes a training by typing and tapping, a household enrols, hears of the change and signs in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from bot.channels.telegram import TelegramChannel
from bot.conversation import Conversation
from bot.metrics import Metrics
from bot.settings import Settings
from bot.storage.profiles import Profiles
from bot.storage.waiting import WaitingQuestions
from bot.texts import load_texts
from tests.bot.channels.test_duties_in_chromium import Echo
from tests.telegram_server.server import TelegramServer, serving
from tests.telegram_server.world import TOKEN, Delivered

OFFICIAL, HOUSEHOLD = 101, 201
SHAOGUAN, LECHANG = "440200", "440281"


class Phone:
    """Types, taps and reads like the owner of a phone."""

    def __init__(self, server: TelegramServer, owner: int) -> None:
        self.server, self.owner = server, owner

    async def types(self, text: str, until: str) -> Delivered:
        """Send a message and return the answer that holds some words."""
        begin = len(self.server.world.delivered)
        self.server.world.says(self.owner, text)
        return await self.reads(until, begin)

    async def taps(self, message: Delivered, title: str, until: str) -> Delivered:
        """Tap a button by a part of its title."""
        begin = len(self.server.world.delivered)
        data = next(button["callback_data"] for button in message.buttons if title in button["text"])
        self.server.world.taps(self.owner, data)
        return await self.reads(until, begin)

    async def reads(self, words: str, begin: int = 0) -> Delivered:
        """Wait for a message that holds some words."""

        def found() -> list[Delivered]:
            return [m for m in self.server.world.delivered[begin:] if m.chat_id == self.owner and words in m.text]

        await self.server.until(lambda: bool(found()))
        return found()[-1]


@pytest_asyncio.fixture
async def server(desk: Any) -> AsyncIterator[TelegramServer]:
    async with serving(TelegramServer()) as server:
        conversation = Conversation(Echo(), desk.people, WaitingQuestions(desk.database), load_texts(), desk.clock, Metrics(), desk.office)
        settings = Settings.from_env({"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": server.url})
        places = desk.office.wording._places
        channel = TelegramChannel(
            settings, desk.database, conversation, places, load_texts(), desk.clock, handlers=desk.office.command_handlers()
        )
        await channel.start()
        yield server
        await channel.stop()


async def test_a_training_from_the_first_word_to_the_signature(server: TelegramServer, desk: Any) -> None:
    official, home = Phone(server, OFFICIAL), Phone(server, HOUSEHOLD)
    code = desk.office.staff.invite("official", SHAOGUAN, by="shell", name="李").code
    await official.types(f"/start {code}", "您已成为韶关市")
    await home.types("你好", "您问的是：你好")
    Profiles(desk.database).set_region(desk.people.find("telegram", str(HOUSEHOLD)).id, LECHANG, desk.clock.now())
    asked = await official.types("/training_new\n名称：养牛技术\n地点：县农广校\n时间：3月16日上午9点", "一共几天")
    asked = await official.taps(asked, "5天", "面向哪些人")
    checked = await official.taps(asked, "所有人", "请核对")
    made = await official.taps(checked, "发布", "已发布")
    desk.work()
    announced = await home.reads("韶关市有新的培训")
    await home.taps(announced, "报名", "报名成功")
    roster = await official.taps(made, "名单", "报名1人")
    checked = await official.taps(roster, "改时间地点", "请核对")
    checked = await official.types("地点：镇政府二楼", "地点：镇政府二楼")
    await official.taps(checked, "保存", "已改好")
    desk.work()
    await home.reads("地点：镇政府二楼")
    desk.clock.turn_to(2026, 3, 16, 9)
    found = re.search(r"签到码：(\d{6})", made.text)
    assert found
    signed = await home.types(found[1], "签到成功")
    assert "今年已参加1次共5天，还差1次" in signed.text
