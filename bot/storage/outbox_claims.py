"""The sender's side of the outbox: taking a message so that nobody else can, and writing down its end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true, update

from bot.clock import Clock
from bot.messages import Button
from bot.storage.database import Database
from bot.storage.leases import LeaseRow
from bot.storage.outbox import OutboxRow, Priority, State

RESENT_WHEN_IN_DOUBT = (Priority.REPLY, Priority.REMINDER)
# An answer is personal: once it has arrived nobody needs its words again.
_WIPED_KINDS = ("reply",)


@dataclass(frozen=True)
class Claimed:
    """A message this process, and no other, is to send now."""

    id: int
    chat_id: int
    priority: Priority
    kind: str
    campaign: str | None
    text: str
    buttons: tuple[Button, ...]
    attachment: Mapping[str, str] | None
    attempt: int
    doubts: int
    expires_at: datetime | None


@dataclass(frozen=True)
class Openings:
    """What may be sent at this moment: which priorities, past quiet hours or not, and which chats must wait."""

    lowest: Priority = Priority.BULK
    quiet: bool = False
    waiting_chats: Collection[int] = ()


class OutboxClaims:
    """Claims and settles messages for the holder of the sender's lease."""

    def __init__(self, database: Database, clock: Clock, lease_name: str, worker: str) -> None:
        self._database = database
        self._clock = clock
        self._lease_name = lease_name
        self._worker = worker

    def claim(self, openings: Openings) -> Claimed | None:
        """Take the first message that may go now; None when there is none, or the lease is another's."""
        now = self._clock.now()
        is_ours = exists().where(LeaseRow.name == self._lease_name, LeaseRow.holder == self._worker)
        first = (
            select(OutboxRow.id)
            .where(OutboxRow.state == State.QUEUED, *_due(openings, now), is_ours)
            .order_by(OutboxRow.priority, OutboxRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        change = update(OutboxRow).where(OutboxRow.id == first, OutboxRow.state == State.QUEUED)
        values = {"state": State.SENDING, "worker": self._worker, "attempt": OutboxRow.attempt + 1, "changed_at": now}
        with self._database.session() as session:
            row = session.scalars(change.values(values).returning(OutboxRow), execution_options=_UNTRACKED).first()
            return _claimed(row) if row else None

    def settle(self, claimed: Claimed, state: State, reason: str | None = None, message_id: int | None = None) -> None:
        """Write down how a claimed message ended; only the words that someone may need again are kept."""
        values: dict[str, Any] = {"state": state, "reason": reason, "message_id": message_id}
        if state == State.SENT and claimed.kind in _WIPED_KINDS:
            values |= {"text": "", "buttons": []}
        self._write(claimed, values)

    def put_back(self, claimed: Claimed, *, after: timedelta | None = None, counted: bool = True, chat_id: int | None = None) -> None:
        """Queue a claimed message again: later, uncounted when it was nobody's fault, or for a chat's new id."""
        values: dict[str, Any] = {"state": State.QUEUED, "not_before": self._clock.now() + after if after else None}
        if not counted:
            values["attempt"] = max(claimed.attempt - 1, 0)
        if chat_id is not None:
            values["chat_id"] = chat_id
        self._write(claimed, values)

    def doubt(self, claimed: Claimed, reason: str) -> State:
        """Settle a message that may have arrived: what a person waits for is sent once more, the rest is listed as uncertain."""
        again = claimed.priority in RESENT_WHEN_IN_DOUBT and claimed.doubts == 0
        state = State.QUEUED if again else State.UNCERTAIN
        self._write(claimed, {"state": state, "reason": reason, "doubts": claimed.doubts + 1})
        return state

    def recover(self) -> int:
        """Settle as in doubt what a former sender had in flight; return how many there were."""
        with self._database.session() as session:
            rows = session.scalars(select(OutboxRow).where(OutboxRow.state == State.SENDING, OutboxRow.worker != self._worker)).all()
        for row in rows:
            self.doubt(_claimed(row), "sender_stopped")
        return len(rows)

    def recent_sends(self, seconds: float) -> list[tuple[int, Priority, datetime]]:
        """List what went out in the last seconds, so that a new sender keeps the limits its forerunner had used up."""
        since = self._clock.now() - timedelta(seconds=seconds)
        states = (State.SENDING, State.SENT, State.UNCERTAIN)
        query = select(OutboxRow.chat_id, OutboxRow.priority, OutboxRow.changed_at).where(
            OutboxRow.state.in_(states), OutboxRow.changed_at >= since
        )
        query = query.where(OutboxRow.state.in_(states)).order_by(OutboxRow.changed_at)
        with self._database.session() as session:
            return [(chat, Priority(priority), at) for chat, priority, at in session.execute(query)]

    def _write(self, claimed: Claimed, values: dict[str, Any]) -> None:
        statement = update(OutboxRow).where(OutboxRow.id == claimed.id, OutboxRow.state == State.SENDING)
        with self._database.session() as session:
            session.execute(statement.values(changed_at=self._clock.now(), **values), execution_options=_UNTRACKED)


_UNTRACKED = {"synchronize_session": False}


def _due(openings: Openings, now: datetime) -> list[ColumnElement[bool]]:
    is_reply = OutboxRow.priority == Priority.REPLY
    conditions = [
        OutboxRow.priority <= openings.lowest,
        OutboxRow.held.is_(False),
        or_(OutboxRow.not_before.is_(None), OutboxRow.not_before <= now),
        or_(is_reply, OutboxRow.ignore_quiet_hours.is_(True)) if openings.quiet else true(),
    ]
    return [*conditions, and_(OutboxRow.chat_id.not_in(list(openings.waiting_chats)))] if openings.waiting_chats else conditions


def _claimed(row: OutboxRow) -> Claimed:
    return Claimed(
        id=row.id,
        chat_id=row.chat_id,
        priority=Priority(row.priority),
        kind=row.kind,
        campaign=row.campaign,
        text=row.text,
        buttons=tuple(Button(b["title"], b["payload"]) for b in row.buttons),
        attachment=row.attachment,
        attempt=row.attempt,
        doubts=row.doubts,
        expires_at=row.expires_at,
    )
