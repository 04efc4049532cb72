"""Officials come and go: invite, join, leave, each with its line in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.people import invites
from bot.people.audit import Action
from bot.people.roles import Official, Places, Role, acts_in, parse_role, superiors_of
from bot.storage.audit import AuditStore
from bot.storage.database import Database
from bot.storage.officials import InviteRow, OfficialRow, OfficialStore


@dataclass(frozen=True)
class Invitation:
    """A fresh invitation: the only moment at which its code is known."""

    id: int
    code: str
    role: Role
    region: str
    expires_at: datetime


@dataclass(frozen=True)
class Joined:
    """What became of a code: an official, or the reason (a key of the texts) why not."""

    official: Official | None
    refusal: str | None = None


class Staff:
    """The officials and their invitations."""

    def __init__(self, database: Database, clock: Clock, places: Places) -> None:
        self._database, self._clock, self._places = database, clock, places

    def invite(self, role: str, region: str, *, by: str, name: str = "", valid_for: timedelta = invites.VALID_FOR) -> Invitation:
        """Make an invitation for one person; raises ValueError for an unknown role."""
        code, now = invites.new_code(), self._clock.now()
        with self._database.session() as session:
            row = OfficialStore(session).add_invite(
                code_hash=invites.hash_of(code), role=parse_role(role).value, region=region, name=name,
                created_by=by, created_at=now, expires_at=now + valid_for,
            )  # fmt: skip
            AuditStore(session).add(by, Action.USER_INVITED, f"invite:{row.id}", now, {"role": row.role, "region": region})
            return Invitation(row.id, code, Role(row.role), region, row.expires_at)

    def redeem(self, code: str, person_id: str) -> Joined:
        """Make the bearer of a code an official, once."""
        now = self._clock.now()
        with self._database.session() as session:
            store = OfficialStore(session)
            invite = store.invite_by_hash(invites.hash_of(code))
            if invite is None:
                return Joined(None, "invite_unknown")
            if not store.spend(invite.id, person_id, now):
                session.refresh(invite)
                return Joined(None, invites.refusal(invite.expires_at, invite.redeemed_at, invite.revoked_at, now) or "invite_used")
            row = store.put(
                person_id=person_id, role=invite.role, region=invite.region, name=invite.name, joined_at=now, invite_id=invite.id
            )
            AuditStore(session).add(person_id, Action.USER_JOINED, f"invite:{invite.id}", now, {"role": row.role, "region": row.region})
            return Joined(official_of(row))

    def get(self, person_id: str) -> Official | None:
        """Return an official in office, or None for a household."""
        with self._database.session() as session:
            row = OfficialStore(session).get(person_id)
            return official_of(row) if row else None

    def all(self) -> list[Official]:
        """Return everybody in office."""
        with self._database.session() as session:
            return [official_of(row) for row in OfficialStore(session).active()]

    def below(self, official: Official) -> list[Official]:
        """Return the officials in office within somebody's division."""
        return [o for o in self.all() if acts_in(official, o.region, self._places)]

    def superiors(self, official: Official) -> list[Official]:
        """Return the nearest officials above somebody."""
        return superiors_of(official, self.all(), self._places)

    def invitations(self) -> Sequence[InviteRow]:
        """Return every invitation ever made."""
        with self._database.session() as session:
            return OfficialStore(session).invites()

    def revoke(self, person_id: str, *, by: str) -> bool:
        """Take somebody out of office."""
        now = self._clock.now()
        with self._database.session() as session:
            done = OfficialStore(session).revoke(person_id, now)
            if done:
                AuditStore(session).add(by, Action.USER_REVOKED, person_id, now)
            return done

    def revoke_invite(self, invite_id: int, *, by: str) -> bool:
        """Make an unused invitation worthless."""
        now = self._clock.now()
        with self._database.session() as session:
            done = OfficialStore(session).revoke_invite(invite_id, now)
            if done:
                AuditStore(session).add(by, Action.INVITE_REVOKED, f"invite:{invite_id}", now)
            return done


def official_of(row: OfficialRow) -> Official:
    """Read an official from their row."""
    return Official(row.person_id, Role(row.role), row.region, row.name)
