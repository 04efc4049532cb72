"""The action server's desk: what is known of a person, the knowledge in force, and where both are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from actions.consultation import Consultation, Person
from actions.memory import Memory
from bot.storage.memory import AS_OF
from bot.storage.memory import Memory as MemoryTable
from bot.storage.profiles import Profiles
from bot.storage.questions import UnansweredQuestions
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import FactValue, Outcome, Question


class Knowledge(Protocol):
    """Whatever holds the knowledge base that is in force now."""

    def current(self) -> KnowledgeBase:
        """Return the knowledge base, newest published documents included."""
        ...


class Desk:
    """Everything an action needs, handed in once when the server starts."""

    def __init__(
        self,
        knowledge: Knowledge,
        profiles: Profiles,
        memories: MemoryTable,
        questions: UnansweredQuestions,
        now: Callable[[], datetime],
        timezone: ZoneInfo,
    ) -> None:
        self.knowledge = knowledge
        self._profiles, self._memories, self._questions = profiles, memories, questions
        self.now = now
        self._timezone = timezone

    @property
    def today(self) -> date:
        """The day it is where the people are."""
        return self.now().astimezone(self._timezone).date()

    def day_for(self, person: Person) -> date:
        """The day a person asks about: today, unless they asked for another one before their question."""
        return person.asks_about or self.today

    def person(self, person_id: str) -> Person:
        """Return what is known of a person."""
        profile, kept = self._memories.recall(person_id)
        facts = profile.facts if profile.consent else {}
        day = kept.get(AS_OF)
        return Person(profile.region, facts, Memory.from_json(kept), date.fromisoformat(day) if day else None)

    def keep(self, person_id: str, text: str, consultation: Consultation) -> None:
        """Remember what a turn brought: a new place, the thread of the talk, a question nobody could answer."""
        now = self.now()
        if consultation.region_is_new:
            self._profiles.set_region(person_id, consultation.region, now)
        if consultation.told is not None:
            self._keep_told(person_id, consultation.told)
        self._memories.keep(person_id, consultation.memory.to_json(), now)
        if consultation.answer and consultation.answer.outcome is Outcome.NOTHING_FOUND:
            self._questions.note(text, consultation.region, now)

    def _keep_told(self, person_id: str, told: Question) -> None:
        """Bring what a person agreed to have kept up to date: new quantities replace old ones, what is gone is dropped."""
        profile = self._profiles.of(person_id)
        if not profile.consent:
            return
        facts = self.knowledge.current().lexicon.facts
        kept = {name: value for name, value in profile.facts.items() if name not in facts or isinstance(value, bool)}
        quantities = {m.fact: m.value for m in told.mentions if m.fact and m.value is not None and not m.negated}
        stated = {name: value for name, value in told.facts.items() if isinstance(value, bool)}
        self._profiles.set_facts(person_id, {**kept, **quantities, **stated}, self.now())

    def move(self, person_id: str, region: str | None) -> None:
        """Remember where a person lives."""
        self._profiles.set_region(person_id, region, self.now())

    @property
    def example_place(self) -> str:
        """The name of a covered place, to show how to answer."""
        kb = self.knowledge.current()
        return kb.divisions[kb.covered_places()[0]].name

    def keep_facts(self, person_id: str, facts: Mapping[str, FactValue]) -> None:
        """Keep a person's facts because they said we may."""
        self._profiles.set_facts(person_id, facts, self.now())
        self._profiles.set_consent(person_id, True, self.now())

    def start_over(self, person_id: str) -> None:
        """Drop the thread of the talk; place and kept facts stay."""
        self._memories.clear(person_id)
