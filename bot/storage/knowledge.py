"""The knowledge base in force: shipped data plus the documents published in the database, renewed when they change."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from time import monotonic
from typing import Any

from bot.storage.documents import Documents, StoredDocument
from policy_kb.knowledge_base import KnowledgeBase, load_shipped
from policy_kb.model import DocumentMeta
from policy_kb.parsing import read_document
from policy_kb.search import build_index

_CHECK_SECONDS = 1.0
_DAYS = ("issued_on", "in_force_from", "in_force_until", "superseded_on", "withdrawn_on")


class LiveKnowledge:
    """Gives the newest knowledge base; another process's change is seen within two seconds."""

    def __init__(self, documents: Documents, check_seconds: float = _CHECK_SECONDS) -> None:
        self._documents, self._check_seconds = documents, check_seconds
        self._lock = threading.Lock()
        self._kb: KnowledgeBase | None = None
        self._version = -1
        self._checked_at = 0.0

    def current(self) -> KnowledgeBase:
        """Return the knowledge base, rebuilt first if published documents have changed."""
        if self._kb is None or monotonic() - self._checked_at >= self._check_seconds:
            with self._lock:
                self._renew()
        assert self._kb is not None
        return self._kb

    def _renew(self) -> None:
        version = self._documents.knowledge_version()
        self._checked_at = monotonic()
        if self._kb is None:
            self._kb = load_shipped(build_index)
        if version != self._version:
            self._kb = _with_published(self._kb, self._documents.published())
            self._version = version


def meta_to_json(meta: DocumentMeta) -> dict[str, Any]:
    """Write front matter as JSON values, days as YYYY-MM-DD."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(meta).items()}


def meta_from_json(values: Mapping[str, Any]) -> DocumentMeta:
    """Read what `meta_to_json` wrote."""
    days = {name: date.fromisoformat(values[name]) for name in _DAYS if values.get(name)}
    return DocumentMeta(**{**values, **{name: days.get(name) for name in _DAYS}})


def store_shipped(documents: Documents, now: datetime) -> int:
    """Publish the documents that ship with the code unless they are there already; return how many were new."""
    shipped = load_shipped().documents.values()
    return sum(documents.add_if_new(d.slug, meta_to_json(d.meta), d.source, now) for d in shipped)


def _with_published(kb: KnowledgeBase, published: list[StoredDocument]) -> KnowledgeBase:
    wanted = {stored.slug: stored for stored in published}
    if wanted:  # an empty table is a database nobody has filled yet, not a country without documents
        for slug in set(kb.documents) - set(wanted):
            kb = kb.without_document(slug)
    for slug, stored in wanted.items():
        meta = meta_from_json(stored.meta)
        known = kb.documents.get(slug)
        if known is None or known.source != stored.source or known.meta != meta:
            rules = [rule for rule in kb.subsidies.values() if rule.document == slug]
            kb = kb.with_document(read_document(meta, stored.source), rules)
    return kb
