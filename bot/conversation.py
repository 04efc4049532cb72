"""A message in, replies out, the same for every channel; polite when a part is down, and nothing lost."""

from __future__ import annotations

import asyncio
import re
import time
import unicodedata
from typing import Protocol
from weakref import WeakValueDictionary

import structlog

from bot.clock import Clock
from bot.errors import RasaUnavailable
from bot.logs import hashed
from bot.messages import Incoming, Reply
from bot.metrics import Metrics
from bot.rasa_client import reply_from
from bot.storage.people import People
from bot.storage.waiting import WaitingQuestion, WaitingQuestions
from bot.texts import Texts

log = structlog.get_logger(__name__)
LONGEST_TEXT = 1000
FORGOTTEN = "forgotten"
_PAGE = "web"
# What the page says when nobody asked anything and it only looks whether reminders wait.
_LOOKING = "/notices"
_PAYLOAD = re.compile(r"/[a-z_]+(\{.*\})?", re.DOTALL)
_UNREADABLE = {"Cc", "Cs", "Co", "Cn"}


class Understanding(Protocol):
    """Whoever works out replies: Rasa, or a fake of it."""

    async def ask(self, person_id: str, text: str) -> list[Reply]:
        """Return the replies to a message, or raise RasaUnavailable."""
        ...


class Desk(Protocol):
    """Whoever carries out commands and buttons that are no questions: duties, trainings."""

    async def answer(self, person_id: str, text: str) -> list[Reply] | None:
        """Return the replies to a command, or None when it is not the desk's."""
        ...

    async def notices(self, person_id: str) -> list[Reply]:
        """Return what waited for somebody to come to the page."""
        ...


class Conversation:
    """Answers people: each one's messages in order, different people side by side."""

    def __init__(
        self, understanding: Understanding, people: People, waiting: WaitingQuestions, texts: Texts, clock: Clock, metrics: Metrics,
        desk: Desk | None = None,
    ) -> None:  # fmt: skip
        self._understanding, self._people, self._waiting, self._desk = understanding, people, waiting, desk
        self._texts, self._clock, self._metrics = texts, clock, metrics
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, incoming: Incoming) -> list[Reply]:
        """Answer one message; answers that were kept over an outage come first."""
        started = time.perf_counter()
        async with self._turn_of(incoming.person_id):
            notices = await self._desk.notices(incoming.person_id) if self._desk and incoming.channel == _PAGE else []
            if incoming.channel == _PAGE and incoming.text == _LOOKING:
                return notices
            replies = notices + await self._replies(incoming)
        outcome = next((str(r.meta["outcome"]) for r in replies if "outcome" in r.meta), "other")
        seconds = time.perf_counter() - started
        self._metrics.count_turn(incoming.channel, outcome, seconds)
        log.info("message.answered", channel=incoming.channel, person=hashed(incoming.person_id), outcome=outcome, ms=round(seconds * 1000))
        return replies

    async def answer_waiting(self, person_id: str, text: str) -> list[Reply]:
        """Ask a kept question in the person's own order; raises RasaUnavailable while the part is still down."""
        async with self._turn_of(person_id):
            return await self._understanding.ask(person_id, text)

    async def forget(self, person_id: str) -> None:
        """Delete everything known of a person."""
        async with self._turn_of(person_id):
            await asyncio.to_thread(self._people.forget, person_id)
        log.info("person.forgotten", person=hashed(person_id))

    def _turn_of(self, person_id: str) -> asyncio.Lock:
        return self._locks.setdefault(person_id, asyncio.Lock())

    async def _replies(self, incoming: Incoming) -> list[Reply]:
        text = _cleaned(incoming.text)
        if problem := _problem_of(incoming.text, text):
            return [Reply(self._texts.say(f"conversation.{problem}", limit=LONGEST_TEXT), meta={"outcome": problem})]
        if self._desk and (done_at_desk := await self._desk.answer(incoming.person_id, incoming.text.strip())) is not None:
            return done_at_desk
        kept = await asyncio.to_thread(self._waiting.of, incoming.person_id)
        late = self._late_answers(kept, text)
        if any(question.text == text and question.answer is not None for question in kept):
            await asyncio.to_thread(self._waiting.drop, [q for q in kept if q.answer is not None])
            return late
        try:
            replies = await self._understanding.ask(incoming.person_id, text)
        except RasaUnavailable as exc:
            log.warning("message.kept", person=hashed(incoming.person_id), reason=str(exc))
            await self._keep(incoming, text)
            return [Reply(self._texts.say("conversation.unavailable"), meta={"outcome": "unavailable", "unavailable": True})]
        if done := [q for q in kept if q.answer is not None or q.text == text]:
            await asyncio.to_thread(self._waiting.drop, done)
        if any(reply.meta.get("outcome") == FORGOTTEN for reply in replies):
            # Only now has Rasa written this turn down, so only now is there nothing left to write.
            await asyncio.to_thread(self._people.forget, incoming.person_id)
        return late + (replies or [Reply(self._texts.say("conversation.unclear"), meta={"outcome": "unclear"})])

    async def _keep(self, incoming: Incoming, text: str) -> None:
        await asyncio.to_thread(self._waiting.keep, incoming.person_id, incoming.channel, text, self._clock.now())

    def _late_answers(self, kept: list[WaitingQuestion], text: str) -> list[Reply]:
        replies = []
        for question in kept:
            if question.answer is not None and question.text != text:
                replies.append(Reply(self._texts.say("conversation.late_answer", question=question.text)))
            replies += [reply_from(message) for message in question.answer or ()]
        return replies


def _cleaned(text: str) -> str:
    kept = "".join(c for c in text if unicodedata.category(c) not in _UNREADABLE or c in "\n\t").strip()
    # A slash opens a button's payload; any other slash is just somebody's typing.
    return kept if _PAYLOAD.fullmatch(kept) else kept.lstrip("/").strip()


def _problem_of(original: str, cleaned: str) -> str | None:
    if not original.strip():
        return "empty"
    if len(original) > LONGEST_TEXT:
        return "too_long"
    unreadable = sum((unicodedata.category(c) in _UNREADABLE and c not in "\r\n\t") or c == "\ufffd" for c in original)
    if unreadable * 10 > len(original):
        return "unreadable"
    if not any(unicodedata.category(c)[0] in "LN" for c in cleaned):
        return "no_words"
    return None
