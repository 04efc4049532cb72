"""What a person told about themselves: where they live, what they have, and whether we may keep it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.database import Base, Database, UtcDateTime

Fact = Decimal | bool | str
_NUMBER = "number"


class ProfileRow(Base):
    """One person's profile."""

    __tablename__ = "profiles"

    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    region: Mapped[str | None] = mapped_column(String(6))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    consent: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Profile:
    """What is known of a person; `region` is a six-digit code, `facts` are keyed by lexicon id."""

    person_id: str
    region: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    consent: bool = False
    updated_at: datetime | None = None


class Profiles:
    """Reads and writes profiles; a person without one has an empty one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, person_id: str) -> Profile:
        """Return what is known of a person."""
        with self._database.session() as session:
            row = session.get(ProfileRow, person_id)
            return profile_of(person_id, row.region, row.facts, row.consent, row.updated_at) if row else Profile(person_id)

    def consenting(self) -> list[Profile]:
        """Return everybody who agreed that we keep what they told."""
        with self._database.session() as session:
            rows = session.scalars(select(ProfileRow).where(ProfileRow.consent))
            return [profile_of(row.person_id, row.region, row.facts, row.consent, row.updated_at) for row in rows]

    def regions(self) -> Counter[str]:
        """Count people by the place they told us; who told none is not counted."""
        query = select(ProfileRow.region, func.count()).where(ProfileRow.region.is_not(None)).group_by(ProfileRow.region)
        with self._database.session() as session:
            return Counter({str(region): count for region, count in session.execute(query)})

    def set_region(self, person_id: str, region: str | None, now: datetime) -> None:
        """Remember where a person lives (None: no longer known)."""
        self._write(person_id, now, region=region)

    def set_facts(self, person_id: str, facts: Mapping[str, Fact], now: datetime) -> None:
        """Replace all facts told so far; numbers come back as exact as they went in."""
        self._write(person_id, now, facts=_written(facts))

    def set_consent(self, person_id: str, consent: bool, now: datetime) -> None:
        """Remember whether the person agreed to be remembered."""
        self._write(person_id, now, consent=consent)

    def _write(self, person_id: str, now: datetime, **values: Any) -> None:
        with self._database.session() as session:
            row = session.get(ProfileRow, person_id)
            if row is None:
                row = ProfileRow(person_id=person_id, region=None, facts={}, consent=False)
                session.add(row)
            for name, value in (values | {"updated_at": now}).items():
                setattr(row, name, value)


def profile_of(
    person_id: str, region: str | None, facts: Mapping[str, Any] | None, consent: bool | None, updated_at: datetime | None
) -> Profile:
    """Make a profile of what its row holds; of nothing but None, an empty one."""
    return Profile(person_id, region, _read(facts or {}), bool(consent), updated_at)


def _written(facts: Mapping[str, Fact]) -> dict[str, Any]:
    # JSON has no exact decimals, and a bare string would come back as a word.
    return {name: {_NUMBER: str(value)} if isinstance(value, Decimal) else value for name, value in facts.items()}


def _read(facts: Mapping[str, Any]) -> dict[str, Fact]:
    return {name: Decimal(value[_NUMBER]) if isinstance(value, dict) else value for name, value in facts.items()}
