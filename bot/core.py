"""What every service of the bot process is built from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.clock import Clock
from bot.conversation import Conversation
from bot.health import Health
from bot.metrics import Metrics
from bot.office import Office
from bot.publishing.commands import PublishCommands
from bot.rasa_client import RasaClient
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.knowledge import LiveKnowledge
from bot.storage.people import People
from bot.storage.waiting import WaitingQuestions
from bot.texts import Texts
from policy_kb.model import Document


class Service(Protocol):
    """Something that runs beside the others until it is stopped."""

    async def start(self) -> None:
        """Begin; returns once it works."""
        ...

    async def stop(self) -> None:
        """End, leaving nothing half done."""
        ...


@dataclass(frozen=True)
class Core:
    """Built once in wiring and handed to whoever builds a service."""

    settings: Settings
    clock: Clock
    texts: Texts
    database: Database
    people: People
    waiting: WaitingQuestions
    knowledge: LiveKnowledge
    rasa: RasaClient
    metrics: Metrics
    conversation: Conversation
    health: Health
    office: Office
    publishing: PublishCommands

    def today(self) -> date:
        """Return the day it is where the people are."""
        return self.clock.now().astimezone(self.settings.timezone).date()


class Acquaintances:
    """Turns a channel's own ids into ours, for channels that know no clock."""

    def __init__(self, people: People, clock: Clock) -> None:
        self._people, self._clock = people, clock

    def find_or_create(self, channel: str, external_id: str) -> str:
        """Return our own id for someone on a channel."""
        return self._people.arrive(channel, external_id, self._clock.now()).id


class Library:
    """The published documents, for the pages that show them."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def documents(self) -> tuple[Document, ...]:
        """Return every published document."""
        return tuple(self._core.knowledge.current().documents.values())

    def today(self) -> date:
        """Return the day on which a document's standing is judged."""
        return self._core.today()
