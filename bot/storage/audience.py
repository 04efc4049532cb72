"""Who lives or serves where, and on which channel they are reached: read-only views for planning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.officials import OfficialRow
from bot.storage.people import PersonRow
from bot.storage.profiles import ProfileRow

_MOST_AT_ONCE = 10_000


class AudienceStore:
    """Reads people for the planning of reminders within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def officials(self) -> Iterator[tuple[str, str, str, datetime]]:
        """Yield (person, role, region, since) of everybody in office."""
        rows = select(OfficialRow.person_id, OfficialRow.role, OfficialRow.region, OfficialRow.joined_at)
        yield from self._session.execute(rows.where(OfficialRow.revoked_at.is_(None)))

    def residents(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Yield (person, region, facts) of everybody who told where they live."""
        rows = select(ProfileRow.person_id, ProfileRow.region, ProfileRow.facts).where(ProfileRow.region.is_not(None))
        yield from ((person_id, region or "", facts) for person_id, region, facts in self._session.execute(rows))

    def office_of(self, person_id: str) -> tuple[str, str] | None:
        """Return the role and region of somebody in office."""
        rows = select(OfficialRow.role, OfficialRow.region)
        found = self._session.execute(rows.where(OfficialRow.person_id == person_id, OfficialRow.revoked_at.is_(None))).first()
        return (found[0], found[1]) if found else None

    def home_of(self, person_id: str) -> str | None:
        """Return where somebody told they live."""
        return self._session.scalar(select(ProfileRow.region).where(ProfileRow.person_id == person_id))

    def channels(self, person_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return (channel, external id) of people; those we do not know are left out."""
        wanted, found = list(set(person_ids)), {}
        for start in range(0, len(wanted), _MOST_AT_ONCE):
            rows = select(PersonRow.id, PersonRow.channel, PersonRow.external_id)
            for person_id, channel, external in self._session.execute(rows.where(PersonRow.id.in_(wanted[start : start + _MOST_AT_ONCE]))):
                found[person_id] = (channel, external)
        return found

    def names(self, person_ids: Iterable[str]) -> dict[str, str]:
        """Return the names officials were invited under; people without one are left out."""
        rows = select(OfficialRow.person_id, OfficialRow.name).where(OfficialRow.person_id.in_(list(set(person_ids))))
        return {person_id: name for person_id, name in self._session.execute(rows) if name}
