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
from bot.delivery.shelf import LOOK_SECONDS, SHELF_LENGTH, Shelf
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.leases import Leases
from bot.storage.outbox import Priority, State
from bot.storage.outbox_claims import Claimed, End, Openings, OutboxClaims

log = structlog.get_logger(__name__)
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
        self._in_flight = InFlight()
        self._carrier = Carrier(self._claims, chats, transport, clock, self._pacer, timer)
        self._shelf = Shelf()
        self._ends: list[End] = []
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
        await self._write_ends()
        if self._held_until is not None:
            self._held_until = None
            await asyncio.to_thread(self._lease.release)

    def wake(self) -> None:
        """Look at the outbox at once; called in the sender's own loop by whoever just queued something."""
        self._shelf.spoil()
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
            await self._write_ends()
            return _STANDBY_SECONDS
        if self._shelf.is_old(self._timer()):
            await self._look()
        openings = self._openings()
        message = self._shelf.take(openings)
        if message is None and openings and openings.lowest is Priority.BULK and self._shelf.has_more:
            # All that was found must wait for its chats; others behind it need not.
            await self._look()
            message = self._shelf.take(openings)
        if message is None:
            # Nothing may go now: the time is used to write down what has ended.
            await self._write_ends()
            return self._wait()
        end = self._carrier.end_without_sending(message)
        if end:
            self._note(end)
        else:
            await self._send(message)
        return 0.0

    async def _look(self) -> None:
        """Fill the shelf with what may go; ends are written first, so that nothing is overtaken by what comes after it."""
        await self._write_ends()
        now = self._timer()
        openings = Openings(Priority.BULK, self._quiet_hours.covers(self._clock.now()), self._pacer.waiting_chats(now))
        self._shelf.fill(await asyncio.to_thread(self._claims.candidates, openings, SHELF_LENGTH), now)

    async def _send(self, message: Claimed) -> None:
        self._in_flight.begin(message.id, message.priority, self._timer())
        try:
            was_taken = await self._write_ends(message)
        except BaseException:
            self._in_flight.forget(message.id)
            # Whether it was taken nobody knows; taking the lease again settles that.
            self._held_until = None
            raise
        if not was_taken:
            self._in_flight.forget(message.id)
            return
        self._pacer.depart(message.chat_id, message.priority, self._timer())
        task = asyncio.create_task(self._carry(message))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _carry(self, message: Claimed) -> None:
        end = await self._carrier.carry(message)
        self._note(end)
        self._pacer.land(message.chat_id, self._timer())
        self._in_flight.end(message.id, self._timer(), end.values["state"] == State.SENT)
        self._awake.set()

    def _note(self, end: End) -> None:
        self._ends.append(end)
        if end.waits:
            # It goes before everything later to the same chat, which may stand on the shelf.
            self._shelf.spoil()

    async def _write_ends(self, begin: Claimed | None = None) -> bool:
        ends = list(self._ends)
        if not ends and begin is None:
            return False
        was_taken = await asyncio.to_thread(self._claims.write, ends, begin)
        del self._ends[: len(ends)]
        return was_taken

    def _openings(self) -> Openings | None:
        now = self._timer()
        lowest = self._pacer.lowest_open(now)
        if lowest is None:
            return None
        if not self._in_flight.has_room(now):
            lowest = Priority.REPLY
        return Openings(lowest, waiting_chats=self._pacer.waiting_chats(now))

    def _wait(self) -> float:
        now = self._timer()
        changes = (self._pacer.seconds_to_change(now), self._in_flight.seconds_to_room(now))
        return min(LOOK_SECONDS, *(max(seconds, 0.001) for seconds in changes))

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
        self._shelf.spoil()
        doubtful = await asyncio.to_thread(self._claims.recover, self._in_flight.messages | {end.id for end in self._ends})
        now, moment = self._timer(), self._clock.now()
        for chat_id, priority, at in await asyncio.to_thread(self._claims.recent_sends, _MEMORY_SECONDS):
            self._pacer.remember(chat_id, priority, now - (moment - at).total_seconds())
        log.info("sender.took_over", in_doubt=doubtful)
