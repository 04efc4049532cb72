"""The tick: takes what is due, decides what is still worth saying, and hands it to the outbox, all in one transaction."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.clock import Clock
from bot.delivery.lease import is_dead
from bot.messages import Reply
from bot.reminders.model import Drop, Kinds, Say, TickReport, Verdict
from bot.reminders.triggers.steps import out_of_quiet_hours
from bot.storage.audience import AudienceStore
from bot.storage.database import Database
from bot.storage.leases import Leases
from bot.storage.outbox import Draft, Priority
from bot.storage.reminders import ReminderRow, ReminderStore, dedupe_key

LEASE = "reminders"
LEASE_LASTS = timedelta(seconds=10)
# A tick leaves the rest to the next one before its lease can run out.
_TICK_BUDGET_SECONDS = 5.0
_MESSENGER, _SEEN = "telegram", "seen"
log = structlog.get_logger()


class Composer(Protocol):
    """Knows the words of some kinds of reminder, and whether there is still something to say."""

    def compose(self, session: Any, rows: Sequence[ReminderRow], now: datetime, late: frozenset[int]) -> Mapping[int, Verdict]:
        """Decide about reminders of one kind; `late` holds the ids of those that go out late."""
        ...


class Queue(Protocol):
    """What is asked of the outbox."""

    def enqueue_in(self, session: Any, drafts: Iterable[Draft]) -> None:
        """Queue messages inside the caller's transaction."""
        ...


@dataclass(frozen=True)
class Settled:
    """What one batch did: the rows to write back and the messages to queue."""

    changes: list[dict[str, Any]]
    drafts: list[Draft]
    late: int


