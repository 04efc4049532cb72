"""The ledger of Telegram updates: each is written down before any work, and done once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, String, Text, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.clock import Clock
from bot.storage.database import Base, Database, UtcDateTime

# Telegram itself offers an update again for at most a day.
_KEPT_FOR = timedelta(days=3)


class UpdateRow(Base):
    """One update; its content is dropped as soon as the work is done."""

    __tablename__ = "telegram_updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class PayloadRow(Base):
    """A button's payload too long for Telegram's 64 bytes, under a short key."""

    __tablename__ = "telegram_payloads"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    payload: Mapped[str] = mapped_column(Text)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Updates:
    """Keeps updates from arrival until their replies stand in the outbox."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def receive(self, update_id: int, content: Mapping[str, Any]) -> bool:
        """Write an update down; False when it was there already."""
        try:
            with self._database.session() as session:
                session.add(UpdateRow(update_id=update_id, content=dict(content), received_at=self._clock.now(), done_at=None))
        except IntegrityError:
            return False
        return True

    def finish(self, session: Session, update_id: int) -> bool:
        """Mark an update done inside the transaction that queues its replies; False when it was done before."""
        change = update(UpdateRow).where(UpdateRow.update_id == update_id, UpdateRow.done_at.is_(None))
        done = session.scalars(change.values(done_at=self._clock.now(), content=None).returning(UpdateRow.update_id))
        return done.first() is not None

    def unfinished(self) -> Sequence[tuple[int, dict[str, Any]]]:
        """List what was received and not done, in the order Telegram sent it."""
        query = select(UpdateRow).where(UpdateRow.done_at.is_(None)).order_by(UpdateRow.update_id)
        with self._database.session() as session:
            return [(row.update_id, row.content or {}) for row in session.scalars(query)]

    def tidy(self) -> None:
        """Drop ledger lines that Telegram can no longer repeat."""
        with self._database.session() as session:
            session.execute(delete(UpdateRow).where(UpdateRow.done_at < self._clock.now() - _KEPT_FOR))


class Payloads:
    """Keeps long button payloads under short keys that outlive a restart."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(self, payload: str) -> str:
        """Return the key of a payload; the same payload always has the same key."""
        key = hashlib.sha256(payload.encode()).hexdigest()[:32]
        with self._database.session() as session:
            session.merge(PayloadRow(key=key, payload=payload, used_at=self._clock.now()))
        return key

    def find(self, key: str) -> str | None:
        """Return the payload kept under a key."""
        with self._database.session() as session:
            row = session.get(PayloadRow, key)
            return row.payload if row else None
