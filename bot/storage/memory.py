"""What was said last: the question as understood and anything left open, one JSON value a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Select, String, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.database import Base, Database, UtcDateTime
from bot.storage.profiles import Profile, ProfileRow, profile_of

AS_OF = "as_of"  # the day the next question is about, as YYYY-MM-DD, where it is not today


class MemoryRow(Base):
    """One person's conversation memory."""

    __tablename__ = "conversation_memory"

    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Memory:
    """Keeps the thread of each conversation between messages, across processes and restarts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Plain statements, made once: every turn begins and ends with them, and a session for each costs more than the database does.
        self._recall, self._upsert = _recall(), _upsert(database.engine.dialect.name)

    def recall(self, person_id: str) -> tuple[Profile, dict[str, Any]]:
        """Return a person's profile and what `of` returns, read at once."""
        with self._database.engine.connect() as connection:
            *known, content = connection.execute(self._recall, {"person_id": person_id}).one()
        return profile_of(person_id, *known), dict(content or {})

    def of(self, person_id: str) -> dict[str, Any]:
        """Return what was kept for a person, or an empty mapping."""
        with self._database.session() as session:
            row = session.get(MemoryRow, person_id)
            return dict(row.content) if row else {}

    def keep(self, person_id: str, content: Mapping[str, Any], now: datetime) -> None:
        """Replace what is kept for a person."""
        with self._database.engine.begin() as connection:
            connection.execute(self._upsert, {"person_id": person_id, "content": dict(content), "updated_at": now})

    def ask_as_of(self, person_id: str, day: date, now: datetime) -> None:
        """Let a person's next question be about another day; the thread of the talk stays as it is."""
        self.keep(person_id, {**self.of(person_id), AS_OF: day.isoformat()}, now)

    def clear(self, person_id: str) -> None:
        """Drop the thread: the next message starts afresh."""
        with self._database.session() as session:
            session.execute(delete(MemoryRow).where(MemoryRow.person_id == person_id))


def _recall() -> Select[Any]:
    who = select(bindparam("person_id", type_=String).label("person_id")).subquery()
    profiles, memories = (Base.metadata.tables[row.__tablename__] for row in (ProfileRow, MemoryRow))
    known = who.outerjoin(profiles, profiles.c.person_id == who.c.person_id).outerjoin(memories, memories.c.person_id == who.c.person_id)
    columns = (profiles.c.region, profiles.c.facts, profiles.c.consent, profiles.c.updated_at, memories.c.content)
    return select(*columns).select_from(known)


def _upsert(dialect: str) -> postgresql.Insert | sqlite.Insert:
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(Base.metadata.tables[MemoryRow.__tablename__])
    new = {"content": insert.excluded.content, "updated_at": insert.excluded.updated_at}
    statement: postgresql.Insert | sqlite.Insert = insert.on_conflict_do_update(index_elements=["person_id"], set_=new)
    return statement