class Reminders:
    """Sends due reminders, once each, from whichever process holds the lease."""

    def __init__(
        self, database: Database, clock: Clock, outbox: Queue, kinds: Kinds, composers: Mapping[str, Composer], *, holder: str
    ) -> None:
        self._database, self._clock, self._outbox, self._kinds = database, clock, outbox, kinds
        self._composers, self._holder, self._leases = composers, holder, Leases(database)

    def tick(self, stopwatch: Callable[[], float] = time.monotonic) -> TickReport | None:
        """Queue all that is due; None when another process holds the lease."""
        if not self._holds_lease():
            return None
        began, states, causes, late = stopwatch(), Counter[str](), Counter[str](), 0
        while stopwatch() - began < _TICK_BUDGET_SECONDS:
            done = self._batch(self._clock.now())
            states.update(change["state"] for change in done.changes)
            causes.update(change["cause"] for change in done.changes if change["cause"])
            late += done.late
            if len(done.changes) < self._kinds.batch_size:
                break
        report = TickReport(states["queued"], states["on_page"], states["missed"], states["void"], late, dict(causes))
        if states:
            log.info("reminders.ticked", **{state: states[state] for state in sorted(states)}, late=late)
        return report

    def collect(self, person_id: str) -> list[Reply]:
        """Hand over what a person without a messenger has not seen yet, once; what is no use any more is listed as missed."""
        now = self._clock.now()
        with self._database.session() as session:
            store = ReminderStore(session)
            rows = store.waiting_on_page(person_id)
            # In the order they fell due: the last one about a thing stands for those before it.
            newest = {(row.kind, row.subject_id): row.id for row in rows}
            ends = {row.id: _seen_or_missed(row, row.id == newest[row.kind, row.subject_id], now) for row in rows}
            fresh = [row for row in rows if ends[row.id][0] == _SEEN]
            verdicts = self._compose(session, fresh, now, frozenset())
            store.settle({"id": number, "state": state, "cause": cause, "settled_at": now} for number, (state, cause) in ends.items())
        return [Reply(v.text, v.buttons, meta={"notice": row.id}) for row in fresh if isinstance(v := verdicts[row.id], Say)]

    def release(self) -> None:
        """Give the lease back at an orderly end, so that another process ticks at once."""
        self._leases.release(LEASE, self._holder)

    def _holds_lease(self) -> bool:
        now = self._clock.now()
        if self._leases.take(LEASE, self._holder, now, LEASE_LASTS):
            return True
        other = self._leases.holder(LEASE)
        if other is None or not is_dead(other):
            return False
        # A holder that was killed on this machine is not waited for.
        self._leases.release(LEASE, other)
        return self._leases.take(LEASE, self._holder, now, LEASE_LASTS)

    def _batch(self, now: datetime) -> Settled:
        with self._database.session() as session:
            store = ReminderStore(session)
            rows = store.claim(now, self._kinds.batch_size)
            if not rows:
                return Settled([], [], 0)
            settled = self._settle(session, rows, now)
            self._outbox.enqueue_in(session, settled.drafts)
            store.settle(settled.changes)
            return settled

    def _settle(self, session: Any, rows: Sequence[ReminderRow], now: datetime) -> Settled:
        late = frozenset(row.id for row in rows if now - row.due_at > self._kinds.late_after)
        outdated = self._outdated(session, [row for row in rows if row.id in late], now)
        verdicts = self._compose(session, rows, now, late)
        channels = AudienceStore(session).channels(row.person_id for row in rows)
        changes: list[dict[str, Any]] = []
        drafts: list[Draft] = []
        for row in rows:
            state, cause = _judge(row, verdicts[row.id], outdated, channels.get(row.person_id), now)
            changes.append({"id": row.id, "state": state, "cause": cause, "settled_at": None if state == "on_page" else now})
            if state == "queued" and isinstance(verdict := verdicts[row.id], Say):
                drafts.append(self._draft(row, verdict, channels[row.person_id][1], now))
        return Settled(changes, drafts, sum(change["id"] in late for change in changes if change["state"] in ("queued", "on_page")))

    def _draft(self, row: ReminderRow, verdict: Say, chat_id: str, now: datetime) -> Draft:
        # The hour was chosen when planning, outside the quiet hours unless there was no other; only what is late may meet them now.
        waits = not row.ignores_quiet_hours and row.due_at < now - self._kinds.late_after
        morning = out_of_quiet_hours(now, row.useful_until, self._kinds.hours) if waits else now
        return Draft(
            chat_id=int(chat_id),
            text=verdict.text,
            priority=Priority.REMINDER,
            kind=row.kind,
            person_id=row.person_id,
            dedupe_key=dedupe_key(row.id),
            not_before=morning if morning > now else None,
            expires_at=row.useful_until,
            ignore_quiet_hours=True,
            buttons=verdict.buttons,
        )

    def _compose(self, session: Any, rows: Sequence[ReminderRow], now: datetime, late: frozenset[int]) -> dict[int, Verdict]:
        by_kind: dict[str, list[ReminderRow]] = defaultdict(list)
        for row in rows:
            by_kind[row.kind].append(row)
        verdicts: dict[int, Verdict] = {}
        for kind, members in by_kind.items():
            verdicts |= self._composers[kind].compose(session, members, now, late)
        return verdicts

    def _outdated(self, session: Any, late: Sequence[ReminderRow], now: datetime) -> set[int]:
        """Find late reminders that a later one about the same thing to the same person has overtaken."""
        overtaken: set[int] = set()
        by_kind: dict[str, list[ReminderRow]] = defaultdict(list)
        for row in late:
            by_kind[row.kind].append(row)
        for kind, rows in by_kind.items():
            newest = ReminderStore(session).newer_due(kind, {row.subject_id for row in rows}, now)
            overtaken |= {row.id for row in rows if newest.get((row.subject_id, row.person_id), row.due_at) > row.due_at}
        return overtaken


def _seen_or_missed(row: ReminderRow, is_newest: bool, now: datetime) -> tuple[str, str | None]:
    if now > row.useful_until:
        return "missed", "too_late"
    return (_SEEN, None) if is_newest else ("missed", "superseded")


def _judge(
    row: ReminderRow, verdict: Verdict, outdated: set[int], channel: tuple[str, str] | None, now: datetime
) -> tuple[str, str | None]:
    if isinstance(verdict, Drop):
        return "void", verdict.cause
    if now > row.useful_until:
        return "missed", "too_late"
    if row.id in outdated:
        return "missed", "superseded"
    if channel is None:
        return "missed", "person_unknown"
    return ("queued", None) if channel[0] == _MESSENGER else ("on_page", None)
