"""Training sessions and who takes part in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.database import Base, UtcDateTime
from bot.storage.reminders import insert_ignoring_twins

OPEN_STATES = ("enrolled", "waiting")


class TrainingRow(Base):
    """One session: what, where, when, for whom; `version` grows when place or time change."""

    __tablename__ = "trainings"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(6), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    days: Mapped[int]
    audience: Mapped[str] = mapped_column(String(64))
    trade: Mapped[str | None] = mapped_column(String(64), default=None)
    seats: Mapped[int | None] = mapped_column(default=None)
    trainer: Mapped[str | None] = mapped_column(String(100), default=None)
    bring: Mapped[str | None] = mapped_column(Text, default=None)
    steps: Mapped[list[str]] = mapped_column(JSON)
    code_hash: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class EnrolmentRow(Base):
    """One person in one session: enrolled, waiting, cancelled, or attended (with the days counted)."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("training_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(16))
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    days_attended: Mapped[int] = mapped_column(default=0)
    wrong_codes: Mapped[int] = mapped_column(default=0)


Place = tuple[EnrolmentRow, TrainingRow]


class TrainingStore:
    """Reads and writes sessions and enrolments within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, **columns: Any) -> TrainingRow:
        """Keep a new session."""
        training = TrainingRow(**columns)
        self._session.add(training)
        self._session.flush()
        return training

    def get(self, training_id: int) -> TrainingRow | None:
        """Find a session."""
        return self._session.get(TrainingRow, training_id)

    def lock(self, training_id: int) -> TrainingRow | None:
        """Find a session and hold it, so that two who enrol at once do not take the same last seat."""
        # A write comes first: it takes SQLite's write lock, and PostgreSQL's lock of the row.
        held = update(TrainingRow).where(TrainingRow.id == training_id).values(version=TrainingRow.version)
        self._session.execute(held)
        return self._session.get(TrainingRow, training_id, populate_existing=True)

    def coming(self, now: datetime) -> Sequence[TrainingRow]:
        """Return the sessions that have not begun and are not cancelled, soonest first."""
        query = select(TrainingRow).where(TrainingRow.starts_at > now, TrainingRow.cancelled_at.is_(None))
        return self._session.scalars(query.order_by(TrainingRow.starts_at, TrainingRow.id)).all()

    def all(self) -> Sequence[TrainingRow]:
        """Return every session, soonest first."""
        return self._session.scalars(select(TrainingRow).order_by(TrainingRow.starts_at, TrainingRow.id)).all()

    def enrol(self, training_id: int, person_id: str, state: str, now: datetime) -> EnrolmentRow:
        """Put somebody on a session's list, at its end."""
        row = {"training_id": training_id, "person_id": person_id, "state": state, "enrolled_at": now, "days_attended": 0, "wrong_codes": 0}
        insert_ignoring_twins(self._session, EnrolmentRow, [row])
        enrolment = self.enrolment(training_id, person_id)
        if enrolment is None:
            raise LookupError(f"session {training_id} is gone")
        if enrolment.state not in OPEN_STATES:
            enrolment.state, enrolment.enrolled_at = state, now
        return enrolment

    def enrolment(self, training_id: int, person_id: str) -> EnrolmentRow | None:
        """Return somebody's place in a session."""
        query = select(EnrolmentRow).where(EnrolmentRow.training_id == training_id, EnrolmentRow.person_id == person_id)
        return self._session.scalars(query).first()

    def enrolled(self, training_id: int, *states: str) -> Sequence[EnrolmentRow]:
        """Return the people of a session in some states, in the order they came."""
        query = select(EnrolmentRow).where(EnrolmentRow.training_id == training_id, EnrolmentRow.state.in_(states or OPEN_STATES))
        return self._session.scalars(query.order_by(EnrolmentRow.enrolled_at, EnrolmentRow.id)).all()

    def taken(self, training_id: int) -> int:
        """Count the seats taken."""
        query = select(func.count()).where(EnrolmentRow.training_id == training_id, EnrolmentRow.state.in_(("enrolled", "attended")))
        return self._session.scalar(query) or 0

    def places(self, enrolment_ids: Sequence[int]) -> Sequence[Place]:
        """Return enrolments with their sessions."""
        query = select(EnrolmentRow, TrainingRow).join(TrainingRow).where(EnrolmentRow.id.in_(enrolment_ids))
        return [(e, t) for e, t in self._session.execute(query)]

    def of(self, person_id: str) -> Sequence[Place]:
        """Return all sessions somebody was ever on the list of, earliest first: their archive."""
        query = select(EnrolmentRow, TrainingRow).join(TrainingRow).where(EnrolmentRow.person_id == person_id)
        return [(e, t) for e, t in self._session.execute(query.order_by(TrainingRow.starts_at))]

    def count_wrong_code(self, enrolment_id: int) -> int:
        """Count a wrong attendance code and return how many there were."""
        counted = update(EnrolmentRow).where(EnrolmentRow.id == enrolment_id).values(wrong_codes=EnrolmentRow.wrong_codes + 1)
        self._session.execute(counted)
        return self._session.scalar(select(EnrolmentRow.wrong_codes).where(EnrolmentRow.id == enrolment_id)) or 0
