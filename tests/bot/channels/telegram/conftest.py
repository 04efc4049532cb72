"""A running Telegram channel between a fake conversation and our own Bot API server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from bot.channels.telegram import TelegramChannel
from bot.settings import Settings
from bot.storage.database import Database
from bot.texts import load_texts
from policy_kb.regions import Division, Divisions
from tests.telegram_server.fakes import FakeConversation, TurnedClock
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import TOKEN

PLACES = Divisions(
    [
        Division("140000", "山西省", None),
        Division("140400", "长治市", "140000"),
        Division("140431", "沁源县", "140400"),
        Division("110000", "北京市", None),
        Division("110105", "朝阳区", "110000"),
        Division("210000", "辽宁省", None),
        Division("211300", "朝阳市", "210000"),
    ]
)
Open = Callable[..., TelegramChannel]


@pytest.fixture
def conversation() -> FakeConversation:
    return FakeConversation()


@pytest.fixture
def make_channel(server: TelegramServer, database: Database, conversation: FakeConversation) -> Open:
    def make(**env: str) -> TelegramChannel:
        base = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": server.url}
        return TelegramChannel(Settings.from_env(base | env), database, conversation, PLACES, load_texts(), TurnedClock())

    return make


@pytest_asyncio.fixture
async def channel(make_channel: Open) -> AsyncIterator[TelegramChannel]:
    channel = make_channel()
    await channel.start()
    yield channel
    await channel.stop()
