"""One use of a command on a channel: who said it, where, with which words and which file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

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
