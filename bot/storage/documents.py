"""Policy documents in the database: every version of each, and a counter that tells other processes of a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.database import Base, Database, UtcDateTime

PENDING, PUBLISHED, WITHDRAWN = "pending", "published", "withdrawn"
_COUNTER = "knowledge_version"


class DocumentRow(Base):
    """One version of one document."""

    __tablename__ = "documents"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meta: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CounterRow(Base):
    """A number that only grows."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class StoredDocument:
    """A document as kept: `meta` is its front matter, `source` its text, both exactly as handed in."""

    slug: str
    version: int
    meta: Mapping[str, Any]
    source: str
    state: str
    created_at: datetime


class Documents:
    """Keeps documents and their versions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def database(self) -> Database:
        """Where the documents are kept."""
        return self._database

    def knowledge_version(self) -> int:
        """Return a number that changes whenever the published documents may have; cheap enough to ask every few seconds."""
        with self._database.session() as session:
            row = session.get(CounterRow, _COUNTER)
            return row.value if row else 0

    def published(self) -> list[StoredDocument]:
        """Return the newest published version of every document, by slug."""
        newest = (
            select(DocumentRow.slug, func.max(DocumentRow.version).label("version"))
            .where(DocumentRow.state != PENDING)
            .group_by(DocumentRow.slug)
            .subquery()
        )
        query = (
            select(DocumentRow)
            .join(newest, (DocumentRow.slug == newest.c.slug) & (DocumentRow.version == newest.c.version))
            .where(DocumentRow.state == PUBLISHED)
            .order_by(DocumentRow.slug)
        )
        with self._database.session() as session:
            return [_document(row) for row in session.scalars(query)]

    def versions(self, slug: str) -> list[StoredDocument]:
        """Return every version of a document, oldest first."""
        query = select(DocumentRow).where(DocumentRow.slug == slug).order_by(DocumentRow.version)
        with self._database.session() as session:
            return [_document(row) for row in session.scalars(query)]

    def add_version(self, slug: str, meta: Mapping[str, Any], source: str, now: datetime, state: str = PUBLISHED) -> int:
        """Keep a new version of a document and return its number; `meta` holds JSON values only."""
        with self._database.session() as session:
            return add_version_in(session, slug, meta, source, now, state)

    def set_state(self, slug: str, version: int, state: str) -> None:
        """Publish a pending version, or withdraw a published one."""
        with self._database.session() as session:
            session.get_one(DocumentRow, (slug, version)).state = state
            count_up(session)

    def add_if_new(self, slug: str, meta: Mapping[str, Any], source: str, now: datetime) -> bool:
        """Publish a shipped document unless this very text was kept before, so that a withdrawn one stays withdrawn."""
        if any(kept.source == source and dict(kept.meta) == dict(meta) for kept in self.versions(slug)):
            return False
        self.add_version(slug, meta, source, now)
        return True


def add_version_in(session: Session, slug: str, meta: Mapping[str, Any], source: str, now: datetime, state: str = PUBLISHED) -> int:
    """Keep a new version inside the caller's transaction, so that it stands or falls with what belongs to it."""
    latest = session.scalar(select(func.max(DocumentRow.version)).where(DocumentRow.slug == slug)) or 0
    session.add(DocumentRow(slug=slug, version=latest + 1, meta=dict(meta), source=source, state=state, created_at=now))
    count_up(session)
    return latest + 1


def count_up(session: Session) -> None:
    """Tell every process, once the transaction ends, that the knowledge has changed."""
    counter = session.get(CounterRow, _COUNTER, with_for_update=True)
    if counter is None:
        session.add(CounterRow(name=_COUNTER, value=1))
    else:
        counter.value += 1


def _document(row: DocumentRow) -> StoredDocument:
    return StoredDocument(row.slug, row.version, row.meta, row.source, row.state, row.created_at)
