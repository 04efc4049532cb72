"""What is done about each end a message can come to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.delivery.faults import ChatClosed, ChatMoved, Fault, InDoubt, Refused, SlowDown, Unavailable, Unreachable
from bot.delivery.pacing import Pacer, backoff_seconds
from bot.storage.chats import Chats, Reach
from bot.storage.outbox import Priority, State
from bot.storage.outbox_claims import Claimed, End, OutboxClaims

log = structlog.get_logger(__name__)
MOST_ATTEMPTS = 8
_LONGEST_OUTAGE_WAIT_SECONDS = 60.0


class Transport(Protocol):
    """The road to Telegram."""

    async def send(self, message: Claimed) -> int:
        """Send one message and return Telegram's id of it.

        Raises: Fault, saying what to do next.
        """
        ...


class Carrier:
    """Carries one message and tells its end; whoever called writes that down."""

    def __init__(
        self, claims: OutboxClaims, chats: Chats, transport: Transport, clock: Clock, pacer: Pacer, timer: Callable[[], float]
    ) -> None:
        self._claims, self._chats, self._transport = claims, chats, transport
        self._clock, self._pacer, self._timer = clock, pacer, timer
        self._outages = 0

    def end_without_sending(self, message: Claimed) -> End | None:
        """Return the end of a message that is not to be sent at all; None for one that is."""
        end = None
        if message.expires_at and message.expires_at <= self._clock.now():
            end = self._claims.settle(message, State.FAILED, "expired")
        elif message.present_chat_id is not None:
            end = self._claims.put_back(message, counted=False, chat_id=message.present_chat_id)
        elif message.reach not in (None, Reach.OPEN) and message.priority is not Priority.REPLY:
            end = self._claims.settle(message, State.FAILED, message.reach)
        return replace(end, was=State.QUEUED) if end else None

    async def carry(self, message: Claimed) -> End:
        """Send one message and return the end it came to."""
        try:
            message_id = await self._transport.send(message)
        except Fault as fault:
            log.info("message.not_sent", outbox=message.id, kind=message.kind, fault=type(fault).__name__, attempt=message.attempt + 1)
            return await self._remedy(message, fault)
        except Exception:
            # Nobody knows how far it came, and the row must not stay without an end.
            log.exception("message.failed", outbox=message.id, kind=message.kind)
            return self._claims.doubt(message, "unknown")
        self._outages = 0
        self._pacer.went_through()
        return self._claims.settle(message, State.SENT, None, message_id)

    async def _remedy(self, message: Claimed, fault: Fault) -> End:
        try:
            return await _REMEDIES[type(fault)](self, message, fault)
        except Exception:
            # Telegram took nothing, and what we meant to note about the chat will be met again.
            log.exception("message.remedy_failed", outbox=message.id, kind=message.kind)
            return self._claims.put_back(message)

    async def _moved(self, message: Claimed, fault: ChatMoved) -> End:
        await asyncio.to_thread(self._chats.move, message.chat_id, fault.new_id)
        return self._claims.put_back(message, counted=False, chat_id=fault.new_id)

    async def _slowed(self, message: Claimed, fault: SlowDown) -> End:
        self._pacer.slow_down(message.chat_id, fault.seconds, self._timer())
        return self._claims.put_back(message, counted=False)

    async def _unreachable(self, message: Claimed, _fault: Unreachable) -> End:
        # The network is down for everybody: nobody's tries are used up, and nobody is overtaken.
        self._outages += 1
        wait = backoff_seconds(self._outages, 0.5, _LONGEST_OUTAGE_WAIT_SECONDS)
        self._pacer.pause_all(self._timer() + wait)
        return self._claims.put_back(message, counted=False)

    async def _unavailable(self, message: Claimed, _fault: Unavailable) -> End:
        attempt = message.attempt + 1
        if attempt >= MOST_ATTEMPTS:
            return self._claims.settle(message, State.FAILED, "telegram_unavailable")
        wait = backoff_seconds(attempt)
        self._pacer.pause_chat(message.chat_id, self._timer() + wait)
        return self._claims.put_back(message, after=timedelta(seconds=wait))

    async def _in_doubt(self, message: Claimed, fault: InDoubt) -> End:
        return self._claims.doubt(message, fault.reason)

    async def _closed(self, message: Claimed, fault: ChatClosed) -> End:
        await asyncio.to_thread(self._chats.mark, message.chat_id, fault.reach)
        return self._claims.settle(message, State.FAILED, fault.reach.value)

    async def _refused(self, message: Claimed, fault: Refused) -> End:
        return self._claims.settle(message, State.FAILED, fault.reason)


_REMEDIES: Mapping[type[Fault], Callable[..., Awaitable[End]]] = {
    ChatMoved: Carrier._moved,
    SlowDown: Carrier._slowed,
    Unreachable: Carrier._unreachable,
    Unavailable: Carrier._unavailable,
    InDoubt: Carrier._in_doubt,
    ChatClosed: Carrier._closed,
    Refused: Carrier._refused,
}
