"""The whole chain on a running Fuwen: groups, households, a new version from an official's phone, and what everybody reads then."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.publishing import counties
from tests.end_to_end.running import ROOT, RunningFuwen, models_for
from tests.telegram_server.server import TelegramServer, serving
from tests.telegram_server.world import TOKEN, World

pytestmark = pytest.mark.e2e
GROUP, OLD_GROUP, NEW_GROUP, ADMIN = -1_000_000_000_011, -12, -1_000_000_000_012, 31
LI, SUN, ZHAO, FAR, AUTHOR, SECOND = 21, 22, 23, 24, 101, 102
ANSWER_SECONDS = 90


class Village:
    """A running Fuwen, its Telegram, and the people of a county who write to it."""

    def __init__(self, fuwen: RunningFuwen, server: TelegramServer) -> None:
        self.fuwen, self.server, self.world = fuwen, server, server.world

    async def says(self, who: int, text: str | None, *, chat: int | None = None, **extra: object) -> str:
        """Say something and return the last words that came back there."""
        place = chat or who
        before = len(self.world.texts_to(place))
        self.world.says(who, text, chat_id=chat, **extra)
        return await self.hears(place, before)

    async def taps(self, who: int, title: str, answers: int = 1) -> str:
        """Tap the newest button of that title and return the last words that came back, of so many messages."""
        buttons = [button for message in self.world.delivered if message.chat_id == who for button in message.buttons]
        before = len(self.world.texts_to(who))
        self.world.taps(who, next(b["callback_data"] for b in reversed(buttons) if b["text"] == title))
        return await self.hears(who, before + answers - 1)

    async def hears(self, chat: int, before: int = 0) -> str:
        """Wait for a message more and return the newest."""
        await self.server.until(lambda: len(self.world.texts_to(chat)) > before, ANSWER_SECONDS)
        return self.world.texts_to(chat)[-1]

    async def hands_in(self, who: int, name: str, content: bytes) -> list[str]:
        """Hand a file in and return both messages that show what was read."""
        self.world.files[name] = content
        document = {"file_id": name, "file_unique_id": name, "file_name": name, "file_size": len(content)}
        before = len(self.world.texts_to(who))
        self.world.says(who, None, caption="/publish", document=document)
        await self.server.until(lambda: len(self.world.texts_to(who)) >= before + 2, ANSWER_SECONDS)
        return self.world.texts_to(who)[before:]

    async def joins_office(self, who: int, name: str) -> str:
        """Let somebody redeem an invitation made on the command line."""
        command = [str(Path(sys.executable).parent / "fuwen"), "user", "invite", "--role", "official", "--region", "沁源县", "--name", name]
        done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, env=self.fuwen.env, capture_output=True, text=True, check=True)
        code = re.search(r"^/start (\S+)$", done.stdout, re.MULTILINE)
        assert code, done.stdout
        return await self.says(who, f"/start {code[1]}")


@pytest_asyncio.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with serving(TelegramServer()) as server:
        fuwen = RunningFuwen(models_for(tmp_path), TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_BASE=server.url, FUWEN_QUIET_HOURS="none")
        try:
            await asyncio.to_thread(fuwen.wait_until_ready)
            yield Village(fuwen, server)
        finally:
            await asyncio.to_thread(fuwen.close)


async def _groups_join(village: Village, world: World) -> None:
    for group in (GROUP, OLD_GROUP):
        world.statuses[(group, ADMIN)] = "administrator"
        world.membership(group, ADMIN, "left", "member")
        assert "/region" in await village.hears(group)
        assert "沁源县" in await village.says(ADMIN, "/region 沁源县", chat=group)
    # One becomes a supergroup, and nobody tells us before we write there.
    world.moved[OLD_GROUP] = NEW_GROUP


async def _households_tell(village: Village) -> None:
    for who, words in ((LI, "我是沁源县的贫困户，养了2头牛"), (SUN, "我是沁源县的，养了1头牛"), (FAR, "我是红河州的贫困户，养了2头牛")):
        await village.says(who, words)
        assert "记住了" in await village.says(who, "记住我家情况")
    await village.says(ZHAO, "我是沁源县的贫困户，养了2头牛")
    for who in (LI, ZHAO):
        assert "已订阅新政策" in await village.says(who, "/subscribe 新政策")


async def test_a_new_version_reaches_the_groups_and_each_household_it_changes_something_for(village: Village) -> None:
    world = village.world
    await _groups_join(village, world)
    await _households_tell(village)
    assert "沁源县" in await village.joins_office(AUTHOR, "张干部")
    await village.joins_office(SECOND, "刘科长")
    assert "只有工作人员" in await village.says(LI, "/publish")

    # The same text as plain text and as Word: read alike; the first is let go, the second goes on.
    lines = counties.newer_qinyuan().decode().splitlines()
    plain, _ = await village.hands_in(AUTHOR, "新版.txt", counties.as_text(lines))
    assert "没有发布" in await village.taps(AUTHOR, "不发布")
    read, notice = await village.hands_in(AUTHOR, "新版.docx", counties.as_docx(lines))
    assert read.replace("第2号", "第1号") == plain
    assert "牛：由每头3000元提高到每头4000元（四（三）6）" in read
    assert "新版本" in read
    assert "牛：由每头3000元提高到每头4000元（四（三）6）" in notice
    assert "牛每头奖补4000元" in await village.taps(AUTHOR, "看条款和数字", answers=3)
    edited = "养牛的乡亲：每头牛奖补提高到4000元，每户最多6000元。"
    assert edited in await village.says(AUTHOR, f"/publish 2 通知 {edited}")
    assert "复核" in await village.taps(AUTHOR, "送审")
    request = await village.hears(SECOND, 1)
    assert "张干部" in request
    assert edited in request
    assert world.texts_to(GROUP)[-1] != edited

    assert "2 户增加" in await village.taps(SECOND, "同意发布")
    for chat in (GROUP, NEW_GROUP, ZHAO, LI):
        await village.server.until(lambda chat=chat: edited in world.texts_to(chat), ANSWER_SECONDS)
    (told,) = (text for text in world.texts_to(LI) if "更新了" in text)
    assert "养牛：原来3000元，现在6000元（四（三）6）" in told
    assert "每户奖补金额不超过6000元" in told
    assert any("如果您家是建档立卡贫困户" in text and "原来3000元，现在4000元" in text for text in world.texts_to(SUN))
    for chat in (GROUP, NEW_GROUP, ZHAO, FAR):
        assert not any("更新了" in text for text in world.texts_to(chat))
    for official in (AUTHOR, SECOND):
        assert not any("养牛：原来" in text for text in world.texts_to(official))

    assert "4000元" in await village.says(ZHAO, "养一头牛给多少钱")
    assert "4000元" in await village.says(ZHAO, "@fuwen_test_bot 养一头牛给多少钱", chat=GROUP)
    assert "已送达 4" in await village.says(AUTHOR, "/broadcast 1")
    assert "沁源县" in await village.says(AUTHOR, "/stats")
