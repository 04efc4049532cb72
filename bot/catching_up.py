"""Answers the questions kept over an outage, as soon as the part that was down is back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from bot.channels.base import CannotPush, Channel
from bot.conversation import Conversation
from bot.errors import BotError, RasaUnavailable
from bot.logs import hashed
from bot.messages import Reply
from bot.rasa_client import as_json
from bot.storage.people import People
from bot.storage.waiting import WaitingQuestion, WaitingQuestions
from bot.texts import Texts

log = structlog.get_logger(__name__)
_PAUSE_SECONDS = 3.0


class CatchingUp:
    """A service that asks kept questions again and brings, or keeps, the answers."""

    name = "catching_up"

    def __init__(
        self, conversation: Conversation, waiting: WaitingQuestions, people: People, channels: Mapping[str, Channel], texts: Texts
    ) -> None:
        self._conversation, self._waiting, self._people = conversation, waiting, people
        self._channels, self._texts = channels, texts
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look for kept questions."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop looking; what is kept stays kept."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def catch_up(self) -> int:
        """Ask every kept question once more and return how many were answered; stops at the first that still fails."""
        answered = 0
        for question in await asyncio.to_thread(self._waiting.unanswered):
            try:
                replies = await self._conversation.answer_waiting(question.person_id, question.text)
            except RasaUnavailable:
                break
            await self._bring(question, replies or [Reply(self._texts.say("conversation.unclear"))])
            answered += 1
        return answered

    async def _run(self) -> None:
        while True:
            try:
                if count := await self.catch_up():
                    log.info("waiting_questions.answered", count=count)
            except Exception:  # a broken round must not end the service; the questions are still there
                log.exception("waiting_questions.failed")
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _bring(self, question: WaitingQuestion, replies: list[Reply]) -> None:
        intro = Reply(self._texts.say("conversation.late_answer", question=question.text))
        person = await asyncio.to_thread(self._people.get, question.person_id)
        channel = self._channels.get(question.channel)
        try:
            if person is None or channel is None:
                raise CannotPush(question.channel)
            for reply in [intro, *replies]:
                await channel.push(person.external_id, reply)
        except (CannotPush, BotError):
            await asyncio.to_thread(self._waiting.answer, question.id, [as_json(reply) for reply in replies])
            log.info("late_answer.kept", person=hashed(question.person_id))
        else:
            await asyncio.to_thread(self._waiting.drop, [question])
