"""`fuwen chat-group list`: the Telegram groups Fuwen is or was in."""

from __future__ import annotations

import typer

from bot.cli.output import AsJson, show_json
from bot.cli.tables import show_table
from bot.clock import SystemClock
from bot.settings import load_settings


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True)
    group.callback()(lambda: None)  # keeps `list` a word of its own while it is the only command
    group.command("list")(list_groups)
    cli.add_typer(group, name="chat-group")


def list_groups(as_json: AsJson = False) -> None:
    """List the groups with their place and whether they can be written to."""
    from bot.storage.chats import Chats
    from bot.storage.database import Database
    from bot.storage.upgrade import upgrade

    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        upgrade(database)
        groups = Chats(database, SystemClock()).groups()
    finally:
        database.close()
    rows = [{"chat_id": g.chat_id, "title": g.title, "region": g.region, "reach": g.reach.value} for g in groups]
    if as_json:
        show_json(rows)
    else:
        show_table(("chat_id", "title", "region", "reach"), [tuple(row.values()) for row in rows])
