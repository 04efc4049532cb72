"""The webhook: only Telegram is heard, and 200 is said only when the update is safe."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from bot.channels.telegram import TelegramChannel
from bot.storage.database import Database
from bot.storage.updates import Updates
from tests.telegram_server.fakes import FakeConversation, TurnedClock
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import World

LI = 7001
PATH = "/telegram/hook"
PROOF = {"X-Telegram-Bot-Api-Secret-Token": "open-sesame"}


@pytest_asyncio.fixture
async def hooked(make_channel, server: TelegramServer, world: World) -> AsyncIterator[TelegramChannel]:
    channel = make_channel(TELEGRAM_WEBHOOK_URL=f"https://fuwen.example{PATH}", TELEGRAM_WEBHOOK_SECRET="open-sesame")
    await channel.start()
    await server.until(lambda: len(world.commands) == 2)
    yield channel
    await channel.stop()


@pytest_asyncio.fixture
async def web(hooked: TelegramChannel) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=list(hooked.routes())))
    async with httpx.AsyncClient(transport=transport, base_url="http://fuwen") as client:
        yield client


async def test_telegram_is_told_the_address_and_the_secret(hooked: TelegramChannel, world: World) -> None:
    assert (world.webhook["url"], world.webhook["secret_token"]) == (f"https://fuwen.example{PATH}", "open-sesame")
    assert world.called("getUpdates") == []


async def test_an_update_over_the_webhook_is_answered(
    hooked: TelegramChannel, web: httpx.AsyncClient, server: TelegramServer, world: World
) -> None:
    answer = await web.post(PATH, headers=PROOF, json={"update_id": 5, "message": world.message(LI, "养牛")})
    assert answer.status_code == 200
    await server.until(lambda: world.texts_to(LI) == ["答：养牛"])


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}, {"X-Telegram-Bot-Api-Secret-Token": "门"}])
async def test_whoever_lacks_the_secret_is_refused_and_leaves_no_trace(
    web: httpx.AsyncClient, world: World, database: Database, headers: dict[str, str]
) -> None:
    encoded = {key: value.encode() for key, value in headers.items()}
    answer = await web.post(PATH, headers=encoded, json={"update_id": 5, "message": world.message(LI, "养牛")})
    assert answer.status_code == 403
    assert Updates(database, TurnedClock()).unfinished() == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"update_id": "x"}'])
async def test_nonsense_is_refused(web: httpx.AsyncClient, body: bytes) -> None:
    assert (await web.post(PATH, headers=PROOF, content=body)).status_code == 400


async def test_200_means_the_update_survives_whatever_happens_next(
    hooked: TelegramChannel, web: httpx.AsyncClient, world: World, database: Database, conversation: FakeConversation
) -> None:
    conversation.gate = asyncio.Event()
    await web.post(PATH, headers=PROOF, json={"update_id": 6, "message": world.message(LI, "养牛")})
    assert [number for number, _ in Updates(database, TurnedClock()).unfinished()] == [6]
    conversation.gate.set()
