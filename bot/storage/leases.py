"""Leases: of several processes, the one that holds the row does the work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, String, delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.database import Base, Database, UtcDateTime


class LeaseRow(Base):
    """Who may do one kind of work, and until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class Leases:
    """Gives a piece of work to one process at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, name: str, holder: str, now: datetime, lasts: timedelta) -> bool:
        """Take or renew a lease; False while someone else's has not run out."""
        is_free = or_(LeaseRow.holder == holder, LeaseRow.until < now)
        try:
            with self._database.session() as session:
                change = update(LeaseRow).where(LeaseRow.name == name, is_free).values(holder=holder, until=now + lasts)
                if cast("CursorResult[Any]", session.execute(change)).rowcount:
                    return True
                if session.get(LeaseRow, name) is not None:
                    return False
                session.add(LeaseRow(name=name, holder=holder, until=now + lasts))
            return True
        except IntegrityError:  # someone else made the first row in the same moment
            return False

    def release(self, name: str, holder: str) -> None:
        """Give a lease back, so that the next process need not wait for its end."""
        with self._database.session() as session:
            session.execute(delete(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder))

    def holder(self, name: str) -> str | None:
        """Return who took a lease last, or None."""
        with self._database.session() as session:
            row = session.get(LeaseRow, name)
            return row.holder if row else None
