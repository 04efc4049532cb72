"""What every channel can do, and which channels there are."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol

from bot.errors import DeliveryFailed
from bot.messages import Reply


class CannotPush(DeliveryFailed):
    """This channel cannot speak first; the person has to open it."""


class Channel(Protocol):
    """A road to people: it carries messages to the conversation and replies back, and does not think."""

    name: str

    async def start(self) -> None:
        """Open the road: begin to take messages."""
        ...

    async def stop(self) -> None:
        """Close the road after the replies under way are out."""
        ...

    async def push(self, external_id: str, reply: Reply) -> None:
        """Send a reply nobody asked for just now.

        Raises: CannotPush if the channel cannot speak first.
        """
        ...


# Named, not imported: a process that serves the web alone never loads the Telegram library.
CHANNELS: dict[str, str] = {
    "web": "bot.channels.web:WebChannel",
    "telegram": "bot.channels.telegram:TelegramChannel",
}


def channel_class(name: str) -> Any:
    """Load the class of a channel by its name in CHANNELS."""
    module, _, attribute = CHANNELS[name].partition(":")
    return getattr(import_module(module), attribute)
