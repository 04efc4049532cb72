"""What was said last: the question as understood and anything left open, one JSON value a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.database import Base, Database, UtcDateTime

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

    def of(self, person_id: str) -> dict[str, Any]:
        """Return what was kept for a person, or an empty mapping."""
        with self._database.session() as session:
            row = session.get(MemoryRow, person_id)
            return dict(row.content) if row else {}

    def keep(self, person_id: str, content: Mapping[str, Any], now: datetime) -> None:
        """Replace what is kept for a person."""
        with self._database.session() as session:
            session.merge(MemoryRow(person_id=person_id, content=dict(content), updated_at=now))

    def ask_as_of(self, person_id: str, day: date, now: datetime) -> None:
        """Let a person's next question be about another day; the thread of the talk stays as it is."""
        self.keep(person_id, {**self.of(person_id), AS_OF: day.isoformat()}, now)

    def clear(self, person_id: str) -> None:
        """Drop the thread: the next message starts afresh."""
        with self._database.session() as session:
            session.execute(delete(MemoryRow).where(MemoryRow.person_id == person_id))
