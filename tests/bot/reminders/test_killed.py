"""Killed at any moment, on either database, two processes at once: no reminder is gone, none doubled beyond those in flight."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import SystemClock
from bot.office import DIVISIONS_FILE, Office, build_office
from bot.reminders.duties import single_due
from bot.reminders.model import DutyPlan
from bot.storage.database import Database
from bot.storage.outbox import Outbox, OutboxRow
from bot.storage.people import People
from bot.storage.reminders import ReminderRow, dedupe_key
from bot.storage.upgrade import upgrade
from policy_kb.regions import load_divisions
from tests import postgres

ROOT = Path(__file__).parents[3]
PEOPLE, REGION = 12, "532500"
PATIENCE_SECONDS = 60.0


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    with ExitStack() as stack:
        if kind == "postgresql":
            if postgres.programs() is None:
                pytest.skip("the PostgreSQL server programs are not installed")
            url = stack.enter_context(postgres.running()).replace("postgresql://", "postgresql+psycopg://")
        else:
            url = f"sqlite:///{folder / 'fuwen.db'}"
        database = Database(url)
        upgrade(database)
        database.close()
        yield url


class Workers:
    """The processes that plan, tick and send."""

    def __init__(self, url: str, paper: Path) -> None:
        command = [sys.executable, "-m", "tests.bot.reminders.ticking_process", url, str(paper)]
        self._nursery = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._nursery.stdout
        assert self._nursery.stdout.readline() == "ready\n"
        self.alive: list[int] = []

    def start(self) -> None:
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write("\n")
        self._nursery.stdin.flush()
        self.alive.append(int(self._nursery.stdout.readline()))

    def kill(self) -> None:
        os.kill(self.alive.pop(0), signal.SIGKILL)

    def all_live(self) -> bool:
        """Say whether every worker that was not killed still works."""
        return all(Path(f"/proc/{pid}").exists() for pid in self.alive) if Path("/proc").exists() else True

    def end(self) -> None:
        for pid in self.alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._nursery.stdin:
            self._nursery.stdin.close()
        if self._nursery.stdout:
            self._nursery.stdout.close()
        self._nursery.wait(timeout=PATIENCE_SECONDS)


def make_duties(database: Database, seconds: float) -> Office:
    """Give many people duties whose reminders fall due one after the other over some seconds, from now on."""
    clock = SystemClock()
    places = load_divisions(DIVISIONS_FILE)
    office = build_office(database, clock, Outbox(database, clock), places, lambda: None, base_url="http://test", holder="test")
    for number in range(PEOPLE):
        person = People(database).arrive("telegram", str(1000 + number), clock.now()).id
        code = office.staff.invite("village_officer", REGION, by="shell").code
        assert office.staff.redeem(code, person).official
    for second in range(max(2, int(seconds))):
        due = single_due(datetime.now(UTC) + timedelta(hours=3, seconds=second + 2))
        wanted = {"audience": ("role:village_officer",), "steps": ("3h",), "ignores_quiet_hours": True, "rest_day": "none"}
        office.duties.add(DutyPlan(f"报表{second}", REGION, cycle=due["cycle"], due_time=due["due_time"], **wanted), by="shell")  # type: ignore[arg-type]
    return office


def rows(database: Database) -> list[ReminderRow]:
    with database.session() as session:
        return list(session.scalars(select(ReminderRow).where(ReminderRow.kind == "duty")))


def open_work(database: Database) -> int:
    # Those due first: what a tick queues between the two looks is then counted twice, never missed.
    due = sum(row.state == "due" for row in rows(database))
    with database.session() as session:
        waiting = session.scalars(select(OutboxRow.id).where(OutboxRow.state.in_(("queued", "sending")))).all()
    return len(waiting) + due


def wait_until_all_is_said(database: Database) -> None:
    """Wait as long as it goes on: a busy machine may be slow, but it may not stand still."""
    least, end = open_work(database), time.monotonic() + PATIENCE_SECONDS
    while left := open_work(database):
        if left < least:
            least, end = left, time.monotonic() + PATIENCE_SECONDS
        assert time.monotonic() < end, f"{left} reminders still under way, and no fewer for {PATIENCE_SECONDS} s"
        time.sleep(0.1)


def check_every_reminder(database: Database, paper: Path, kills: int) -> None:
    """Nothing gone: each reminder is sent, or missed or uncertain with its cause; doubles only for what a kill caught in flight."""
    delivered = Counter(int(line.split()[0]) for line in paper.read_text().splitlines())
    with database.session() as session:
        outbox = {row.dedupe_key: row for row in session.scalars(select(OutboxRow))}
    doubles = 0
    for row in rows(database):
        assert row.state in ("queued", "missed"), (row.id, row.state)
        if row.state == "missed":
            assert row.cause
            continue
        message = outbox[dedupe_key(row.id)]
        assert message.state in ("sent", "uncertain"), (message.id, message.state, message.reason)
        assert delivered[message.id] >= 1 or message.state == "uncertain"
        assert delivered[message.id] <= 1 + min(1, kills)
        assert delivered[message.id] == 1 or message.doubts
        doubles += delivered[message.id] > 1
    assert len(outbox) == sum(row.state == "queued" for row in rows(database))
    # Several messages may be in flight at once, none of them more than once.
    assert doubles <= sum(row.doubts for row in outbox.values())


def live_through(kind: str, folder: Path, kills: int, processes: int, seed: int) -> None:
    chance = random.Random(seed)
    paper = folder / "delivered"
    paper.touch()
    with fresh_database(kind, folder) as url:
        database = Database(url)
        workers = Workers(url, paper)
        try:
            make_duties(database, seconds=kills * 0.35)
            for _ in range(processes):
                workers.start()
            for _ in range(kills):
                time.sleep(chance.uniform(0.02, 0.6))
                workers.kill()
                workers.start()
            wait_until_all_is_said(database)
        finally:
            workers.end()
        assert len(rows(database)) == PEOPLE * max(2, int(kills * 0.35))
        check_every_reminder(database, paper, kills)
        database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_a_few_times_no_reminder_is_gone(kind: str, tmp_path: Path) -> None:
    live_through(kind, tmp_path, kills=5, processes=1, seed=1)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_processes_at_once_say_everything_once_though_one_of_them_is_killed(kind: str, tmp_path: Path) -> None:
    live_through(kind, tmp_path, kills=3, processes=2, seed=2)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_fifty_times_no_reminder_is_gone(kind: str, tmp_path: Path) -> None:
    live_through(kind, tmp_path, kills=50, processes=1, seed=3)
