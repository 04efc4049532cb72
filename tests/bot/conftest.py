"""A Bot API server of our own, for whoever needs Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.telegram_server.server import TelegramServer, serving
from tests.telegram_server.world import World


@pytest_asyncio.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with serving(TelegramServer()) as server:
        yield server


@pytest.fixture
def world(server: TelegramServer) -> World:
    return server.world
