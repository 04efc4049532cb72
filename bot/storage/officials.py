"""Officials and their invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.database import Base, UtcDateTime


class OfficialRow(Base):
    """Somebody with a role in a division; revoked rows stay, for the audit log to point at."""

    __tablename__ = "officials"

    person_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(32))
    region: Mapped[str] = mapped_column(String(6), index=True)
    name: Mapped[str] = mapped_column(String(64), default="")
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    invite_id: Mapped[int | None] = mapped_column(default=None)


class InviteRow(Base):
    """An invitation; the code itself is nowhere, only its hash."""

    __tablename__ = "invites"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(32))
    region: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(64), default="")
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    redeemed_by: Mapped[str | None] = mapped_column(String(64), default=None)
    redeemed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class OfficialStore:
    """Reads and writes officials and invitations within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_invite(self, **columns: Any) -> InviteRow:
        """Keep a new invitation and return it with its number."""
        invite = InviteRow(**columns)
        self._session.add(invite)
        self._session.flush()
        return invite

    def invite_by_hash(self, code_hash: str) -> InviteRow | None:
        """Find the invitation a code belongs to."""
        return self._session.scalars(select(InviteRow).where(InviteRow.code_hash == code_hash)).first()

    def spend(self, invite_id: int, person_id: str, now: datetime) -> bool:
        """Mark an invitation as used; False when somebody else was first, so that two taps make one official."""
        usable = (InviteRow.id == invite_id, InviteRow.redeemed_at.is_(None), InviteRow.revoked_at.is_(None), InviteRow.expires_at > now)
        result = self._session.execute(update(InviteRow).where(*usable).values(redeemed_by=person_id, redeemed_at=now))
        return cast("CursorResult[Any]", result).rowcount == 1

    def revoke_invite(self, invite_id: int, now: datetime) -> bool:
        """Make an unused invitation worthless; False when there is none to revoke."""
        open_ = (InviteRow.id == invite_id, InviteRow.redeemed_at.is_(None), InviteRow.revoked_at.is_(None))
        result = self._session.execute(update(InviteRow).where(*open_).values(revoked_at=now))
        return cast("CursorResult[Any]", result).rowcount == 1

    def invites(self) -> Sequence[InviteRow]:
        """Return every invitation, oldest first."""
        return self._session.scalars(select(InviteRow).order_by(InviteRow.id)).all()

    def put(self, **columns: Any) -> OfficialRow:
        """Make somebody an official, or give an official a new role and place."""
        return self._session.merge(OfficialRow(revoked_at=None, **columns))

    def get(self, person_id: str) -> OfficialRow | None:
        """Return an official in office, or None."""
        row = self._session.get(OfficialRow, person_id)
        return row if row and row.revoked_at is None else None

    def active(self, roles: Sequence[str] = ()) -> Sequence[OfficialRow]:
        """Return everybody in office, of some roles or of all."""
        query = select(OfficialRow).where(OfficialRow.revoked_at.is_(None)).order_by(OfficialRow.joined_at, OfficialRow.person_id)
        return self._session.scalars(query.where(OfficialRow.role.in_(roles)) if roles else query).all()

    def revoke(self, person_id: str, now: datetime) -> bool:
        """Take an official out of office; False when there is nobody to revoke."""
        in_office = (OfficialRow.person_id == person_id, OfficialRow.revoked_at.is_(None))
        result = self._session.execute(update(OfficialRow).where(*in_office).values(revoked_at=now))
        return cast("CursorResult[Any]", result).rowcount == 1
