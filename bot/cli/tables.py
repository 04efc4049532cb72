"""Tables for people: headings and values in words, as wide as the terminal, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bot.cli.chinese import words
from bot.cli.places import DIVISIONS_FILE
from bot.clock import local
from policy_kb.regions import Divisions, load_divisions

_MOMENTS = ("next_due", "starts", "created")
_DAYS = ("issued",)


def show_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under headings that are keys of `columns` in `help.yml`; dates, and what a row is named by, stay whole."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(words()["columns"][heading], overflow="fold", no_wrap=number == 0 or heading in (*_MOMENTS, *_DAYS))
    for row in rows:
        table.add_row(*(_in_words(heading, value) for heading, value in zip(headings, row, strict=True)))
    Console(highlight=False).print(table)


def _in_words(heading: str, value: object) -> str:
    if value is None or value is False:
        return ""
    if heading == "region":
        return _divisions()[str(value)].name if str(value) in _divisions() else str(value)
    if heading in _MOMENTS:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return f"{local(moment):%Y-%m-%d %H:%M}"
    return str(words()["values"].get(heading, {}).get(str(value), value))


@cache
def _divisions() -> Divisions:
    return load_divisions(DIVISIONS_FILE)
