"""Bot processes to be killed: loads once, then forks a worker for each line it reads, which plans, ticks and sends until killed.

Arguments: database address, file to which each worker writes every message as it is sent.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.delivery.lease import SenderLease
from bot.delivery.pacing import Limits
from bot.delivery.quiet_hours import QuietHours
from bot.delivery.service import DeliveryService
from bot.office import DIVISIONS_FILE, build_office
from bot.reminders.scheduler import Ticker
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.leases import Leases
from bot.storage.outbox import Outbox
from bot.storage.outbox_claims import Claimed
from policy_kb.regions import load_divisions

ZONE = ZoneInfo("Asia/Shanghai")
PLACES = load_divisions(DIVISIONS_FILE)


class Paper:
    """A transport that writes each message down the moment it is delivered; what is on paper has arrived."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def send(self, message: Claimed) -> int:
        """Deliver, and take a moment before saying so, as a network does."""
        os.write(self._file, f"{message.id} {message.chat_id} {os.getpid()}\n".encode())
        await asyncio.sleep(0.003)
        return message.id


async def work(url: str, paper: str) -> None:
    """Plan, tick and send until killed."""
    database, clock = Database(url), SystemClock()
    lease = SenderLease(Leases(database), clock, timedelta(seconds=2))
    office = build_office(database, clock, Outbox(database, clock), PLACES, lambda: None, base_url="http://test", holder=lease.holder)
    limits = Limits(per_second=400, chat_seconds=0.0, margin=0.0)
    delivery = DeliveryService(database, clock, Chats(database, clock), Paper(paper), QuietHours(ZONE), limits, lease=lease)
    tick, plan, release = office.reminders.tick, lambda now: office.planner.plan_all(database, now), office.reminders.release
    ticker = Ticker(clock, tick, plan, release, ZONE, tick_seconds=0.05, plan_seconds=0.5)
    await delivery.start()
    await ticker.start()
    await asyncio.Event().wait()


def main() -> None:
    """Fork a worker for each line and tell its number; a worker that ends is buried at once."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            asyncio.run(work(*sys.argv[1:3]))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    os._exit(0)  # there is nothing to put in order, and a busy machine takes long over it


if __name__ == "__main__":
    main()
