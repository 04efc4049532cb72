"""The sender: one loop that takes what may go now and hands it to a carrier."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

import structlog

from bot.clock import Clock
from bot.delivery.lease import SENDER, SenderLease
from bot.delivery.outcomes import Carrier, Transport
from bot.delivery.pacing import InFlight, Limits, Pacer
from bot.delivery.quiet_hours import QuietHours
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.leases import Leases
from bot.storage.outbox import Priority
from bot.storage.outbox_claims import Claimed, Openings, OutboxClaims

log = structlog.get_logger(__name__)
# Other processes queue too (the command line): their rows are found by looking.
_LOOK_SECONDS = 0.5
_STANDBY_SECONDS = 1.0
_MEMORY_SECONDS = 60.0
_FAREWELL_SECONDS = 15.0


class DeliveryService:
    """Sends what stands in the outbox while it holds the sender's lease; stands by otherwise."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        chats: Chats,
        transport: Transport,
        quiet_hours: QuietHours,
        limits: Limits | None = None,
        timer: Callable[[], float] = time.monotonic,
        lease: SenderLease | None = None,
    ) -> None:
        limits = limits or Limits()
        self._clock, self._quiet_hours, self._timer = clock, quiet_hours, timer
        self._lease = lease or SenderLease(Leases(database), clock)
        self._claims = OutboxClaims(database, clock, SENDER, self._lease.holder)
        self._pacer = Pacer(limits)
        self._in_flight = InFlight(limits.bulk_per_second)
        self._carrier = Carrier(self._claims, chats, transport, clock, self._pacer, timer)
        self._held_until: float | None = None
        self._is_stopping = False
        self._awake = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._carrying: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to send."""
        self._is_stopping = False
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Let what is under way arrive, then give the lease to the next process."""
        if self._running is None:
            return
        # Never cancelled: a message claimed in that very moment would be in doubt for nothing.
        self._is_stopping = True
        self._awake.set()
        await self._running
        self._running = None
        if self._carrying:
            await asyncio.wait(self._carrying, timeout=_FAREWELL_SECONDS)
        if self._held_until is not None:
            self._held_until = None
            await asyncio.to_thread(self._lease.release)

    def wake(self) -> None:
        """Look at the outbox at once; called in the sender's own loop by whoever just queued something."""
        self._awake.set()

    async def _run(self) -> None:
        while not self._is_stopping:
            self._awake.clear()
            try:
                wait = await self._step()
            except Exception:
                log.exception("sender.stumbled")
                wait = _STANDBY_SECONDS
            if wait > 0 and not self._is_stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), wait)

    async def _step(self) -> float:
        if not await self._has_lease():
            return _STANDBY_SECONDS
        now = self._timer()
        openings = self._openings(now)
        claimed = await asyncio.to_thread(self._claims.claim, openings) if openings else None
        if claimed is None:
            return min(_LOOK_SECONDS, max(self._pacer.seconds_to_change(now), 0.001), max(self._in_flight.seconds_to_patience(now), 0.001))
        self._pacer.depart(claimed.chat_id, claimed.priority, self._timer())
        self._in_flight.begin(claimed.id, self._timer())
        task = asyncio.create_task(self._carry(claimed))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)
        return 0.0

    async def _carry(self, claimed: Claimed) -> None:
        was_answered = False
        try:
            was_answered = await self._carrier.carry(claimed)
        finally:
            self._pacer.land(claimed.chat_id, self._timer())
            self._in_flight.end(claimed.id, self._timer(), was_answered)
            self._awake.set()

    def _openings(self, now: float) -> Openings | None:
        lowest = self._pacer.lowest_open(now)
        if lowest is None:
            return None
        if not self._in_flight.has_room(now):
            lowest = Priority.REPLY
        return Openings(lowest, self._quiet_hours.covers(self._clock.now()), self._pacer.waiting_chats(now))

    async def _has_lease(self) -> bool:
        now, lasts = self._timer(), self._lease.lasts.total_seconds()
        if self._held_until is not None and now < self._held_until - lasts * 2 / 3:
            return True
        was_ours = self._held_until is not None and now < self._held_until
        if not await asyncio.to_thread(self._lease.hold):
            self._held_until = None
            return False
        self._held_until = now + lasts
        if not was_ours:
            await self._take_over()
        return True

    async def _take_over(self) -> None:
        doubtful = await asyncio.to_thread(self._claims.recover)
        now, moment = self._timer(), self._clock.now()
        for chat_id, priority, at in await asyncio.to_thread(self._claims.recent_sends, _MEMORY_SECONDS):
            self._pacer.remember(chat_id, priority, now - (moment - at).total_seconds())
        log.info("sender.took_over", in_doubt=doubtful)
