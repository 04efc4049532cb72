"""The sentences officials read about files handed in, from messages.yml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from policy_kb.errors import UnreadableFile


@cache
def _messages() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "messages.yml").read_text(encoding="utf-8"))
    return loaded


def say(group: str, key: str, **values: str) -> str:
    """Return a sentence of messages.yml with its blanks filled in."""
    return _messages()[group][key].format(**values)


def refusal(reason: str, **values: str) -> UnreadableFile:
    """Make the error for a file we cannot take; its text says why and what to do."""
    return UnreadableFile(say("refused", reason, **values))
