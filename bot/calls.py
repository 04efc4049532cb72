"""One use of a command on a channel: who said it, where, with which words and which file; what a word or a button carries."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.messages import Reply


@dataclass(frozen=True)
class HandedIn:
    """A file somebody sent: the channel's id of it, to fetch it by, its name, its bytes, and `photo` or `document`."""

    file_id: str
    name: str
    size: int
    kind: str = "document"


@dataclass(frozen=True)
class Call:
    """One use of a command."""

    name: str
    words: str
    person_id: str
    chat_id: int
    user_id: int
    is_group: bool
    file: HandedIn | None = None


# An empty list means: not mine, go on as if nobody had registered.
Handler = Callable[[Call], Awaitable[list[Reply]]]


@dataclass(frozen=True)
class Told:
    """What was said after the word: plain words, or the values a button carries."""

    words: str
    values: dict[str, Any]

    @property
    def id(self) -> int | None:
        """The number of the thing meant, if one was given."""
        value = str(self.values.get("id", (self.words.split() or [""])[0]))
        return int(value) if value.isdecimal() else None


# Plain functions: whoever calls them from an event loop does so in a thread.
WordHandler = Callable[[str, Told], list[Reply]]


def read(text: str) -> tuple[str, Told] | None:
    """Split what was typed or tapped into its word and the rest; None when it is no command."""
    if not text.startswith("/"):
        return None
    word, brace, body = text.partition("{")
    if brace and " " not in word.strip():
        try:
            values = json.loads(brace + body)
        except ValueError:
            values = {}
        return word.strip(), Told("", values if isinstance(values, dict) else {})
    word, *words = text.split(maxsplit=1)
    return word, Told(words[0].strip() if words else "", {})


def payload(name: str, **values: Any) -> str:
    """Write what a button sends: `/duty_done{"id":7}`."""
    return f"/{name}{json.dumps(values, ensure_ascii=False, separators=(',', ':'))}"
