"""What is done about each end a message can come to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bot.clock import Clock
from bot.delivery.faults import ChatClosed, ChatMoved, Fault, InDoubt, Refused, SlowDown, Unavailable, Unreachable
from bot.delivery.pacing import Pacer, backoff_seconds
from bot.storage.chats import Chats, Reach
from bot.storage.outbox import Priority, State
from bot.storage.outbox_claims import Claimed, OutboxClaims

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
    """Carries one claimed message and writes down its end."""

    def __init__(
        self, claims: OutboxClaims, chats: Chats, transport: Transport, clock: Clock, pacer: Pacer, timer: Callable[[], float]
    ) -> None:
        self._claims, self._chats, self._transport = claims, chats, transport
        self._clock, self._pacer, self._timer = clock, pacer, timer
        self._outages = 0

    async def carry(self, message: Claimed) -> bool:
        """Send one message; return whether Telegram answered, so that only real answers teach how long one takes."""
        if message.expires_at and message.expires_at <= self._clock.now():
            await self._write(self._claims.settle, message, State.FAILED, "expired")
            return False
        chat = await asyncio.to_thread(self._chats.get, message.chat_id)
        if chat and chat.chat_id != message.chat_id:
            await self._write(self._claims.put_back, message, counted=False, chat_id=chat.chat_id)
            return False
        if chat and chat.reach is not Reach.OPEN and message.priority is not Priority.REPLY:
            await self._write(self._claims.settle, message, State.FAILED, chat.reach.value)
            return False
        return await self._send(message)

    async def _send(self, message: Claimed) -> bool:
        try:
            message_id = await self._transport.send(message)
        except Fault as fault:
            await _REMEDIES[type(fault)](self, message, fault)
            log.info("message.not_sent", outbox=message.id, kind=message.kind, fault=type(fault).__name__, attempt=message.attempt)
            return False
        except Exception:
            # Nobody knows how far it came, and the row must not stay without an end.
            log.exception("message.failed", outbox=message.id, kind=message.kind)
            await self._write(self._claims.doubt, message, "unknown")
            return False
        self._outages = 0
        self._pacer.went_through()
        await self._write(self._claims.settle, message, State.SENT, None, message_id)
        return True

    async def _moved(self, message: Claimed, fault: ChatMoved) -> None:
        await asyncio.to_thread(self._chats.move, message.chat_id, fault.new_id)
        await self._write(self._claims.put_back, message, counted=False, chat_id=fault.new_id)

    async def _slowed(self, message: Claimed, fault: SlowDown) -> None:
        self._pacer.slow_down(message.chat_id, fault.seconds, self._timer())
        await self._write(self._claims.put_back, message, counted=False)

    async def _unreachable(self, message: Claimed, _fault: Unreachable) -> None:
        # The network is down for everybody: nobody's tries are used up, and nobody is overtaken.
        self._outages += 1
        wait = backoff_seconds(self._outages, 0.5, _LONGEST_OUTAGE_WAIT_SECONDS)
        self._pacer.pause_all(self._timer() + wait)
        await self._write(self._claims.put_back, message, counted=False)

    async def _unavailable(self, message: Claimed, _fault: Unavailable) -> None:
        if message.attempt >= MOST_ATTEMPTS:
            await self._write(self._claims.settle, message, State.FAILED, "telegram_unavailable")
            return
        wait = backoff_seconds(message.attempt)
        self._pacer.pause_chat(message.chat_id, self._timer() + wait)
        await self._write(self._claims.put_back, message, after=timedelta(seconds=wait))

    async def _in_doubt(self, message: Claimed, fault: InDoubt) -> None:
        await self._write(self._claims.doubt, message, fault.reason)

    async def _closed(self, message: Claimed, fault: ChatClosed) -> None:
        await asyncio.to_thread(self._chats.mark, message.chat_id, fault.reach)
        await self._write(self._claims.settle, message, State.FAILED, fault.reach.value)

    async def _refused(self, message: Claimed, fault: Refused) -> None:
        await self._write(self._claims.settle, message, State.FAILED, fault.reason)

    async def _write(self, write: Callable[..., Any], message: Claimed, *args: Any, **options: Any) -> None:
        # An end that is not written down would count as in doubt for ever: a busy database is asked again.
        for attempt in range(1, MOST_ATTEMPTS):
            try:
                await asyncio.to_thread(write, message, *args, **options)
                return
            except Exception:
                log.exception("message.end_not_written", outbox=message.id, attempt=attempt)
                await asyncio.sleep(backoff_seconds(attempt, 0.1, 5))


_REMEDIES: Mapping[type[Fault], Callable[..., Any]] = {
    ChatMoved: Carrier._moved,
    SlowDown: Carrier._slowed,
    Unreachable: Carrier._unreachable,
    Unavailable: Carrier._unavailable,
    InDoubt: Carrier._in_doubt,
    ChatClosed: Carrier._closed,
    Refused: Carrier._refused,
}
