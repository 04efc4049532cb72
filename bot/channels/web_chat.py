"""The road from one POST to its answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from bot.channels.commands import meant
from bot.channels.web_guards import BODY_LIMIT_BYTES, ChatRequest, Guard, Repeats, WrongInput, read_chat_request
from bot.messages import Incoming, Reply

log = structlog.get_logger(__name__)
FORGOTTEN = "forgotten"


class Conversation(Protocol):
    """Whoever answers."""

    async def handle(self, incoming: Incoming) -> list[Reply]:
        """Answer one message."""
        ...


class People(Protocol):
    """Whoever knows which of our people a sender is."""

    def find_or_create(self, channel: str, external_id: str) -> str:
        """Return our own id for someone on a channel."""
        ...


@dataclass(frozen=True)
class Chat:
    """The road from one POST to its answer."""

    conversation: Conversation
    people: People
    guard: Guard
    repeats: Repeats
    says: Mapping[str, str]

    async def answer(self, request: Request) -> Response:
        """Answer one POST: 200 with messages, 422 with a reason, 429 with a wait, 503 with a kind word."""
        try:
            asked = read_chat_request(await _body_within_limit(request))
        except WrongInput as wrong:
            return JSONResponse({"detail": self.says[wrong.key]}, status_code=422)
        is_repeat = asked.message_id is not None and self.repeats.knows(asked.sender, asked.message_id)
        address = request.client.host if request.client else None
        if not is_repeat and (wait := self.guard.seconds_to_wait(asked.sender, address)):
            log.info("web_message.held_back", wait_seconds=round(wait, 1))
            return JSONResponse({"detail": self.says["too_fast"]}, status_code=429, headers={"Retry-After": str(math.ceil(wait))})
        try:
            return JSONResponse({"messages": [as_json(reply) for reply in await self._replies(asked)]})
        except Exception:
            # The last handler: whatever went wrong, the person reads a kind word and the log has the rest.
            log.exception("web_message.failed")
            return JSONResponse({"detail": self.says["sorry"]}, status_code=503, headers={"Retry-After": "5"})

    async def _replies(self, asked: ChatRequest) -> list[Reply]:
        async def work() -> list[Reply]:
            person_id = await run_in_threadpool(self.people.find_or_create, "web", asked.sender)
            return await self.conversation.handle(Incoming(person_id, "web", meant(asked.text)))

        if asked.message_id is None:
            replies = await work()
        else:
            replies = await self.repeats.once(asked.sender, asked.message_id, work, is_final=_is_final)
        if any(reply.meta.get("outcome") == FORGOTTEN for reply in replies):
            self.repeats.drop_all_of(asked.sender, but=asked.message_id)
        return replies


def _is_final(replies: list[Reply]) -> bool:
    return not any(reply.meta.get("unavailable") for reply in replies)


async def _body_within_limit(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT_BYTES:
            raise WrongInput("body_too_large")
    return body


def as_json(reply: Reply) -> dict[str, Any]:
    """Write a reply as the page and scripts read it."""
    message: dict[str, Any] = {"text": reply.text, "buttons": [{"title": b.title, "payload": b.payload} for b in reply.buttons]}
    if reply.image:
        message["image"] = reply.image
    if reply.meta:
        message["meta"] = dict(reply.meta)
    return message
