"""`fuwen ask` and `fuwen chat`: the terminal as a way to ask, through a running Fuwen."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console

from bot.chat_client import ChatClient
from bot.cli.output import AsJson, fail, show_json
from bot.cli.places import place_named
from bot.clock import SystemClock
from bot.errors import NotRunning
from bot.launch.readiness import forget_sender
from bot.messages import Button, Reply
from bot.settings import Settings, load_settings
from bot.storage.database import Database
from bot.storage.memory import Memory
from bot.storage.people import People
from bot.texts import load_texts

Region = Annotated[str | None, typer.Option("--region")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"])]


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command()(ask)
    cli.command()(chat)


def ask(text: str, region: Region = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Ask one question and print the answer; nothing of it is remembered."""
    settings = load_settings()
    sender = f"cli-{uuid4().hex}"
    client = ChatClient(settings.local_url, sender)
    try:
        if region:
            client.say(region_payload(region))
        if as_of:
            _set_day(settings, sender, as_of)
        replies = client.say(text)
    except NotRunning:
        fail(load_texts().say("terminal.not_running", url=settings.local_url), as_json)
    finally:
        client.close()
        forget_sender(settings, sender)
    if as_json:
        show_json(answer_json(replies))
    else:
        _print(Console(highlight=False), replies)


def chat(region: Region = None) -> None:
    """Talk in the terminal; a number picks a button, q ends."""
    settings, texts, console = load_settings(), load_texts(), Console(highlight=False)
    client = ChatClient(settings.local_url, f"cli-{uuid4().hex}")
    console.print(texts.say("terminal.welcome"))
    pending = region_payload(region) if region else None
    buttons: tuple[Button, ...] = ()
    try:
        while True:
            said = pending or console.input(f"[bold]{texts.say('terminal.prompt')}>[/bold] ").strip()
            pending = None
            if said.lower() in {"q", "quit", "exit"}:
                break
            with console.status(texts.say("terminal.thinking")):
                replies = client.say(_picked(said, buttons))
            buttons = _print(console, replies)
    except NotRunning:
        fail(texts.say("terminal.not_running", url=settings.local_url))
    except (EOFError, KeyboardInterrupt):
        console.print()
    finally:
        client.close()
        forget_sender(settings, client.sender)
    console.print(texts.say("terminal.goodbye"))


def region_payload(region: str) -> str:
    """Return the message that sets a place beyond doubt."""
    place = place_named(region)
    return "/set_region" + json.dumps({"place": {"code": place.code, "name": place.name, "candidates": [place.code]}}, ensure_ascii=False)


def _set_day(settings: Settings, sender: str, day: datetime) -> None:
    """Let the sender's question be about another day than today."""
    database, now = Database(settings.database_url), SystemClock().now()
    try:
        person = People(database).arrive("web", sender, now)
        Memory(database).ask_as_of(person.id, day.date(), now)
    finally:
        database.close()


def answer_json(replies: list[Reply]) -> dict[str, object]:
    """Put an answer together for scripts: its words, its kind, and where each quote stands."""
    outcome = next((reply.meta["outcome"] for reply in replies if "outcome" in reply.meta), None)
    citations = [citation for reply in replies for citation in reply.meta.get("citations", ())]
    return {"text": "\n".join(reply.text for reply in replies if reply.text), "outcome": outcome, "citations": citations}


def _picked(said: str, buttons: tuple[Button, ...]) -> str:
    if said.isdecimal() and 1 <= int(said) <= len(buttons):
        return buttons[int(said) - 1].payload
    return said


def _print(console: Console, replies: list[Reply]) -> tuple[Button, ...]:
    for reply in replies:
        console.print(reply.text, markup=False)
    buttons = tuple(button for reply in replies for button in reply.buttons)
    for number, button in enumerate(buttons, 1):
        console.print(f"  {number}. {button.title}", markup=False, style="cyan")
    return buttons
