"""How commands print: JSON for scripts, plain lines for people, one line for what went wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="print JSON, for scripts")]


def to_json(data: Any) -> str:
    """Write data as JSON; days as YYYY-MM-DD, decimals as text."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain)


def show_json(data: Any) -> None:
    """Print data as JSON."""
    print(to_json(data))


def show_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as a table that fits the terminal."""
    table = Table(*headings)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console().print(table)


def fail(problem: str, as_json: bool = False) -> NoReturn:
    """Say in one line what went wrong and end with exit code 1."""
    if as_json:
        print(json.dumps({"error": problem}, ensure_ascii=False))
    print(f"fuwen: {problem}", file=sys.stderr)
    raise SystemExit(1)


def as_json_asked(arguments: Sequence[str]) -> bool:
    """Say whether a command line asks for JSON."""
    return "--json" in arguments


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
