"""Databases of both kinds, a Bot API server, and a sender between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData

from bot.storage.database import Database
from bot.storage.upgrade import upgrade
from tests import postgres
from tests.telegram_server.fakes import TurnedClock


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed here")
    with postgres.running() as url:
        yield url


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'fuwen.db'}")
    upgrade(database)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    database = Database(request.getfixturevalue("postgres_url"))
    upgrade(database)
    yield database
    with database.engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        tables.drop_all(connection)
    database.close()


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()
