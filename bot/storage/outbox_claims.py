"""The sender's side of the outbox: looking for what may go, taking it so that nobody else can, writing down its end."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true, update
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.messages import Button
from bot.storage.chats import AliasRow, ChatRow, Reach
from bot.storage.database import Database
from bot.storage.leases import LeaseRow
from bot.storage.outbox import OutboxRow, Priority, State

RESENT_WHEN_IN_DOUBT = (Priority.REPLY, Priority.REMINDER)
# An answer is personal: once it has arrived nobody needs its words again.
_WIPED_KINDS = ("reply",)
_UNTRACKED = {"synchronize_session": False}


@dataclass(frozen=True)
class Claimed:
    """A message to send; `reach` and `present_chat_id` are what is known of its chat (None: nothing, or no other id)."""

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
    reach: Reach | None = None
    present_chat_id: int | None = None


@dataclass(frozen=True)
class Openings:
    """What may be sent at this moment: which priorities, past quiet hours or not, and which chats must wait."""

    lowest: Priority = Priority.BULK
    quiet: bool = False
    waiting_chats: Collection[int] = ()


@dataclass(frozen=True)
class End:
    """How a message ended, still to be written down; `was` is the state it must be in until then."""

    id: int
    values: Mapping[str, Any]
    was: State = State.SENDING

    @property
    def waits(self) -> bool:
        """Say whether the message is to be sent again."""
        return bool(self.values["state"] == State.QUEUED)


class OutboxClaims:
    """Takes and settles messages for the holder of the sender's lease."""

    def __init__(self, database: Database, clock: Clock, lease_name: str, worker: str) -> None:
        self._database = database
        self._clock = clock
        self._lease_name = lease_name
        self._worker = worker

    def candidates(self, openings: Openings, limit: int = 1) -> list[Claimed]:
        """Look for the first messages that may go now; to look is not to take."""
        now = self._clock.now()
        query = (
            select(OutboxRow, ChatRow.reach, AliasRow.chat_id)
            .outerjoin(ChatRow, ChatRow.chat_id == OutboxRow.chat_id)
            .outerjoin(AliasRow, AliasRow.old_id == OutboxRow.chat_id)
            .where(OutboxRow.state == State.QUEUED, *_due(openings, now))
            .order_by(OutboxRow.priority, OutboxRow.id)
            .limit(limit)
        )
        with self._database.session() as session:
            return [_claimed(row, reach, present) for row, reach, present in session.execute(query)]

    def write(self, ends: Sequence[End] = (), begin: Claimed | None = None) -> bool:
        """Write ends down and take one message to send, in one transaction; False when it may not be sent any more.

        One commit for the end of one message and the beginning of the next leaves exactly one in doubt after a kill.
        """
        now = self._clock.now()
        with self._database.session() as session:
            for end in ends:
                change = update(OutboxRow).where(OutboxRow.id == end.id, OutboxRow.state == end.was)
                session.execute(change.values(changed_at=now, **end.values), execution_options=_UNTRACKED)
            return begin is not None and self._take(session, begin, now)

    def _take(self, session: Session, message: Claimed, now: datetime) -> bool:
        is_ours = exists().where(LeaseRow.name == self._lease_name, LeaseRow.holder == self._worker)
        # Since it was looked at, it may have been paused, cancelled or aimed at another chat.
        still = (OutboxRow.state == State.QUEUED, OutboxRow.held.is_(False), OutboxRow.chat_id == message.chat_id)
        change = update(OutboxRow).where(OutboxRow.id == message.id, *still, is_ours)
        values = {"state": State.SENDING, "worker": self._worker, "attempt": OutboxRow.attempt + 1, "changed_at": now}
        return session.scalars(change.values(values).returning(OutboxRow.id), execution_options=_UNTRACKED).first() is not None

    def settle(self, message: Claimed, state: State, reason: str | None = None, message_id: int | None = None) -> End:
        """Return the end of a message that is over; only the words that someone may need again are kept."""
        values: dict[str, Any] = {"state": state, "reason": reason, "message_id": message_id}
        if state == State.SENT and message.kind in _WIPED_KINDS:
            values |= {"text": "", "buttons": []}
        return End(message.id, values)

    def put_back(self, message: Claimed, *, after: timedelta | None = None, counted: bool = True, chat_id: int | None = None) -> End:
        """Return the end that queues a message again: later, uncounted when it was nobody's fault, or for a chat's new id."""
        values: dict[str, Any] = {"state": State.QUEUED, "not_before": self._clock.now() + after if after else None}
        if not counted:
            values["attempt"] = message.attempt
        if chat_id is not None:
            values["chat_id"] = chat_id
        return End(message.id, values)

    def doubt(self, message: Claimed, reason: str) -> End:
        """Return the end of a message that may have arrived: what a person waits for is sent once more, the rest is uncertain."""
        again = message.priority in RESENT_WHEN_IN_DOUBT and message.doubts == 0
        state = State.QUEUED if again else State.UNCERTAIN
        return End(message.id, {"state": state, "reason": reason, "doubts": message.doubts + 1})

    def recover(self, under_way: Collection[int] = ()) -> int:
        """Settle as in doubt what was in flight and is nobody's now; return how many there were."""
        query = select(OutboxRow).where(OutboxRow.state == State.SENDING, OutboxRow.id.not_in(list(under_way)))
        with self._database.session() as session:
            ends = [self.doubt(_claimed(row), "sender_stopped") for row in session.scalars(query)]
        self.write(ends)
        return len(ends)

    def recent_sends(self, seconds: float) -> list[tuple[int, Priority, datetime]]:
        """List what went out in the last seconds, so that a new sender keeps the limits its forerunner had used up."""
        since = self._clock.now() - timedelta(seconds=seconds)
        states = (State.SENDING, State.SENT, State.UNCERTAIN)
        query = select(OutboxRow.chat_id, OutboxRow.priority, OutboxRow.changed_at).where(
            OutboxRow.state.in_(states), OutboxRow.changed_at >= since
        )
        with self._database.session() as session:
            return [(chat, Priority(priority), at) for chat, priority, at in session.execute(query.order_by(OutboxRow.changed_at))]


def _due(openings: Openings, now: datetime) -> list[ColumnElement[bool]]:
    is_reply = OutboxRow.priority == Priority.REPLY
    conditions = [
        OutboxRow.priority <= openings.lowest,
        OutboxRow.held.is_(False),
        or_(OutboxRow.not_before.is_(None), OutboxRow.not_before <= now),
        or_(is_reply, OutboxRow.ignore_quiet_hours.is_(True)) if openings.quiet else true(),
    ]
    return [*conditions, and_(OutboxRow.chat_id.not_in(list(openings.waiting_chats)))] if openings.waiting_chats else conditions


def _claimed(row: OutboxRow, reach: str | None = None, present_chat_id: int | None = None) -> Claimed:
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
        reach=Reach(reach) if reach else None,
        present_chat_id=present_chat_id,
    )
