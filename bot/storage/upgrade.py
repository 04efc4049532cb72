"""Brings the database to the newest shape, step by step (Alembic)."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

import bot.storage
from bot.storage.database import Base, Database

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> tuple[str | None, str | None]:
    """Run every step not yet run and return the steps before and after; nothing happens when there is none."""
    config = _config()
    newest = ScriptDirectory.from_config(config).get_current_head()
    with database.engine.begin() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        if before != newest:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return before, newest


def all_tables() -> MetaData:
    """Return the tables of every storage module, loaded or not, to compare with the steps."""
    for module in walk_packages(bot.storage.__path__, "bot.storage."):
        if ".migrations" not in module.name:
            import_module(module.name)
    return Base.metadata


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
