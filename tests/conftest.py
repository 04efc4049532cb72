"""What every test may ask for: a database of its own, and a clock that stands still until it is turned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.upgrade import upgrade

ROOT = Path(__file__).parents[1]
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, nine o'clock in Shanghai


class FakeClock:
    """A clock that moves only when told to."""

    def __init__(self, moment: datetime = MORNING) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment

    def advance(self, **parts: float) -> None:
        """Move on by hours=, days=, seconds=..."""
        self.moment += timedelta(**parts)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One upgraded database file, made once and copied for each test that wants one."""
    path = tmp_path_factory.mktemp("database") / "fuwen.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Iterator[Database]:
    copy = tmp_path / "fuwen.db"
    copy.write_bytes(empty_database.read_bytes())
    database = Database(f"sqlite:///{copy}")
    yield database
    database.close()
