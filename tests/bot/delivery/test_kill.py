"""A sender killed at any moment: nothing lost, nothing knowingly doubled, at most the message in flight in doubt."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.outbox import Draft, Outbox, Priority, State
from tests.telegram_server.fakes import TurnedClock, until
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import World

ROOT = Path(__file__).parents[3]
PEOPLE = 150
KILLS = 3


async def _start(database: Database, server: TelegramServer) -> asyncio.subprocess.Process:
    url = database.engine.url.render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bot.delivery.sender_process", url, server.url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"sending\n"
    return process


async def _kill(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.communicate()


@pytest.mark.parametrize("senders", [1, 2])
async def test_kills_at_random_moments_lose_nothing_and_double_nothing(
    database: Database, clock: TurnedClock, server: TelegramServer, world: World, senders: int
) -> None:
    outbox, chance = Outbox(database, clock), random.Random(senders)
    outbox.enqueue(*(Draft(1000 + n, "通知", Priority.BULK, "broadcast", campaign="c", ignore_quiet_hours=True) for n in range(PEOPLE)))
    running = [await _start(database, server) for _ in range(senders)]
    for kill in range(KILLS):
        goal = (kill + 1) * PEOPLE // (KILLS + 2) + chance.randrange(10)
        await until(lambda goal=goal: len(world.delivered) >= goal, 60)
        await _kill(running.pop(0))
        running.append(await _start(database, server))
    await until(lambda: outbox.counts("c")[State.QUEUED] + outbox.counts("c")[State.SENDING] == 0, 60)
    for process in running:
        await _kill(process)
    counts, copies = outbox.counts("c"), Counter(message.chat_id for message in world.delivered)
    assert counts[State.SENT] + counts[State.UNCERTAIN] == PEOPLE
    # One a kill where answers are quick; a busy machine may have had a second under way.
    assert counts[State.UNCERTAIN] <= 2 * KILLS
    assert {row.reason for row in outbox.results("c", State.UNCERTAIN)} <= {"sender_stopped"}
    assert max(copies.values()) == 1
    doubtful = {row.chat_id for row in outbox.results("c", State.UNCERTAIN)}
    assert set(copies) | doubtful == {1000 + n for n in range(PEOPLE)}
    assert len(world.refusals) <= 1
