"""`fuwen region`: which place a name means, and what it lies in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import policy_kb
from bot.cli.output import AsJson, show_json
from bot.errors import BotError
from bot.texts import load_texts
from policy_kb.regions import Division, Divisions, load_divisions

DIVISIONS_FILE = Path(policy_kb.__file__).parent / "data" / "divisions.csv"


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command()(region)


def region(name: Annotated[str, typer.Argument()], as_json: AsJson = False) -> None:
    """Show the places a name may mean, and everything each lies in."""
    divisions = load_divisions(DIVISIONS_FILE)
    found = _places(divisions, name)
    if not found:
        raise BotError(load_texts().say("terminal.no_such_place", name=name))
    if as_json:
        paths = [[{"code": d.code, "name": d.name} for d in divisions.path(place.code)] for place in found]
        show_json([{**path[0], "path": path} for path in paths])
        return
    for place in found:
        print(place.code, " < ".join(d.name for d in divisions.path(place.code)))


def place_named(name: str) -> Division:
    """Return the one place a name or code means; raises BotError if there is none or it is not clear."""
    divisions = load_divisions(DIVISIONS_FILE)
    found = _places(divisions, name)
    if not found:
        raise BotError(load_texts().say("terminal.no_such_place", name=name))
    widest = [place for place in found if place.name == name] or [place for place in found if place.name.startswith(name)] or list(found)
    if len(widest) > 1:
        several = "、".join("".join(d.name for d in reversed(divisions.path(place.code))) for place in widest)
        raise BotError(load_texts().say("terminal.several_places", name=name, places=several))
    return widest[0]


def _places(divisions: Divisions, name: str) -> tuple[Division, ...]:
    if name.isdecimal():
        return (divisions[name],) if name in divisions else ()
    return divisions.find(name)
