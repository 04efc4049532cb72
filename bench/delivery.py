"""The proof of delivery: a broadcast against our own Bot API server with Telegram's limits and faults, with kills if asked."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.delivery.pacing import Limits
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.outbox import Draft, Outbox, Priority, State
from bot.storage.upgrade import upgrade
from tests import postgres
from tests.telegram_server.server import TelegramServer, serving

ROOT = Path(__file__).parents[1]
SHARES = {"blocked": 0.03, "server_error": 0.02, "delivered_but_timed_out": 0.01}
MOVED_SHARE = 0.01
NOTICE = "通知"
# People who ask something while the broadcast runs; their words are the moment at which they asked.
FIRST_ASKER = 5_000_000
SECONDS_BETWEEN_QUESTIONS = 1.0


@dataclass
class Proof:
    """One broadcast to be sent to the end: its server, its queue, and what was put in its way."""

    server: TelegramServer
    outbox: Outbox
    url: str
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    hanging: set[int] = field(default_factory=set)
    killed: list[float] = field(default_factory=list)
    running: list[asyncio.subprocess.Process] = field(default_factory=list)
    asked: int = 0
    asked_at: float = 0.0

    def prepare(self, recipients: int, chats: Chats) -> list[int]:
        """Make recipients, some of them with a fault."""
        people = list(range(10_000, 10_000 + recipients))
        shuffled = self.chance.sample(people, recipients)
        world = self.server.world
        for fault, share in SHARES.items():
            for _ in range(round(recipients * share)):
                chat = shuffled.pop()
                if fault == "blocked":
                    world.lasting_faults[chat] = fault
                else:
                    world.faults[chat].append(fault)
                if fault == "delivered_but_timed_out":
                    self.hanging.add(chat)
        for _ in range(round(recipients * MOVED_SHARE)):
            chat = shuffled.pop()
            people[people.index(chat)] = -chat
            chats.meet(-chat, "group", "群")
            world.moved[-chat] = -1_000_000_000_000 - chat
        return people

    def open(self) -> int:
        """Count what has not come to an end."""
        counts = self.outbox.counts("bench")
        return counts[State.QUEUED] + counts[State.SENDING]

    def ask(self) -> None:
        """Let somebody ask something, once a second or so."""
        now = time.monotonic()
        if now >= self.asked_at + SECONDS_BETWEEN_QUESTIONS:
            self.asked_at, self.asked = now, self.asked + 1
            self.server.world.says(FIRST_ASKER + self.asked, str(now))

    async def start(self) -> None:
        """Start one more bot process."""
        program = (sys.executable, "-m", "tests.bot.delivery.sender_process", self.url, self.server.url)
        process = await asyncio.create_subprocess_exec(
            *program, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        if process.stdout is None or await process.stdout.readline() != b"sending\n":
            raise RuntimeError("The sender did not start; run it alone to see why.")
        self.running.append(process)

    async def kill(self) -> None:
        """Kill the oldest bot process without warning."""
        process = self.running.pop(0)
        self.killed.append(time.monotonic())
        process.kill()
        await process.communicate()

    def summary(self, recipients: int, seconds: float, kills: int) -> dict[str, Any]:
        """Compare what stands in the outbox with what the server knows."""
        world, rows = self.server.world, self.outbox.results("bench")
        arrived = Counter(message.chat_id for message in world.delivered if message.text == NOTICE)
        calls = [at for name, params, at in world.calls if name == "sendMessage" and params["text"] == NOTICE]
        sends = len(world.called("sendMessage"))
        waits = sorted(m.at - float(m.text.removeprefix("答：")) for m in world.delivered if m.text != NOTICE)
        counts = self.outbox.counts("bench")
        in_doubt = {row.chat_id for row in rows if row.state == State.UNCERTAIN}
        return {
            "recipients": recipients,
            "kills": kills,
            "seconds": round(seconds, 1),
            "calls_per_second": round((len(calls) - 1) / (calls[-1] - calls[0]), 2),
            "share_of_permitted_rate": round((len(calls) - 1) / (calls[-1] - calls[0]) / Limits().bulk_per_second, 3),
            "counts": {state.value: number for state, number in counts.items()},
            "reasons": dict(Counter(row.reason for row in rows if row.reason)),
            "untruthful": sum(1 for row in rows if not _is_true(row.state, arrived[row.chat_id])),
            "lost": recipients - len(rows) + counts[State.QUEUED] + counts[State.SENDING],
            "sent_twice": sum(1 for copies in arrived.values() if copies > 1),
            "in_doubt_by_kills": len(in_doubt - self.hanging),
            "answered_429": len(world.refusals),
            "share_answered_429": round(len(world.refusals) / sends, 5),
            "questions": self.asked,
            "answered": len(waits),
            "answer_seconds_median": round(waits[len(waits) // 2], 3) if waits else None,
            "answer_seconds_95": round(waits[len(waits) * 95 // 100], 3) if waits else None,
            "answer_seconds_worst": round(waits[-1], 3) if waits else None,
        }


def run(recipients: int = 5000, kills: int = 0, senders: int = 1, url: str = "", answer_seconds: float = 0.0) -> dict[str, Any]:
    """Send one broadcast to the end and return what became of it; `url` may be a database, or `postgresql` for one made for it."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        if url == "postgresql":
            url = stack.enter_context(postgres.running())
        server = TelegramServer()
        server.answer_seconds = answer_seconds
        return asyncio.run(_measure(server, recipients, kills, senders, url or f"sqlite:///{folder}/bench.db"))


async def _measure(listening: TelegramServer, recipients: int, kills: int, senders: int, url: str) -> dict[str, Any]:
    database = Database(url)
    upgrade(database)
    async with serving(listening) as server:
        proof = Proof(server, Outbox(database, SystemClock()), url)
        people = proof.prepare(recipients, Chats(database, SystemClock()))
        drafts = [Draft(chat, NOTICE, Priority.BULK, "broadcast", campaign="bench", ignore_quiet_hours=True) for chat in people]
        proof.outbox.enqueue(*drafts)
        for _ in range(senders):
            await proof.start()
        await server.until(lambda: len(server.world.delivered) > 0, 60)
        began = time.monotonic()
        moments = sorted(proof.chance.sample(range(recipients // 20, recipients * 9 // 10), kills))
        while (waiting := proof.open()) > 0:
            if moments and recipients - waiting >= moments[0]:
                moments.pop(0)
                # Any moment of a message's way, not only the one at which we happened to look.
                await asyncio.sleep(proof.chance.random() * 0.1)
                await proof.kill()
                await proof.start()
            if not kills:
                proof.ask()
            await asyncio.sleep(0.2)
        seconds = time.monotonic() - began
        await asyncio.sleep(1)
        while proof.running:
            await proof.kill()
        result = proof.summary(recipients, seconds, kills)
    database.close()
    return result


def _is_true(state: str, copies: int) -> bool:
    """Say whether what we say of a message agrees with what arrived."""
    return {State.SENT: copies == 1, State.FAILED: copies == 0, State.UNCERTAIN: copies <= 1}.get(State(state), False)


def main() -> None:
    """Run the proof and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--senders", type=int, default=1)
    parser.add_argument("--database-url", default="", help="a database, or `postgresql` for one made for the run")
    parser.add_argument("--answer-ms", type=float, default=0, help="how long Telegram takes over each message")
    asked = parser.parse_args()
    result = run(asked.recipients, asked.kills, asked.senders, asked.database_url, asked.answer_ms / 1000)
    print(json.dumps(result | {"load": round(os.getloadavg()[0], 1)}, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
