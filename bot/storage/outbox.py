"""Everything we mean to send: one row a recipient, kept until its end is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, ColumnElement, Index, Insert, Integer, SmallInteger, String, Text, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from bot.clock import Clock
from bot.messages import Button
from bot.storage.database import Base, Database, UtcDateTime

MAX_TEXT_LENGTH = 4096
MAX_CAPTION_LENGTH = 1024
# SQLite counts up only in a column declared INTEGER.
ROW_ID = BigInteger().with_variant(Integer(), "sqlite")


class Priority(IntEnum):
    """Who goes first when several messages wait."""

    REPLY = 0
    REMINDER = 1
    BULK = 2


class State(StrEnum):
    """How far a message has come; `uncertain` means Telegram may or may not have delivered it."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Draft:
    """One message to one chat, before it is queued; `attachment` is {"kind": "photo"|"document", "path": ..., "name": ...}."""

    chat_id: int
    text: str
    priority: Priority = Priority.REPLY
    kind: str = "reply"
    person_id: str | None = None
    campaign: str | None = None
    dedupe_key: str | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    ignore_quiet_hours: bool = False
    buttons: tuple[Button, ...] = ()
    attachment: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        most = MAX_CAPTION_LENGTH if self.attachment else MAX_TEXT_LENGTH
        if len(self.text) > most:
            raise ValueError(f"{len(self.text)} characters do not fit into one message; split it at {most} before queueing.")


class OutboxRow(Base):
    """A message to one recipient and what became of it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_priority_id", "state", "priority", "id"),
        Index("ix_outbox_campaign_state", "campaign", "state"),
        Index("ix_outbox_chat_id_digest", "chat_id", "digest"),
        Index("ix_outbox_changed_at", "changed_at"),
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True, autoincrement=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    # Whoever asks to be forgotten takes along every row that names them.
    person_id: Mapped[str | None] = mapped_column(String(32), index=True)
    priority: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(40))
    campaign: Mapped[str | None] = mapped_column(String(64))
    dedupe_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    digest: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    attachment: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    held: Mapped[bool] = mapped_column(Boolean)
    ignore_quiet_hours: Mapped[bool] = mapped_column(Boolean)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempt: Mapped[int] = mapped_column(Integer)
    doubts: Mapped[int] = mapped_column(Integer)
    worker: Mapped[str | None] = mapped_column(String(120))
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Outbox:
    """The queue as the rest of the app sees it: put in, count, hold, cancel."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def enqueue(self, *drafts: Draft) -> list[int]:
        """Queue messages in one transaction; return the ids of the new rows (a known dedupe key is left alone)."""
        now = self._clock.now()
        with self._database.session() as session:
            added = _insert_new(session).returning(OutboxRow.id)
            return list(session.execute(added, [_row(draft, now) for draft in drafts]).scalars()) if drafts else []

    def enqueue_in(self, session: Session, drafts: Iterable[Draft]) -> None:
        """Queue messages inside the caller's transaction, so that cause and message stand or fall together."""
        now = self._clock.now()
        if rows := [_row(draft, now) for draft in drafts]:
            session.execute(_insert_new(session), rows)

    def counts(self, campaign: str) -> dict[State, int]:
        """Count a campaign's messages by state; every state is named, the empty ones with 0."""
        with self._database.session() as session:
            query = select(OutboxRow.state, func.count().label("number")).where(OutboxRow.campaign == campaign).group_by(OutboxRow.state)
            found = {row.state: row.number for row in session.execute(query)}
        return {state: found.get(state, 0) for state in State}

    def results(self, campaign: str, *states: State) -> list[OutboxRow]:
        """List a campaign's messages in the given states (all without any), oldest first."""
        with self._database.session() as session:
            query = select(OutboxRow).where(OutboxRow.campaign == campaign).order_by(OutboxRow.id)
            return list(session.scalars(query.where(OutboxRow.state.in_(states)) if states else query))

    def cancel(
        self,
        *,
        campaign: str | None = None,
        chat_id: int | None = None,
        kind: str | None = None,
        priority: Priority | None = None,
        reason: str = "cancelled",
        session: Session | None = None,
    ) -> int:
        """Cancel what still waits and matches all the given marks; what is under way ends as it ends."""
        marks = _marks(campaign, chat_id, kind, priority)
        return self._change((State.QUEUED,), marks, {"state": State.CANCELLED, "reason": reason}, session)

    def hold(self, campaign: str, held: bool = True, session: Session | None = None) -> int:
        """Pause a campaign's messages, or with `held=False` let them go on; one under way stays held if it comes back."""
        return self._change((State.QUEUED, State.SENDING), _marks(campaign), {"held": held}, session)

    def retry(self, campaign: str, *reasons: str, session: Session | None = None) -> int:
        """Queue a campaign's failed messages again (only those failed for the given reasons, if any are given)."""
        marks = _marks(campaign) + ([OutboxRow.reason.in_(reasons)] if reasons else [])
        values = {"state": State.QUEUED, "reason": None, "attempt": 0, "held": False, "not_before": None}
        return self._change((State.FAILED,), marks, values, session)

    def was_sent(self, chat_id: int, text: str, since: datetime) -> bool:
        """Say whether the same text went, or may have gone, to the same chat since a moment."""
        states = (State.QUEUED, State.SENDING, State.SENT, State.UNCERTAIN)
        query = select(OutboxRow.id).where(OutboxRow.chat_id == chat_id, OutboxRow.digest == digest_of(text))
        with self._database.session() as session:
            return session.scalars(query.where(OutboxRow.state.in_(states), OutboxRow.changed_at >= since).limit(1)).first() is not None

    def _change(self, states: tuple[State, ...], marks: list[ColumnElement[bool]], values: dict[str, Any], session: Session | None) -> int:
        if not marks:
            raise ValueError("Name the campaign, the chat or the kind; changing every waiting message at once is never meant.")
        statement = update(OutboxRow).where(OutboxRow.state.in_(states), *marks).values(changed_at=self._clock.now(), **values)
        # Inside the caller's transaction, so that cause and change stand or fall together; else in one of its own.
        with nullcontext(session) if session else self._database.session() as here:
            return len(here.scalars(statement.returning(OutboxRow.id), execution_options={"synchronize_session": False}).all())


