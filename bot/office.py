"""The office of duties and trainings: its services, connected once, for the bot process and the command line alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import policy_kb
from bot.calls import Call, WordHandler, read
from bot.clock import Clock
from bot.delivery.lease import SenderLease
from bot.delivery.quiet_hours import QuietHours
from bot.forms.filling import Filling, Surroundings, load_form_texts
from bot.forms.readers import READERS
from bot.messages import Reply
from bot.people.service import Staff
from bot.people.statistics import StatisticsCommand
from bot.reminders.commands import DutyCommands, joined
from bot.reminders.composing import DutyComposer, EscalationComposer
from bot.reminders.duties import Duties
from bot.reminders.feed import Feeds
from bot.reminders.model import Kinds, load_kinds, load_texts
from bot.reminders.planning import Planner
from bot.reminders.proposals import Proposals, load_ready
from bot.reminders.reading import duty_readers
from bot.reminders.scheduler import Ticker
from bot.reminders.service import Composer, Queue, Reminders
from bot.reminders.setting import DutySetting
from bot.reminders.wording import Wording
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.forms import OpenForms
from bot.storage.knowledge import LiveKnowledge
from bot.storage.leases import Leases
from bot.storage.outbox import Outbox
from bot.storage.profiles import Profiles
from bot.storage.questions import UnansweredQuestions
from bot.texts import load_texts as load_sentences
from bot.trainings.commands import TrainingCommands
from bot.trainings.composing import AnnouncementComposer, EnrolmentComposer
from bot.trainings.model import TrainingWording, load_training_texts
from bot.trainings.organizing import TrainingOrganizing
from bot.trainings.progress import load_rules
from bot.trainings.service import Trainings
from policy_kb.errors import UnknownDocument
from policy_kb.regions import load_divisions

DIVISIONS_FILE = Path(policy_kb.__file__).parent / "data" / "divisions.csv"
_JOINING = ("/start", "/join")
_GIVING_UP = "/cancel"
_FOR_GROUPS = "training"
_ENROLMENT_KINDS = ("training_reminder", "training_changed", "training_cancelled", "training_promoted")

# Whoever may take plain words for an answer to something they asked; None when the words are for somebody else.
Listener = Callable[[str, str], list[Reply] | None]


@dataclass(frozen=True)
class Office:
    """What officials and households do with duties and trainings."""

    staff: Staff
    duties: Duties
    trainings: Trainings
    proposals: Proposals
    planner: Planner
    reminders: Reminders
    feeds: Feeds
    wording: Wording
    kinds: Kinds
    handlers: dict[str, WordHandler]
    listeners: tuple[Listener, ...]

    async def answer(self, person_id: str, text: str) -> list[Reply] | None:
        """Answer a command or a tapped button of ours; None when it is for somebody else."""
        told = read(text)
        if told and told[0] in _JOINING and told[1].words:
            return [await asyncio.to_thread(self.join, person_id, told[1].words)]
        if told and (handler := self.handlers.get(told[0])):
            return await asyncio.to_thread(handler, person_id, told[1])
        # Plain words may be the answer to what a form asked last; so may be the word that ends it.
        return await asyncio.to_thread(self._hear, person_id, text) if told is None or told[0] == _GIVING_UP else None

    def _hear(self, person_id: str, text: str) -> list[Reply] | None:
        return next((replies for hear in self.listeners if (replies := hear(person_id, text)) is not None), None)

    async def notices(self, person_id: str) -> list[Reply]:
        """Hand over the reminders that waited for somebody without a messenger to come back to the page."""
        return await asyncio.to_thread(self.reminders.collect, person_id)

    def ticker(self, database: Database, clock: Clock, zone: ZoneInfo) -> Ticker:
        """Return the service that plans and ticks while the bot runs."""
        return Ticker(clock, self.reminders.tick, lambda now: self.planner.plan_all(database, now), self.reminders.release, zone)

    def join(self, person_id: str, code: str) -> Reply:
        """Redeem an invitation code and say what became of it."""
        result = self.staff.redeem(code, person_id)
        return joined(result.official, result.refusal, self.wording)

    def command_handlers(self) -> dict[str, Callable[[Call], Awaitable[list[Reply]]]]:
        """Return what carries out a channel's slash commands, by name; no replies means the command is not for us."""

        async def carry_out(call: Call) -> list[Reply]:
            if call.is_group and call.name != _FOR_GROUPS:
                return []
            replies = await self.answer(call.person_id, f"/{call.name} {call.words}".strip()) or []
            # A group cannot enrol; its members do that in their own chats.
            return [Reply(reply.text) for reply in replies] if call.is_group else replies

        return dict.fromkeys((word.strip("/") for word in (*self.handlers, *_JOINING)), carry_out)


