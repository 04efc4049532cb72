"""The sentences around quotes, read from phrases.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

PHRASES_FILE = Path(__file__).with_name("phrases.yml")


def say(key: str, **names: str) -> str:
    """Return a sentence with its blanks filled; raises KeyError for a key nobody wrote."""
    return _phrases()[key].format(**names)


def begins_with_verdict(text: str) -> bool:
    """Say whether a reply begins with yes or no (可以。, 原则上不行。)."""
    verdicts = (phrase for key, phrase in _phrases().items() if key.startswith("may_") and "{" not in phrase and phrase.endswith("。"))
    return text.startswith(tuple(verdicts))


@cache
def _phrases() -> Mapping[str, str]:
    data: dict[str, str] = yaml.safe_load(PHRASES_FILE.read_text(encoding="utf-8"))
    return data
