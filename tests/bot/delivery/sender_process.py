"""A sender in a process of its own, to be killed: database address and Bot API address as arguments."""

from __future__ import annotations

import asyncio
import sys
from zoneinfo import ZoneInfo

from bot.channels.telegram.api import TelegramTransport, build_bot
from bot.clock import SystemClock
from bot.delivery.quiet_hours import QuietHours
from bot.delivery.service import DeliveryService
from bot.settings import Settings
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.updates import Payloads
from tests.telegram_server.world import TOKEN


async def send(database_url: str, api_base: str) -> None:
    """Send until killed."""
    database, clock = Database(database_url), SystemClock()
    bot = build_bot(Settings.from_env({"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": api_base}))
    await bot._request[1].initialize()
    transport = TelegramTransport(bot, Payloads(database, clock))
    service = DeliveryService(database, clock, Chats(database, clock), transport, QuietHours(ZoneInfo("Asia/Shanghai")))
    await service.start()
    sys.stdout.write("sending\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(send(*sys.argv[1:]))
