"""A bot's Telegram side in a process of its own, to be killed: database address and Bot API address as arguments."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import policy_kb
from bot.channels.telegram import TelegramChannel
from bot.clock import SystemClock
from bot.settings import Settings
from bot.storage.database import Database
from bot.texts import load_texts
from policy_kb.regions import load_divisions
from tests.telegram_server.fakes import FakeConversation
from tests.telegram_server.world import TOKEN


async def send(database_url: str, api_base: str) -> None:
    """Take updates and send until killed."""
    settings = Settings.from_env({"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": api_base})
    places = load_divisions(Path(policy_kb.__file__).parent / "data" / "divisions.csv")
    channel = TelegramChannel(settings, Database(database_url), FakeConversation(), places, load_texts(), SystemClock())
    await channel.start()
    sys.stdout.write("sending\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(send(*sys.argv[1:]))
