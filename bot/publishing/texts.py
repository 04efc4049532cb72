"""What officials and households read about publishing, from texts.yml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.errors import BotError
from bot.texts import Texts, load_texts


@cache
def publishing_texts() -> Texts:
    """Read the sentences."""
    return load_texts(Path(__file__).with_name("texts.yml"))


class PublishingError(BotError):
    """A document cannot be published as it is; the message says what to do, in the official's language."""


def refused(reason: str, **values: object) -> PublishingError:
    """Make the error for what cannot be done."""
    return PublishingError(publishing_texts().say(f"refused.{reason}", **values))
