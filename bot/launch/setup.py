"""The data Fuwen stands on: the database in its newest shape, the shipped documents in it, the generated files fresh."""

from __future__ import annotations

from pathlib import Path

from bot.clock import SystemClock
from bot.errors import LaunchError
from bot.launch.steps import Steps
from bot.settings import Settings
from bot.storage.database import Database, DatabaseError, reason_of
from bot.storage.documents import Documents
from bot.storage.knowledge import store_shipped
from bot.storage.upgrade import upgrade
from policy_kb.errors import PolicyKbError
from policy_kb.vocabulary import generate


def prepare_data(settings: Settings, steps: Steps, root: Path) -> None:
    """Upgrade the database, load the shipped documents and refresh the generated files; raises LaunchError."""
    database = Database(settings.database_url)
    try:
        with steps.step("preparing the database and the documents"):
            upgrade(database)
            store_shipped(Documents(database), SystemClock().now())
            generate(root)
    except DatabaseError as exc:
        raise LaunchError(f"the database cannot be used ({reason_of(exc)}); check DATABASE_URL and the free space") from exc
    except PolicyKbError as exc:
        raise LaunchError(str(exc)) from exc
    finally:
        database.close()
