"""Documents handed in for publication: the proposal, the rules confirmed for it, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.database import Base, Database, UtcDateTime
from bot.storage.documents import PUBLISHED, WITHDRAWN, DocumentRow, add_version_in, count_up

PROPOSED, SUBMITTED, LIVE, REJECTED = "proposed", "submitted", "live", "rejected"
OPEN = (PROPOSED, SUBMITTED)


class PublicationRow(Base):
    """One document handed in; `version` is that of the document once it is live."""

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), index=True)
    version: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16), index=True)
    region: Mapped[str] = mapped_column(String(6))
    file_name: Mapped[str] = mapped_column(String(200))
    meta: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text)
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    supersedes: Mapped[list[str]] = mapped_column(JSON)
    notice: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    effects: Mapped[dict[str, int]] = mapped_column(JSON)
    broadcast: Mapped[str | None] = mapped_column(String(64))
    proposed_by: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    live_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class StoredRule:
    """A draft rule as kept: it pays only once a person has confirmed it."""

    id: str
    data: Mapping[str, Any]
    doubts: tuple[str, ...] = ()
    is_confirmed: bool = False


@dataclass(frozen=True)
class Publication:
    """A document handed in, and where it stands: proposed, submitted (waits for the second official), live, rejected, withdrawn."""

    id: int
    slug: str
    version: int | None
    state: str
    region: str
    file_name: str
    meta: Mapping[str, Any]
    source: str
    rules: tuple[StoredRule, ...]
    supersedes: tuple[str, ...]
    notice: str
    changes: tuple[Mapping[str, Any], ...]
    effects: Mapping[str, int]
    broadcast: str | None
    proposed_by: str
    approved_by: str | None
    created_at: datetime
    live_at: datetime | None


@dataclass(frozen=True)
class Handed:
    """What is kept of a document when it is handed in."""

    slug: str
    region: str
    file_name: str
    meta: Mapping[str, Any]
    source: str
    rules: tuple[StoredRule, ...] = ()
    supersedes: tuple[str, ...] = ()
    notice: str = ""
    changes: tuple[Mapping[str, Any], ...] = field(default=())


class PublicationStore:
    """Reads and writes publications within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, handed: Handed, by: str, now: datetime) -> Publication:
        """Keep a proposal; an open one of the same document gives way to it."""
        self._session.execute(delete(PublicationRow).where(PublicationRow.slug == handed.slug, PublicationRow.state.in_(OPEN)))
        row = PublicationRow(
            slug=handed.slug, version=None, state=PROPOSED, region=handed.region, file_name=handed.file_name[:200],
            meta=dict(handed.meta), source=handed.source, rules=[_written(rule) for rule in handed.rules],
            supersedes=list(handed.supersedes), notice=handed.notice, changes=[dict(change) for change in handed.changes],
            effects={}, broadcast=None, proposed_by=by, approved_by=None, created_at=now, live_at=None,
        )  # fmt: skip
        self._session.add(row)
        self._session.flush()
        return _publication(row)

    def get(self, number: int) -> Publication | None:
        """Return a publication, or None."""
        row = self._session.get(PublicationRow, number)
        return _publication(row) if row else None

    def change(self, number: int, **values: Any) -> Publication:
        """Change what is still open about a publication: its notice, state, counts, broadcast."""
        row = self._session.get_one(PublicationRow, number, with_for_update=True)
        for name, value in values.items():
            setattr(row, name, value)
        self._session.flush()
        return _publication(row)

    def confirm(self, number: int, rule_ids: Sequence[str]) -> Publication:
        """Confirm draft rules; those of a live document pay from now on, in every process."""
        row = self._session.get_one(PublicationRow, number, with_for_update=True)
        row.rules = [{**rule, "confirmed": rule["confirmed"] or rule["id"] in rule_ids} for rule in row.rules]
        if row.state == LIVE:
            count_up(self._session)
        self._session.flush()
        return _publication(row)

    def go_live(self, number: int, by: str, now: datetime) -> Publication:
        """Publish the document and its confirmed rules in one stroke."""
        row = self._session.get_one(PublicationRow, number, with_for_update=True)
        row.version = add_version_in(self._session, row.slug, row.meta, row.source, now)
        row.state, row.approved_by, row.live_at = LIVE, by, now
        self._session.flush()
        return _publication(row)

    def withdraw(self, slug: str) -> bool:
        """Take a document out of the knowledge base; tell whether it was in it."""
        query = select(DocumentRow).where(DocumentRow.slug == slug, DocumentRow.state == PUBLISHED)
        rows = self._session.scalars(query).all()
        for row in rows:
            row.state = WITHDRAWN
        for publication in self._session.scalars(select(PublicationRow).where(PublicationRow.slug == slug, PublicationRow.state == LIVE)):
            publication.state = WITHDRAWN
        if rows:
            count_up(self._session)
        return bool(rows)


class Publications:
    """Reads publications, each call a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, number: int) -> Publication | None:
        """Return a publication, or None."""
        with self._database.session() as session:
            return PublicationStore(session).get(number)

    def of(self, slug: str) -> Publication | None:
        """Return the newest publication of a document, or None for one that ships with the code."""
        query = select(PublicationRow).where(PublicationRow.slug == slug).order_by(PublicationRow.id.desc()).limit(1)
        with self._database.session() as session:
            row = session.scalars(query).first()
            return _publication(row) if row else None

    def live(self) -> dict[str, Publication]:
        """Return what is live, by slug."""
        query = select(PublicationRow).where(PublicationRow.state == LIVE).order_by(PublicationRow.id)
        with self._database.session() as session:
            return {row.slug: _publication(row) for row in session.scalars(query)}

    def open(self) -> list[Publication]:
        """Return what was handed in and is neither live nor rejected, newest first."""
        query = select(PublicationRow).where(PublicationRow.state.in_(OPEN)).order_by(PublicationRow.id.desc())
        with self._database.session() as session:
            return [_publication(row) for row in session.scalars(query)]


def _written(rule: StoredRule) -> dict[str, Any]:
    return {"id": rule.id, "data": dict(rule.data), "doubts": list(rule.doubts), "confirmed": rule.is_confirmed}


def _publication(row: PublicationRow) -> Publication:
    rules = tuple(StoredRule(rule["id"], rule["data"], tuple(rule["doubts"]), rule["confirmed"]) for rule in row.rules)
    return Publication(
        row.id, row.slug, row.version, row.state, row.region, row.file_name, row.meta, row.source, rules, tuple(row.supersedes),
        row.notice, tuple(row.changes), row.effects, row.broadcast, row.proposed_by, row.approved_by, row.created_at, row.live_at,
    )  # fmt: skip
