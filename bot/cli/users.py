"""`fuwen user`: invite officials, list them, take them out of office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated

import httpx
import typer

from bot.cli.chinese import words
from bot.cli.output import AsJson, fail, show_json
from bot.cli.places import place_named
from bot.cli.tables import show_table
from bot.clock import SystemClock
from bot.office import Office, open_office
from bot.people import invites
from bot.people.audit import SHELL
from bot.settings import Settings, load_settings
from bot.storage.database import Database
from bot.storage.documents import Documents
from bot.storage.knowledge import LiveKnowledge
from bot.storage.upgrade import upgrade

_PERSON_ID_LENGTH = 32
_PATIENCE_SECONDS = 5.0


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True)
    group.command("invite")(invite)
    group.command("list")(list_users)
    group.command("revoke")(revoke)
    cli.add_typer(group, name="user")


@contextmanager
def opened_office() -> Iterator[tuple[Office, Settings, Database]]:
    """Open the office on the configured database, for one command."""
    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        upgrade(database)
        yield open_office(settings, database, SystemClock(), LiveKnowledge(Documents(database), settings.index_dir)), settings, database
    finally:
        database.close()


def invite(
    role: Annotated[str, typer.Option()],
    region: Annotated[str, typer.Option()],
    name: Annotated[str, typer.Option()] = "",
    days: Annotated[float, typer.Option()] = invites.VALID_FOR.days,
    as_json: AsJson = False,
) -> None:
    """Print a link that makes one person an official, once, for a while."""
    place = place_named(region)
    with opened_office() as (office, settings, _database):
        try:
            made = office.staff.invite(role, place.code, by=SHELL, name=name, valid_for=timedelta(days=days))
        except ValueError as exc:
            fail(str(exc), as_json)
    telegram = invites.telegram_link(_bot_username(settings), made.code)
    web = invites.web_link(settings.url, made.code)
    if as_json:
        expires_at = made.expires_at.isoformat()
        show_json({"code": made.code, "link": telegram or web, "telegram_link": telegram, "web_link": web, "expires_at": expires_at})
        return
    for line in filter(
        None, (telegram, web, f"/start {made.code}", made.expires_at.astimezone(settings.timezone).isoformat(" ", "minutes"))
    ):
        print(line)


def list_users(as_json: AsJson = False) -> None:
    """List officials in office, and invitations with their state."""
    with opened_office() as (office, _settings, _database):
        now = SystemClock().now()
        officials = [{"person": o.person_id, "name": o.name, "role": o.role.value, "region": o.region} for o in office.staff.all()]
        open_ = [
            {
                "id": i.id,
                "role": i.role,
                "region": i.region,
                "state": invites.refusal(i.expires_at, i.redeemed_at, i.revoked_at, now) or "open",
            }
            for i in office.staff.invitations()
        ]
    if as_json:
        show_json({"officials": officials, "invites": open_})
        return
    show_table(["person", "name", "role", "region"], [list(o.values()) for o in officials])
    show_table(["invite", "role", "region", "state"], [list(i.values()) for i in open_])


def revoke(
    who: Annotated[str, typer.Argument()],
    yes: Annotated[bool, typer.Option("--yes")] = False,
    as_json: AsJson = False,
) -> None:
    """Take an official out of office, or make an unused invitation worthless."""
    if not yes and not as_json:
        typer.confirm(words()["said"]["revoke_sure"].format(who=who), abort=True)
    with opened_office() as (office, _settings, _database):
        is_invite = who.isdecimal() and len(who) < _PERSON_ID_LENGTH
        done = office.staff.revoke_invite(int(who), by=SHELL) if is_invite else office.staff.revoke(who, by=SHELL)
    if not done:
        fail(words()["said"]["nobody_to_revoke"].format(who=who), as_json)
    if as_json:
        show_json({"revoked": who})


def _bot_username(settings: Settings) -> str | None:
    """Ask Telegram for the bot's name; without Telegram, or without a line to it, there is none."""
    if settings.telegram_token is None:
        return None
    address = f"{settings.telegram_api_base}/bot{settings.telegram_token.reveal()}/getMe"
    try:
        answer = httpx.get(address, timeout=_PATIENCE_SECONDS, proxy=settings.telegram_proxy).json()
    except (httpx.HTTPError, ValueError):
        return None
    return answer.get("result", {}).get("username") if isinstance(answer, dict) else None
