"""`fuwen db upgrade`: the database in its newest shape."""

from __future__ import annotations

import typer

from bot.cli.chinese import words
from bot.cli.output import AsJson, show_json
from bot.settings import load_settings


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True)
    group.command("upgrade")(upgrade_database)
    cli.add_typer(group, name="db")


def upgrade_database(as_json: AsJson = False) -> None:
    """Bring the database to its newest shape; nothing happens if it is there already."""
    from bot.storage.database import Database
    from bot.storage.upgrade import upgrade

    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        before, after = upgrade(database)
    finally:
        database.close()
    if as_json:
        show_json({"before": before, "after": after})
    else:
        print(words()["said"]["upgraded" if before != after else "up_to_date"].format(before=before or "—", after=after))
