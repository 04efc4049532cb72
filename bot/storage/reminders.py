"""Reminders as rows: what, who, when, under which version of the rule, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Insert, String, Text, UniqueConstraint, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.database import Base, UtcDateTime
from bot.storage.outbox import OutboxRow


class ReminderRow(Base):
    """One reminder to one person: due, queued (the outbox row tells the rest), on_page, seen, missed or void."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "version", "person_id", "step"),
        Index("ix_reminders_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int] = mapped_column(index=True)
    person_id: Mapped[str] = mapped_column(String(64), index=True)
    step: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    useful_until: Mapped[datetime] = mapped_column(UtcDateTime)
    ignores_quiet_hours: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default="due")
    cause: Mapped[str | None] = mapped_column(Text, default=None)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class FeedTokenRow(Base):
    """The secret part of a person's calendar address, kept as a hash."""

    __tablename__ = "feed_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReminderStore:
    """Reads and writes reminders within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Keep reminders; one that is there already (whatever its state) stays as it is, so nothing doubles."""
        insert_ignoring_twins(self._session, ReminderRow, rows)

    def claim(self, now: datetime, limit: int) -> Sequence[ReminderRow]:
        """Take due reminders for this transaction alone; a rollback gives them back."""
        due = select(ReminderRow.id).where(ReminderRow.state == "due", ReminderRow.due_at <= now)
        ids = self._session.scalars(due.order_by(ReminderRow.due_at, ReminderRow.id).limit(limit).with_for_update(skip_locked=True)).all()
        # Not one statement WITH the select: Python's SQLite driver begins no transaction for it, and a crash would lose the batch.
        taken = update(ReminderRow).where(ReminderRow.id.in_(ids), ReminderRow.state == "due")
        rows = self._session.scalars(taken.values(state="claimed").returning(ReminderRow), execution_options={"synchronize_session": False})
        return sorted(rows.all(), key=lambda row: (row.due_at, row.id))

    def settle(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write what became of claimed reminders: id, state, cause, settled_at; one statement for each end, not for each row."""
        ends: dict[tuple[str, str | None, datetime | None], list[int]] = defaultdict(list)
        for row in rows:
            ends[row["state"], row.get("cause"), row["settled_at"]].append(row["id"])
        for (state, cause, settled_at), ids in ends.items():
            change = update(ReminderRow).where(ReminderRow.id.in_(ids)).values(state=state, cause=cause, settled_at=settled_at)
            self._session.execute(change, execution_options={"synchronize_session": False})

    def void(self, now: datetime, cause: str, *conditions: Any) -> int:
        """Take due reminders out, saying why."""
        due = update(ReminderRow).where(ReminderRow.state == "due", *conditions)
        ids = self._session.scalars(due.values(state="void", cause=cause, settled_at=now).returning(ReminderRow.id))
        return len(ids.all())

    def void_subjects(self, kind: str, subject_ids: Iterable[int], now: datetime, cause: str) -> int:
        """Take out what is still due about some subjects."""
        ids = list(subject_ids)
        return self.void(now, cause, ReminderRow.kind == kind, ReminderRow.subject_id.in_(ids)) if ids else 0

    def revive(self, kind: str, subject_ids: Iterable[int], causes: Sequence[str], now: datetime) -> None:
        """Make reminders that were taken out for some causes due again, as far as their time is still to come."""
        voided = (ReminderRow.kind == kind, ReminderRow.subject_id.in_(list(subject_ids)), ReminderRow.state == "void")
        again = update(ReminderRow).where(*voided, ReminderRow.cause.in_(causes), ReminderRow.due_at > now)
        self._session.execute(again.values(state="due", cause=None, settled_at=None))

    def newer_due(self, kind: str, subject_ids: Iterable[int], now: datetime) -> dict[tuple[int, str], datetime]:
        """Return, for each (subject, person), the latest moment at which a reminder fell due by now."""
        query = (
            select(ReminderRow.subject_id, ReminderRow.person_id, func.max(ReminderRow.due_at))
            .where(ReminderRow.kind == kind, ReminderRow.subject_id.in_(list(subject_ids)), ReminderRow.due_at <= now)
            .where(ReminderRow.state.in_(("due", "claimed", "queued")))
            .group_by(ReminderRow.subject_id, ReminderRow.person_id)
        )
        moments = ((s, p, at) for s, p, at in self._session.execute(query))
        return {(subject, person): at for subject, person, at in moments}

    def about(self, kind: str, subject_ids: Iterable[int]) -> Sequence[ReminderRow]:
        """Return all reminders about some subjects, in the order they fall due."""
        query = select(ReminderRow).where(ReminderRow.kind == kind, ReminderRow.subject_id.in_(list(subject_ids)))
        return self._session.scalars(query.order_by(ReminderRow.due_at, ReminderRow.id)).all()

    def deliveries(self, reminder_ids: Iterable[int]) -> dict[int, tuple[str, str | None]]:
        """Return how far the queued ones came: the outbox's state and its reason."""
        keys = {dedupe_key(reminder_id): reminder_id for reminder_id in reminder_ids}
        query = select(OutboxRow.dedupe_key, OutboxRow.state, OutboxRow.reason).where(OutboxRow.dedupe_key.in_(list(keys)))
        return {keys[key]: (state, reason) for key, state, reason in self._session.execute(query) if key}

    def waiting_on_page(self, person_id: str) -> Sequence[ReminderRow]:
        """Return what a person without a messenger has not seen yet, earliest first."""
        query = select(ReminderRow).where(ReminderRow.person_id == person_id, ReminderRow.state == "on_page")
        return self._session.scalars(query.order_by(ReminderRow.due_at, ReminderRow.id)).all()

    def counts(self) -> dict[str, int]:
        """Count reminders by state."""
        query = select(ReminderRow.state, func.count()).group_by(ReminderRow.state)
        return dict(iter(self._session.execute(query)))

    def missed(self, limit: int = 100) -> Sequence[ReminderRow]:
        """Return the reminders nobody got, newest first."""
        query = select(ReminderRow).where(ReminderRow.state == "missed").order_by(ReminderRow.id.desc()).limit(limit)
        return self._session.scalars(query).all()

    def set_feed_token(self, person_id: str, token_hash: str, now: datetime) -> None:
        """Give a person a new calendar address; the old one stops working."""
        self._session.execute(delete(FeedTokenRow).where(FeedTokenRow.person_id == person_id))
        self._session.add(FeedTokenRow(token_hash=token_hash, person_id=person_id, created_at=now))

    def feed_owner(self, token_hash: str) -> str | None:
        """Return whose calendar an address shows."""
        row = self._session.get(FeedTokenRow, token_hash)
        return row.person_id if row else None


def dedupe_key(reminder_id: int) -> str:
    """Return the mark under which a reminder stands in the outbox, once."""
    return f"reminder:{reminder_id}"


def insert_ignoring_twins(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, leaving alone those whose unique key is taken; works the same on SQLite and PostgreSQL."""
    if rows:
        # Many executions of one short statement: a single long one takes Python longer to write than the database to run.
        session.execute(_insert(session, table), [dict(row) for row in rows])


def _insert(session: Session, table: type[Base]) -> Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Base.metadata.tables[table.__tablename__]).on_conflict_do_nothing()
    return sqlite.insert(Base.metadata.tables[table.__tablename__]).on_conflict_do_nothing()
