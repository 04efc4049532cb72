"""How far broadcasts have come, and what happens to them by itself: they start, stop when too much fails, end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.broadcasts.model import Preview, Status, StopRule
from bot.broadcasts.recipients import Recipients
from bot.broadcasts.rights import Rights
from bot.broadcasts.service import BroadcastService, plan_of
from bot.clock import Clock
from bot.people.audit import Action
from bot.storage.audit import AuditStore
from bot.storage.broadcasts import BroadcastRow, BroadcastStore, Stage
from bot.storage.database import Database
from bot.storage.outbox import Outbox, State

log = structlog.get_logger(__name__)
_RATE_OVER = timedelta(seconds=30)
# The longest a message can be under way when its broadcast is cancelled.
_AFTERMATH = timedelta(minutes=10)
_TICK_SECONDS = 1.0
_BY_ITSELF = "system"


class BroadcastReader:
    """Tells how broadcasts stand."""

    def __init__(self, database: Database, clock: Clock, outbox: Outbox, recipients: Recipients, rights: Rights) -> None:
        self._database, self._clock, self._outbox = database, clock, outbox
        self._recipients, self._rights = recipients, rights

    def get(self, number: int) -> BroadcastRow:
        """Return a broadcast; raises BroadcastRefused."""
        with self._database.session() as session:
            row = BroadcastStore(session).get(number)
        if row is None:
            raise self._rights.refusal("unknown", number=number)
        return row

    def latest(self, limit: int = 20) -> Sequence[BroadcastRow]:
        """Return the newest broadcasts, newest first."""
        with self._database.session() as session:
            return BroadcastStore(session).latest(limit)

    def preview(self, number: int) -> Preview:
        """Say whom a broadcast would reach now and what stands in the way; raises BroadcastRefused."""
        plan = plan_of(self.get(number))
        with self._database.session() as session:
            return self._recipients.preview(self._recipients.find(BroadcastStore(session), plan), plan)

    def status(self, number: int) -> Status:
        """Count a broadcast's messages and foresee its end; raises BroadcastRefused."""
        row = self.get(number)
        counts = self._outbox.counts(row.campaign)
        rate = self._rate(row, counts)
        waiting = counts[State.QUEUED] + counts[State.SENDING]
        left = waiting / rate if rate and row.state == Stage.RUNNING else None
        return Status(row.id, Stage(row.state), counts, rate, left, row.started_at, row.ended_at, row.pause_reason)

    def _rate(self, row: BroadcastRow, counts: dict[State, int]) -> float:
        if row.started_at is None:
            return 0.0
        if row.ended_at:
            settled = counts[State.SENT] + counts[State.UNCERTAIN] + counts[State.FAILED]
            return settled / max((row.ended_at - row.started_at).total_seconds(), 1.0)
        now = self._clock.now()
        since = max(now - _RATE_OVER, row.started_at)
        with self._database.session() as session:
            settled = BroadcastStore(session).settled_since(row.campaign, since)
        return settled / max((now - since).total_seconds(), 1.0)


class BroadcastWatch:
    """Does what is due for broadcasts; every step is taken once, however many processes watch."""

    def __init__(self, database: Database, clock: Clock, outbox: Outbox, service: BroadcastService, rule: StopRule | None = None) -> None:
        self._database, self._clock, self._outbox = database, clock, outbox
        self._service, self._rule = service, rule or StopRule()
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to watch."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Watch no more."""
        if self._running:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running

    async def _run(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.tick)
            except Exception:
                log.exception("broadcasts.tick_failed")
            await asyncio.sleep(_TICK_SECONDS)

    def tick(self) -> None:
        """Start what is due, stop what fails too often, end what is through."""
        now = self._clock.now()
        with self._database.session() as session:
            store = BroadcastStore(session)
            for row in store.in_stage(Stage.APPROVED):
                if (row.starts_at is None or row.starts_at <= now) and self._service.start_in(store, row):
                    log.info("broadcast.started", broadcast=row.id)
            for row in store.in_stage(Stage.RUNNING):
                self._watch(store, row, now)
            for row in store.ended_since(Stage.CANCELLED, now - _AFTERMATH):
                self._outbox.cancel(campaign=row.campaign, session=session)

    def _watch(self, store: BroadcastStore, row: BroadcastRow, now: datetime) -> None:
        if store.is_over(row.campaign):
            if store.advance(row.id, (Stage.RUNNING,), Stage.DONE, ended_at=now):
                log.info("broadcast.done", broadcast=row.id)
        elif self._fails_too_often(store, row) and store.advance(row.id, (Stage.RUNNING,), Stage.PAUSED, pause_reason="too_many_failures"):
            self._outbox.hold(row.campaign, session=store.session)
            AuditStore(store.session).add(_BY_ITSELF, Action.BROADCAST_PAUSED, row.campaign, now, {"reason": "too_many_failures"})
            log.warning("broadcast.stopped_itself", broadcast=row.id)

    def _fails_too_often(self, store: BroadcastStore, row: BroadcastRow) -> bool:
        since = row.resumed_at or row.started_at
        if since is None:
            return False
        ends = store.last_ends(row.campaign, self._rule.of, since)
        failed = sum(1 for end in ends if end == State.FAILED)
        return len(ends) >= self._rule.of and failed * 100 > self._rule.percent * len(ends)
