"""How commands print: JSON for scripts, plain lines for people, one line for what went wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NoReturn

import typer

AsJson = Annotated[bool, typer.Option("--json")]


def to_json(data: Any) -> str:
    """Write data as JSON; days as YYYY-MM-DD, decimals as text."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain)


def show_json(data: Any) -> None:
    """Print data as JSON."""
    print(to_json(data))


def fail(problem: str, as_json: bool = False, code: int = 1) -> NoReturn:
    """Say in one line what went wrong and end with an exit code."""
    if as_json:
        print(json.dumps({"error": problem}, ensure_ascii=False))
    print(f"fuwen: {problem}", file=sys.stderr)
    raise SystemExit(code)


def as_json_asked(arguments: Sequence[str]) -> bool:
    """Say whether a command line asks for JSON."""
    return "--json" in arguments


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
