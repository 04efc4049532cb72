"""The audit log: one row for each thing an official did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.database import Base, UtcDateTime


class AuditEntry(Base):
    """Who did what to what, and when; rows are only ever added."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class AuditStore:
    """Writes and reads the log within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, actor: str, action: str, subject: str, at: datetime, details: Mapping[str, Any] | None = None) -> None:
        """Write one entry; it stands or falls with the deed it tells of."""
        self._session.add(AuditEntry(at=at, actor=actor, action=str(action), subject=subject, details=dict(details or {})))

    def latest(self, limit: int = 100) -> Sequence[AuditEntry]:
        """Return the newest entries, newest first."""
        return self._session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)).all()
