"""Ready means answered: a real question goes all the way round before we say so."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import uuid4

from bot.chat_client import ChatClient
from bot.errors import BotError
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.people import People
from bot.texts import load_texts

_PAUSE_SECONDS = 0.3
_BEYOND_HELP = {"unavailable", "unclear", "empty"}


def wait_until_answered(settings: Settings, is_over: Callable[[], bool]) -> bool:
    """Ask until a question is answered; False if everything ended first. The one who asks is forgotten afterwards."""
    sender = f"probe-{uuid4().hex}"
    client = ChatClient(settings.local_url, sender)
    try:
        while not is_over():
            if _is_answered(client):
                return True
            time.sleep(_PAUSE_SECONDS)
        return False
    finally:
        client.close()
        forget_sender(settings, sender)


def forget_sender(settings: Settings, sender: str) -> None:
    """Delete everything a sender of the chat address left behind."""
    database = Database(settings.database_url)
    try:
        people = People(database)
        if person := people.find("web", sender):
            people.forget(person.id)
    finally:
        database.close()


def _is_answered(client: ChatClient) -> bool:
    try:
        replies = client.say(load_texts().say("probe.question"))
    except BotError:
        return False
    return any(reply.text for reply in replies) and not any(reply.meta.get("outcome") in _BEYOND_HELP for reply in replies)
