"""The office of duties and trainings: its services, connected once, for the bot process and the command line alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.messages import Reply
from bot.people.service import Staff
from bot.reminders.commands import DutyCommands, Handler, joined, read
from bot.reminders.composing import DutyComposer, EscalationComposer
from bot.reminders.duties import Duties
from bot.reminders.feed import Feeds
from bot.reminders.model import Kinds, load_kinds, load_texts
from bot.reminders.planning import Planner
from bot.reminders.proposals import Proposals, load_ready
from bot.reminders.service import Composer, Queue, Reminders
from bot.reminders.wording import Wording
from bot.storage.database import Database
from bot.storage.profiles import Profiles
from bot.trainings.commands import TrainingCommands
from bot.trainings.composing import AnnouncementComposer, EnrolmentComposer
from bot.trainings.model import TrainingWording, load_training_texts
from bot.trainings.progress import load_rules
from bot.trainings.service import Trainings
from policy_kb.errors import UnknownDocument

_ENROLMENT_KINDS = ("training_reminder", "training_changed", "training_cancelled", "training_promoted")


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
    handlers: dict[str, Handler]

    async def answer(self, person_id: str, text: str) -> list[Reply] | None:
        """Answer a command or a tapped button of ours; None when it is for somebody else."""
        told = read(text)
        handler = self.handlers.get(told[0]) if told else None
        return await handler(person_id, told[1]) if handler and told else None

    def join(self, person_id: str, code: str) -> Reply:
        """Redeem an invitation code and say what became of it."""
        result = self.staff.redeem(code, person_id)
        return joined(result.official, result.refusal, self.wording)


def build_office(
    database: Database, clock: Clock, outbox: Queue, places: Any, knowledge: Callable[[], Any], *, base_url: str, holder: str
) -> Office:
    """Connect the services of the office; `knowledge` returns the knowledge base in force."""

    def title_of(slug: str) -> str:
        try:
            return str(knowledge().document(slug).meta.title)
        except UnknownDocument:  # a duty outlives the document it stood on
            return slug

    kinds, wording = load_kinds(), Wording(load_texts(), places, title_of)
    training_wording = TrainingWording(load_training_texts(), places, title_of)
    staff, planner = Staff(database, clock, places), Planner(places, kinds)
    duties, trainings = Duties(database, clock, planner, kinds, places), Trainings(database, clock, kinds, places)
    feeds = Feeds(database, clock, wording.texts, base_url)
    proposals = Proposals(knowledge, duties, wording, load_ready(), clock)
    reminders = Reminders(database, clock, outbox, kinds, _composers(wording, training_wording), holder=holder)
    duty_words = DutyCommands(duties, staff, proposals, feeds, wording, clock)
    training_words = TrainingCommands(trainings, Profiles(database), training_wording, load_rules(), clock, places)
    handlers = {**duty_words.handlers(), **training_words.handlers()}
    return Office(staff, duties, trainings, proposals, planner, reminders, feeds, wording, kinds, handlers)


def _composers(wording: Wording, training_wording: TrainingWording) -> dict[str, Composer]:
    composers: dict[str, Composer] = {kind: EnrolmentComposer(training_wording, kind) for kind in _ENROLMENT_KINDS}
    return composers | {
        "duty": DutyComposer(wording, "duty_reminder"),
        "duty_nudge": DutyComposer(wording, "duty_nudge"),
        "duty_escalation": EscalationComposer(wording),
        "training_announcement": AnnouncementComposer(training_wording),
    }
