"""People who write to Fuwen: our own id for each, and the way to forget one entirely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import MetaData, String, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.database import Base, Database, UtcDateTime

# Rasa's side keeps each conversation in this table of the same database, under our own id.
TRACKERS, TRACKER_OWNER = "dialogue_trackers", "sender_id"


class PersonRow(Base):
    """A person on one channel."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    external_id: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Person:
    """Someone known by a channel's own id (`external_id`) and by ours (`id`)."""

    id: str
    channel: str
    external_id: str
    created_at: datetime
    last_seen_at: datetime


class People:
    """Finds, remembers and forgets people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def arrive(self, channel: str, external_id: str, now: datetime) -> Person:
        """Note that someone wrote, and return them; a newcomer gets an id."""
        try:
            return self._touch(channel, external_id, now)
        except IntegrityError:  # two first messages at once: the other one made the row
            return self._touch(channel, external_id, now)

    def get(self, person_id: str) -> Person | None:
        """Return the person with this id of ours, if there is one."""
        with self._database.session() as session:
            row = session.get(PersonRow, person_id)
            return _person(row) if row else None

    def find(self, channel: str, external_id: str) -> Person | None:
        """Return the person a channel knows by this id, if they ever wrote."""
        with self._database.session() as session:
            row = _row(session, channel, external_id)
            return _person(row) if row else None

    def forget(self, person_id: str) -> None:
        """Delete everything kept about a person: every row in any table that names them, the dialogue too."""
        # The tables are read from the database itself, so that a table added later is never overlooked.
        with self._database.session() as session:
            tables = MetaData()
            tables.reflect(session.connection())
            for table in reversed(tables.sorted_tables):
                owner = TRACKER_OWNER if table.name == TRACKERS else "person_id"
                if owner in table.c:
                    session.execute(delete(table).where(table.c[owner] == person_id))
            session.execute(delete(PersonRow).where(PersonRow.id == person_id))

    def _touch(self, channel: str, external_id: str, now: datetime) -> Person:
        with self._database.session() as session:
            row = _row(session, channel, external_id)
            if row is None:
                row = PersonRow(id=uuid4().hex, channel=channel, external_id=external_id, created_at=now, last_seen_at=now)
                session.add(row)
            row.last_seen_at = now
            session.flush()
            return _person(row)


def _row(session: Session, channel: str, external_id: str) -> PersonRow | None:
    return session.scalars(select(PersonRow).filter_by(channel=channel, external_id=external_id)).one_or_none()


def _person(row: PersonRow) -> Person:
    return Person(row.id, row.channel, row.external_id, row.created_at, row.last_seen_at)
