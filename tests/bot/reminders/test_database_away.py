"""The database is gone for a while under a working process: every reminder is sent afterwards, or listed with its cause."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.upgrade import upgrade
from tests import postgres
from tests.bot.reminders.test_killed import PEOPLE, Workers, check_every_reminder, make_duties, rows, wait_until_all_is_said

# A minute by hand: FUWEN_AWAY_SECONDS=60 pytest tests/bot/reminders/test_database_away.py
AWAY_SECONDS = float(os.environ.get("FUWEN_AWAY_SECONDS", "4"))
SECONDS_BEFORE, SECONDS_AFTER, OUTAGES = 2, 4, 2


def test_a_server_that_is_cut_off_twice_and_comes_back_costs_no_reminder(tmp_path: Path) -> None:
    if postgres.programs() is None:
        pytest.skip("the PostgreSQL server programs are not installed")
    paper = tmp_path / "delivered"
    paper.touch()
    with postgres.serving() as server:
        database = Database(server.url)
        upgrade(database)
        workers = Workers(server.url, paper)
        try:
            # Reminders fall due before, during and after both outages.
            make_duties(database, seconds=OUTAGES * (SECONDS_BEFORE + AWAY_SECONDS) + SECONDS_AFTER)
            expected = len(rows(database))
            workers.start()
            outages = [be_away(server) for _ in range(OUTAGES)]
            wait_until_all_is_said(database)
            assert workers.all_live(), "the process did not live through the outage"
        finally:
            workers.end()
        assert len(rows(database)) == expected
        fell_due = [sum(gone < row.due_at < back for row in rows(database)) for gone, back in outages]
        assert all(number >= PEOPLE for number in fell_due), f"{fell_due} reminders fell due while the database was away"
        check_every_reminder(database, paper, kills=OUTAGES)
        database.close()


def be_away(server: postgres.Server) -> tuple[datetime, datetime]:
    """Cut the server off after a while, and bring it back; return when it was away."""
    time.sleep(SECONDS_BEFORE)
    server.stop()
    gone = datetime.now(UTC)
    time.sleep(AWAY_SECONDS)
    back = datetime.now(UTC)
    server.start()
    return gone, back
