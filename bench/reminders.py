"""Reminders due in the same minute: the time until all are queued, and how it grows with their number."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from bot.office import DIVISIONS_FILE, build_office
from bot.reminders.model import DutyPlan
from bot.storage.database import Database
from bot.storage.officials import OfficialRow
from bot.storage.outbox import Outbox
from bot.storage.people import PersonRow
from bot.storage.reminders import insert_ignoring_twins
from bot.storage.upgrade import upgrade
from policy_kb.regions import load_divisions
from tests import postgres

SIZES = (100, 1_000, 10_000, 100_000)
REGION = "532500"


class BenchClock:
    """A clock set by hand, so that all reminders fall due in the same moment."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment it is set to."""
        return self.moment


def measure(url: str, people: int) -> dict[str, float]:
    """Plan one reminder for each of many officials and queue them all; return the seconds of both."""
    database, clock = Database(url), BenchClock()
    upgrade(database)
    _settle(database, people, clock.now())
    outbox, places = Outbox(database, clock), load_divisions(DIVISIONS_FILE)
    office = build_office(database, clock, outbox, places, lambda: None, base_url="http://bench", holder="bench")
    began = time.perf_counter()
    office.duties.add(DutyPlan("月报", REGION, "date:2026-03-06", ("role:official",), steps=("1d",), escalate_after_days=None), by="bench")
    planned = time.perf_counter() - began
    clock.moment += timedelta(days=3, hours=7, seconds=1)
    began, queued = time.perf_counter(), 0
    while report := office.reminders.tick():
        queued += report.queued
        if queued >= people or not report.queued:
            break
    seconds = time.perf_counter() - began
    database.close()
    if queued != people:
        raise RuntimeError(f"{queued} of {people} reminders were queued")
    return {"people": people, "plan_seconds": planned, "queue_seconds": seconds, "queued_per_second": people / seconds}


def _settle(database: Database, people: int, now: datetime) -> None:
    with database.session() as session:
        known = [
            {"id": f"p{n}", "channel": "telegram", "external_id": str(10_000 + n), "created_at": now, "last_seen_at": now}
            for n in range(people)
        ]
        insert_ignoring_twins(session, PersonRow, known)
        office = {
            "role": "village_officer",
            "region": REGION,
            "name": "",
            "joined_at": now - timedelta(days=1),
            "revoked_at": None,
            "invite_id": None,
        }
        insert_ignoring_twins(session, OfficialRow, [{"person_id": f"p{n}"} | office for n in range(people)])


def main() -> None:
    """Print a line of JSON for each database and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    sizes: list[int] = parser.parse_args().sizes
    structlog.configure(processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for kind in ("sqlite", "postgresql"):
        for size in sizes:
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                if kind == "postgresql" and postgres.programs() is None:
                    continue
                url = f"sqlite:///{folder / 'fuwen.db'}" if kind == "sqlite" else stack.enter_context(postgres.running())
                result: dict[str, Any] = {"name": f"reminders.{kind}", **measure(url, size)}
                print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
