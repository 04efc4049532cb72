"""The whole road: a group joins, people subscribe, an official writes, another approves, everybody reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.broadcasts.opening import Broadcasts, open_broadcasts
from bot.channels.telegram import TelegramChannel
from bot.people.roles import Official, Role
from bot.settings import Settings
from bot.storage.broadcasts import Stage
from bot.storage.database import Database
from bot.storage.people import People
from bot.storage.profiles import Profiles
from bot.texts import load_texts
from policy_kb.regions import Divisions
from tests.bot.broadcasts.conftest import QINYUAN, Office
from tests.telegram_server.fakes import FakeConversation, TurnedClock, until
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import TOKEN

GROUP, VILLAGER, LI, AUTHOR, SECOND = -1_000_000_000_001, 21, 11, 101, 102
NOTICE = "明天起领取种植补贴，\n请带身份证。"


@pytest.fixture
def office(database: Database) -> Office:
    people, now = People(database), TurnedClock().now()
    names = ((AUTHOR, "张干部"), (SECOND, "刘干部"))
    return Office([Official(people.arrive("telegram", str(chat), now).id, Role.COUNTY_OFFICER, QINYUAN, name) for chat, name in names])


@pytest_asyncio.fixture
async def broadcasts(server: TelegramServer, database: Database, places: Divisions, office: Office) -> AsyncIterator[Broadcasts]:
    clock = TurnedClock()
    broadcasts = open_broadcasts(database, clock, office, places, ZoneInfo("Asia/Shanghai"))
    settings = Settings.from_env({"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": server.url})
    channel = TelegramChannel(
        settings, database, FakeConversation(), places, load_texts(), clock, handlers=dict(broadcasts.commands.handlers())
    )
    await channel.start()
    await broadcasts.watch.start()
    yield broadcasts
    await broadcasts.watch.stop()
    await channel.stop()


async def test_a_notice_reaches_the_group_and_the_subscriber_once_a_second_official_agreed(
    broadcasts: Broadcasts, server: TelegramServer, database: Database
) -> None:
    world = server.world
    world.statuses[(GROUP, VILLAGER)] = "administrator"
    world.membership(GROUP, VILLAGER, "left", "member")
    world.says(VILLAGER, "/region 沁源县", chat_id=GROUP)
    world.says(LI, "/subscribe")
    await until(lambda: len(world.texts_to(GROUP)) == 2 and len(world.texts_to(LI)) == 1)
    clock = TurnedClock()
    Profiles(database).set_region(People(database).arrive("telegram", str(LI), clock.now()).id, QINYUAN, clock.now())
    world.says(AUTHOR, f"/broadcast\n{NOTICE}")
    await until(lambda: len(world.texts_to(AUTHOR)) == 1)
    assert "共 2 处" in world.texts_to(AUTHOR)[0]
    world.taps(AUTHOR, "/broadcast submit 1")
    await until(lambda: len(world.texts_to(SECOND)) == 1)
    request = next(message for message in world.delivered if message.chat_id == SECOND)
    world.taps(SECOND, next(button["callback_data"] for button in request.buttons if button["text"] == "批准"))
    await until(lambda: world.texts_to(GROUP)[-1] == NOTICE and world.texts_to(LI)[-1] == NOTICE)
    await until(lambda: broadcasts.reader.status(1).state is Stage.DONE)
    await until(lambda: "已获批准" in world.texts_to(AUTHOR)[-1])