def digest_of(text: str) -> str:
    """Return the mark by which the same text is known again."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:32]


def _insert_new(session: Session) -> Insert:
    # One short statement executed for many rows: a single long one takes Python longer to write than the database to run.
    table = Base.metadata.tables[OutboxRow.__tablename__]
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=["dedupe_key"])
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=["dedupe_key"])


def _marks(
    campaign: str | None = None, chat_id: int | None = None, kind: str | None = None, priority: Priority | None = None
) -> list[ColumnElement[bool]]:
    wanted: tuple[tuple[InstrumentedAttribute[Any], str | int | None], ...] = (
        (OutboxRow.campaign, campaign),
        (OutboxRow.chat_id, chat_id),
        (OutboxRow.kind, kind),
        (OutboxRow.priority, priority),
    )
    return [column == value for column, value in wanted if value is not None]


def _row(draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "chat_id": draft.chat_id,
        "person_id": draft.person_id,
        "priority": int(draft.priority),
        "kind": draft.kind,
        "campaign": draft.campaign,
        "dedupe_key": draft.dedupe_key,
        "digest": digest_of(draft.text),
        "text": draft.text,
        "buttons": [{"title": button.title, "payload": button.payload} for button in draft.buttons],
        "attachment": dict(draft.attachment) if draft.attachment else None,
        "state": State.QUEUED,
        "reason": None,
        "held": False,
        "ignore_quiet_hours": draft.ignore_quiet_hours,
        "not_before": draft.not_before,
        "expires_at": draft.expires_at,
        "attempt": 0,
        "doubts": 0,
        "worker": None,
        "message_id": None,
        "created_at": now,
        "changed_at": now,
    }
