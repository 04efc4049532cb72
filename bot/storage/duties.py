"""Duties, the periods they fall due in, and who has handed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.database import Base, UtcDateTime
from bot.storage.reminders import insert_ignoring_twins


class DutyRow(Base):
    """Something to hand in again and again, and the clause that says so; `version` grows with every change of it."""

    __tablename__ = "duties"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(6), index=True)
    audience: Mapped[list[str]] = mapped_column(JSON)
    cycle: Mapped[str] = mapped_column(String(200))
    due_time: Mapped[str] = mapped_column(String(8))
    rest_day: Mapped[str] = mapped_column(String(8))
    steps: Mapped[list[str]] = mapped_column(JSON)
    escalate_after_days: Mapped[int | None] = mapped_column(default=None)
    ignores_quiet_hours: Mapped[bool] = mapped_column(default=False)
    document: Mapped[str | None] = mapped_column(String(128), default=None)
    clause: Mapped[str | None] = mapped_column(String(200), default=None)
    quote: Mapped[str | None] = mapped_column(Text, default=None)
    version: Mapped[int] = mapped_column(default=1)
    version_since: Mapped[datetime] = mapped_column(UtcDateTime)
    planned_until: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(64))
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class OccurrenceRow(Base):
    """One period of a duty under one version of its rule."""

    __tablename__ = "duty_occurrences"
    __table_args__ = (UniqueConstraint("duty_id", "version", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[str] = mapped_column(ForeignKey("duties.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    period: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    moved_from: Mapped[str | None] = mapped_column(String(10), default=None)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    void_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class AssignmentRow(Base):
    """One person's part in one period: open, done, or unable with the reason given."""

    __tablename__ = "duty_assignments"
    __table_args__ = (
        UniqueConstraint("occurrence_id", "person_id"),
        Index("ix_duty_assignments_person_id_state", "person_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("duty_occurrences.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default="open")
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


Part = tuple[AssignmentRow, OccurrenceRow, DutyRow]


class DutyStore:
    """Reads and writes duties within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, **columns: Any) -> DutyRow:
        """Keep a new duty."""
        duty = DutyRow(**columns)
        self._session.add(duty)
        self._session.flush()
        return duty

    def get(self, duty_id: str) -> DutyRow | None:
        """Find a duty by its id."""
        return self._session.get(DutyRow, duty_id)

    def active(self) -> Sequence[DutyRow]:
        """Return every duty that has not been stopped."""
        return self._session.scalars(select(DutyRow).where(DutyRow.stopped_at.is_(None)).order_by(DutyRow.id)).all()

    def add_occurrences(self, rows: Sequence[dict[str, Any]]) -> None:
        """Keep periods; one already there stays as it is."""
        insert_ignoring_twins(self._session, OccurrenceRow, rows)

    def occurrences(self, duty: DutyRow, since: datetime) -> Sequence[OccurrenceRow]:
        """Return the periods in force of a duty that fall due after a moment, earliest first."""
        query = select(OccurrenceRow).where(
            OccurrenceRow.duty_id == duty.id, OccurrenceRow.version == duty.version,
            OccurrenceRow.void_at.is_(None), OccurrenceRow.due_at > since,
        )  # fmt: skip
        return self._session.scalars(query.order_by(OccurrenceRow.due_at)).all()

    def void_future(self, duty_id: str, now: datetime) -> None:
        """Take the periods not yet due out of force."""
        future = (OccurrenceRow.duty_id == duty_id, OccurrenceRow.void_at.is_(None), OccurrenceRow.due_at > now)
        self._session.execute(update(OccurrenceRow).where(*future).values(void_at=now))

    def settled_before(self, duty_id: str, period: str, version: int) -> dict[str, AssignmentRow]:
        """Return who had answered for a period under an older version of the rule."""
        query = select(AssignmentRow).join(OccurrenceRow).where(
            OccurrenceRow.duty_id == duty_id, OccurrenceRow.period == period,
            OccurrenceRow.version < version, AssignmentRow.state != "open",
        )  # fmt: skip
        return {row.person_id: row for row in self._session.scalars(query)}

    def assign(self, rows: Sequence[dict[str, Any]]) -> None:
        """Give people their part in a period; who has one keeps it."""
        insert_ignoring_twins(self._session, AssignmentRow, rows)

    def assignments(self, occurrence_id: int) -> Sequence[AssignmentRow]:
        """Return everybody's part in a period."""
        query = select(AssignmentRow).where(AssignmentRow.occurrence_id == occurrence_id).order_by(AssignmentRow.id)
        return self._session.scalars(query).all()

    def unassign(self, occurrence_id: int, keep: Iterable[str]) -> list[int]:
        """Release those who are no longer responsible for a period; return the numbers of their parts."""
        kept = set(keep)
        gone = [a for a in self.assignments(occurrence_id) if a.state == "open" and a.person_id not in kept]
        for assignment in gone:
            assignment.state = "released"
        return [a.id for a in gone]

    def part(self, assignment_id: int) -> Part | None:
        """Return one person's part with its period and duty."""
        return next(iter(self.parts([assignment_id])), None)

    def parts(self, assignment_ids: Iterable[int]) -> Sequence[Part]:
        """Return several parts with their periods and duties."""
        query = _parts().where(AssignmentRow.id.in_(list(assignment_ids)))
        return [(a, o, d) for a, o, d in self._session.execute(query)]

    def parts_of(self, person_id: str, until: datetime, since: datetime) -> Sequence[Part]:
        """Return a person's parts in force: all open ones due by a day, and those settled that fell due since another."""
        query = _parts().where(
            AssignmentRow.person_id == person_id, AssignmentRow.state != "released", OccurrenceRow.void_at.is_(None),
            OccurrenceRow.due_at <= until, (AssignmentRow.state == "open") | (OccurrenceRow.due_at > since),
        )  # fmt: skip
        return [(a, o, d) for a, o, d in self._session.execute(query.order_by(OccurrenceRow.due_at))]

    def parts_between(self, since: datetime, until: datetime) -> Sequence[Part]:
        """Return everybody's parts in force that fall due between two moments."""
        query = _parts().where(
            AssignmentRow.state != "released", OccurrenceRow.void_at.is_(None), OccurrenceRow.due_at.between(since, until)
        )
        return [(a, o, d) for a, o, d in self._session.execute(query.order_by(OccurrenceRow.due_at, AssignmentRow.id))]

    def parts_in(self, occurrence_ids: Iterable[int]) -> Sequence[Part]:
        """Return everybody's parts in some periods."""
        query = _parts().where(OccurrenceRow.id.in_(list(occurrence_ids)), AssignmentRow.state != "released")
        return [(a, o, d) for a, o, d in self._session.execute(query.order_by(AssignmentRow.id))]


def _parts() -> Any:
    joined = select(AssignmentRow, OccurrenceRow, DutyRow).join(OccurrenceRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
    return joined.join(DutyRow, OccurrenceRow.duty_id == DutyRow.id)
