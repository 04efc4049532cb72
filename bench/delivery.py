"""The proof of delivery: a broadcast against our own Bot API server with Telegram's limits and faults, with kills if asked."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.outbox import Draft, Outbox, Priority, State
from bot.storage.upgrade import upgrade
from tests.telegram_server.server import TelegramServer, serving

ROOT = Path(__file__).parents[1]
BULK_PER_SECOND = 25
SHARES = {"blocked": 0.03, "server_error": 0.02, "delivered_but_timed_out": 0.01}
MOVED_SHARE = 0.01


async def measure(recipients: int, kills: int, senders: int, url: str) -> dict[str, Any]:
    """Send one broadcast to the end and return what became of it."""
    database = Database(url)
    upgrade(database)
    outbox, chance = Outbox(database, SystemClock()), random.Random(11)
    async with serving(TelegramServer()) as server:
        people = _prepare(server, recipients, chance, Chats(database, SystemClock()))
        drafts = [Draft(chat, "通知", Priority.BULK, "broadcast", campaign="bench", ignore_quiet_hours=True) for chat in people]
        outbox.enqueue(*drafts)
        running = [await _start(url, server) for _ in range(senders)]
        began = time.monotonic()
        moments = sorted(chance.sample(range(recipients // 20, recipients * 9 // 10), kills))
        while (open_rows := _open(outbox)) > 0:
            if moments and recipients - open_rows >= moments[0]:
                moments.pop(0)
                await _kill(running.pop(0))
                running.append(await _start(url, server))
            _ask(server, outbox, chance)
            await asyncio.sleep(0.2)
        seconds = time.monotonic() - began
        for process in running:
            await _kill(process)
        result = _summary(server, outbox, recipients, seconds, kills)
    database.close()
    return result


def _prepare(server: TelegramServer, recipients: int, chance: random.Random, chats: Chats) -> list[int]:
    people = list(range(10_000, 10_000 + recipients))
    shuffled = chance.sample(people, recipients)
    for fault, share in SHARES.items():
        for _ in range(round(recipients * share)):
            chat = shuffled.pop()
            if fault == "blocked":
                server.world.lasting_faults[chat] = fault
            else:
                server.world.faults[chat].append(fault)
    for _ in range(round(recipients * MOVED_SHARE)):
        chat = shuffled.pop()
        people[people.index(chat)] = -chat
        chats.meet(-chat, "group", "群")
        server.world.moved[-chat] = -1_000_000_000_000 - chat
    return people


def _ask(server: TelegramServer, outbox: Outbox, chance: random.Random) -> None:
    """Now and then queue a reply, as a person's question would, carrying the moment at which it was queued."""
    if chance.random() < 0.2:
        outbox.enqueue(Draft(5_000_000 + len(server.world.calls), str(time.monotonic()), Priority.REPLY, "answer", campaign="replies"))


def _summary(server: TelegramServer, outbox: Outbox, recipients: int, seconds: float, kills: int) -> dict[str, Any]:
    counts = outbox.counts("bench")
    calls = [(params, at) for name, params, at in server.world.calls if name == "sendMessage"]
    bulk_calls = [at for params, at in calls if params["text"] == "通知"]
    sends = len(calls)
    bulk = [message for message in server.world.delivered if message.text == "通知"]
    waits = sorted(message.at - float(message.text) for message in server.world.delivered if message.text != "通知")
    reasons = Counter(row.reason for row in outbox.results("bench", State.UNCERTAIN, State.FAILED))
    return {
        "recipients": recipients,
        "kills": kills,
        "seconds": round(seconds, 1),
        "share_of_permitted_rate": round((len(bulk_calls) - 1) / (bulk_calls[-1] - bulk_calls[0]) / BULK_PER_SECOND, 3),
        "delivered_per_second": round((len(bulk) - 1) / (bulk[-1].at - bulk[0].at), 2),
        "counts": {state.value: number for state, number in counts.items()},
        "reasons": dict(reasons),
        "share_answered_429": round(len(server.world.refusals) / sends, 5),
        "sent_twice": sum(1 for copies in Counter(message.chat_id for message in bulk).values() if copies > 1),
        "in_doubt_by_kills": reasons["sender_stopped"],
        "reply_seconds_median": round(waits[len(waits) // 2], 3) if waits else None,
        "reply_seconds_worst": round(waits[-1], 3) if waits else None,
    }


def _open(outbox: Outbox) -> int:
    counts = outbox.counts("bench")
    return counts[State.QUEUED] + counts[State.SENDING]


async def _start(url: str, server: TelegramServer) -> asyncio.subprocess.Process:
    program = (sys.executable, "-m", "tests.bot.delivery.sender_process", url, server.url)
    process = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
    if process.stdout is None or await process.stdout.readline() != b"sending\n":
        raise RuntimeError("The sender did not start; run it alone to see why.")
    return process


async def _kill(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.communicate()


def main() -> None:
    """Run the proof and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--senders", type=int, default=1)
    parser.add_argument("--database-url", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.database_url or f"sqlite:///{folder}/bench.db"
        print(json.dumps(asyncio.run(measure(asked.recipients, asked.kills, asked.senders, url)), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
