"""The only shapes a channel knows: what came in, what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Incoming:
    """One message from a person; `person_id` is our own id, never a phone number or a Telegram id."""

    person_id: str
    channel: str
    text: str
    is_group: bool = False


@dataclass(frozen=True)
class Button:
    """A quick reply: what it says, and what is sent when it is tapped (plain words or `/intent{json}`)."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message to a person; `meta` carries outcome and citations for scripts, never shown."""

    text: str
    buttons: tuple[Button, ...] = ()
    image: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
