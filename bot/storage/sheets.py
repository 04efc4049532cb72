"""Result sheets made for people: what each says, behind an address nobody can guess, for a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.database import Base, Database, UtcDateTime


class SheetRow(Base):
    """One sheet; only the hash of its address is kept, so that the table opens nobody's sheet."""

    __tablename__ = "sheets"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SheetStore:
    """Keeps sheets until they expire or the person asks to be forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, token_hash: str, person_id: str, content: Mapping[str, Any], expires_at: datetime, now: datetime) -> None:
        """Keep a sheet, and drop all that have expired."""
        with self._database.session() as session:
            session.execute(delete(SheetRow).where(SheetRow.expires_at <= now))
            session.add(SheetRow(token_hash=token_hash, person_id=person_id, content=dict(content), expires_at=expires_at))

    def find(self, token_hash: str, now: datetime) -> dict[str, Any] | None:
        """Return what a sheet says, or None when there is none any more."""
        with self._database.session() as session:
            row = session.get(SheetRow, token_hash)
            return dict(row.content) if row and row.expires_at > now else None