def open_office(settings: Settings, database: Database, clock: Clock, knowledge: LiveKnowledge) -> Office:
    """Build the office of a process from its settings."""
    places = load_divisions(DIVISIONS_FILE)
    holder = SenderLease(Leases(database), clock).holder
    outbox = Outbox(database, clock)
    quiet = QuietHours.of(settings.timezone, settings.quiet_hours)
    return build_office(database, clock, outbox, places, knowledge.current, base_url=settings.url, holder=holder, quiet_hours=quiet)


def build_office(
    database: Database,
    clock: Clock,
    outbox: Queue,
    places: Any,
    knowledge: Callable[[], Any],
    *,
    base_url: str,
    holder: str,
    quiet_hours: QuietHours | None = None,
) -> Office:
    """Connect the services of the office; `knowledge` returns the knowledge base in force."""

    def title_of(slug: str) -> str:
        try:
            return str(knowledge().document(slug).meta.title)
        except UnknownDocument:  # a duty outlives the document it stood on
            return slug

    kinds, wording = load_kinds(quiet_hours), Wording(load_texts(), places, title_of)
    training_wording = TrainingWording(load_training_texts(), places, title_of)
    staff, planner = Staff(database, clock, places), Planner(places, kinds)
    duties, trainings = Duties(database, clock, planner, kinds, places), Trainings(database, clock, kinds, places)
    feeds = Feeds(database, clock, wording.texts, planner, places, base_url)
    ready, profiles = load_ready(), Profiles(database)
    statistics = StatisticsCommand(staff, profiles, UnansweredQuestions(database), places, load_sentences())
    proposals = Proposals(knowledge, duties, wording, ready, clock)
    reminders = Reminders(database, clock, outbox, kinds, _composers(wording, training_wording), holder=holder)
    around = Surroundings(places, knowledge, READERS | duty_readers(ready, wording.cycle))
    filling = Filling(OpenForms(database), staff, clock, around, load_form_texts())
    duty_words = DutyCommands(duties, staff, proposals, feeds, wording, clock)
    training_words = TrainingCommands(trainings, profiles, training_wording, load_rules(), staff, clock, places)
    setting = DutySetting(duties, staff, filling, wording, kinds, places, clock, knowledge)
    organizing = TrainingOrganizing(trainings, staff, filling, training_wording, places, clock)
    words = (duty_words, setting, training_words, organizing, filling)
    handlers = {word: handler for room in words for word, handler in room.handlers().items()} | {"/stats": statistics.tell}
    hear = (filling.hear, training_words.hear)
    return Office(staff, duties, trainings, proposals, planner, reminders, feeds, wording, kinds, handlers, hear)


def _composers(wording: Wording, training_wording: TrainingWording) -> dict[str, Composer]:
    composers: dict[str, Composer] = {kind: EnrolmentComposer(training_wording, kind) for kind in _ENROLMENT_KINDS}
    return composers | {
        "duty": DutyComposer(wording, "duty_reminder"),
        "duty_nudge": DutyComposer(wording, "duty_nudge"),
        "duty_escalation": EscalationComposer(wording),
        "training_announcement": AnnouncementComposer(training_wording),
    }
