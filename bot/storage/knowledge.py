"""The knowledge base in force: shipped data plus the documents published in the database, renewed when they change."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from bot.storage.documents import Documents, StoredDocument
from bot.storage.publications import Publication, Publications, StoredRule
from policy_kb.calculation.loading import rule_of
from policy_kb.knowledge_base import KnowledgeBase, load_shipped
from policy_kb.model import DocumentMeta
from policy_kb.parsing import read_document

if TYPE_CHECKING:
    from policy_kb.search import IndexFolder

_CHECK_SECONDS = 1.0
_DAYS = ("issued_on", "in_force_from", "in_force_until", "superseded_on", "withdrawn_on")


@dataclass(frozen=True)
class _Held:
    """What a document of the knowledge base was made of; another value means it has to be made again."""

    meta: DocumentMeta
    source: str
    rules: tuple[StoredRule, ...] = ()


class LiveKnowledge:
    """Gives the newest knowledge base; another process's change is seen within two seconds."""

    def __init__(self, documents: Documents, index_dir: Path | None = None, check_seconds: float = _CHECK_SECONDS) -> None:
        """Stand on the documents table; the search index is kept in `index_dir`, without one it lives in memory."""
        self._documents, self._check_seconds = documents, check_seconds
        self._index_dir = index_dir
        self._folder: IndexFolder | None = None
        self._publications = Publications(documents.database)
        self._lock = threading.Lock()
        self._kb: KnowledgeBase | None = None
        self._held: dict[str, _Held] = {}
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
            from policy_kb.search import IndexFolder, build_index  # a command that searches nothing need not wait for what it takes

            self._folder = IndexFolder(self._index_dir) if self._index_dir else None
            self._kb = load_shipped(self._folder.open if self._folder else build_index)
            self._held = {slug: _Held(document.meta, document.source) for slug, document in self._kb.documents.items()}
        if version != self._version:
            wanted = _wanted(self._documents.published(), self._publications.live())
            if wanted:  # an empty table is a database nobody has filled yet, not a country without documents
                self._kb = _changed(self._kb, self._held, wanted)
                self._held = wanted
                self._keep_index(self._kb)
            self._version = version

    def _keep_index(self, kb: KnowledgeBase) -> None:
        """Write an index that a document was added to, so that the next start need not build it."""
        from policy_kb.search import PassageIndex

        index = kb.index if kb.is_indexed else None
        if self._folder and isinstance(index, PassageIndex):
            self._folder.keep(index)


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


def _wanted(published: list[StoredDocument], live: Mapping[str, Publication]) -> dict[str, _Held]:
    """Say what the knowledge base is to hold: each published document, its confirmed rules, the day another replaced it."""
    versions = {stored.slug: stored.version for stored in published}
    effective = [publication for slug, publication in live.items() if versions.get(slug) == publication.version]
    rules = {p.slug: tuple(rule for rule in p.rules if rule.is_confirmed) for p in effective}
    replaced = {old: since for p in effective for old in p.supersedes if (since := _begins(meta_from_json(p.meta)))}
    return {
        stored.slug: _Held(
            replace(meta, superseded_on=meta.superseded_on or replaced.get(stored.slug)), stored.source, rules.get(stored.slug, ())
        )
        for stored in published
        for meta in (meta_from_json(stored.meta),)
    }


def _begins(meta: DocumentMeta) -> date | None:
    return None if meta.is_draft else meta.in_force_from or meta.issued_on


def _changed(kb: KnowledgeBase, held: Mapping[str, _Held], wanted: Mapping[str, _Held]) -> KnowledgeBase:
    for slug in set(held) - set(wanted):
        kb = kb.without_document(slug)
    for slug, new in wanted.items():
        if new != held.get(slug):
            shipped = [rule for rule in kb.subsidies.values() if rule.document == slug and rule.id not in {r.id for r in _ever(held, slug)}]
            confirmed = [rule_of(rule.id, rule.data, kb.lexicon) for rule in new.rules]
            kb = kb.with_document(read_document(new.meta, new.source), [*shipped, *confirmed])
    return kb


def _ever(held: Mapping[str, _Held], slug: str) -> tuple[StoredRule, ...]:
    return held[slug].rules if slug in held else ()
