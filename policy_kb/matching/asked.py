"""How a question about money is put: for a total, a limit, one's own share, the other way round, as a claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("asked.yml")
_BLANK = re.compile(r"\s+")


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    data: Mapping[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: re.compile(pattern) for name, pattern in data.items()}


def asks(way: str, text: str) -> bool:
    """Say whether a text asks in one of the ways of asked.yml."""
    return bool(_patterns()[way].search(_BLANK.sub("", text)))


def asks_how_many(unit: str, text: str) -> bool:
    """Say whether a text asks how many of a unit (多少户, 几头)."""
    return bool(re.search(rf"(?:多少|几)(?:个)?{re.escape(unit)}", _BLANK.sub("", text)))


def latest(text: str) -> str:
    """Return the newest message of a text to which earlier ones were put in front, line by line."""
    return text.rsplit("\n", 1)[-1]


def without_aside(text: str) -> str:
    """Return a text with blanks in the place of what only says what the answer is wanted for; no letter moves."""
    return _patterns()["aside"].sub(lambda found: "　" * len(found[0]), text)
