"""Everything the service knows on one side: divisions, lexicon, documents, passages, rules, and the index over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, Self

from policy_kb.calculation.loading import load_rules
from policy_kb.calculation.model import Subsidy
from policy_kb.errors import UnknownDocument, UnknownSubsidy
from policy_kb.extraction import ExtractedFact, extract_facts
from policy_kb.lexicon import Lexicon, load_lexicon
from policy_kb.model import Document, DocumentMeta, Node, Passage, Standing
from policy_kb.parsing import clause_text, load_documents, passages
from policy_kb.regions import Divisions, load_divisions, pad

_HERE = Path(__file__).parent
_GONE = (Standing.SUPERSEDED, Standing.WITHDRAWN)


class Index(Protocol):
    """What the knowledge base needs of a search index: that it can take a document in and give one up."""

    def with_document(self, document: str, passages: tuple[Passage, ...]) -> Self:
        """Return an index that also finds these passages."""
        ...

    def without_document(self, document: str) -> Self:
        """Return an index that no longer finds this document's passages."""
        ...


IndexFactory = Callable[[Mapping[str, tuple[Passage, ...]], Lexicon], Index]


@dataclass(frozen=True)
class _Read:
    """A document as handed in, its passages, and its nodes by clause."""

    document: Document
    passages: tuple[Passage, ...]
    nodes: Mapping[str, Node]

    @cached_property
    def facts(self) -> tuple[ExtractedFact, ...]:
        """Read the facts, once, when first asked for."""
        return extract_facts(self.document)


class KnowledgeBase:
    """What is known at one moment; it never changes, a new document makes a new knowledge base."""

    def __init__(
        self,
        divisions: Divisions,
        lexicon: Lexicon,
        documents: Iterable[Document] = (),
        subsidies: Iterable[Subsidy] = (),
        index_factory: IndexFactory | None = None,
    ) -> None:
        self.divisions = divisions
        self._shipped_lexicon = lexicon
        self.subsidies: Mapping[str, Subsidy] = MappingProxyType({subsidy.id: subsidy for subsidy in subsidies})
        self.lexicon = lexicon.with_facts(fact for subsidy in self.subsidies.values() for fact in subsidy.facts)
        self._index_factory = index_factory
        self._index: Index | None = None
        self._read = {document.slug: _read(document) for document in documents}
        self._first = frozenset(self._read)

    @property
    def common(self) -> frozenset[str]:
        """The documents it was made with: how rare a word is shows in them and in a place's own, whatever other places publish later."""
        return self._first.intersection(self._read)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """All documents by slug; one that another replaces carries the day it was replaced."""
        metas = {slug: read.document.meta for slug, read in self._read.items()}
        for meta in list(metas.values()):
            old = metas.get(meta.supersedes or "")
            since = meta.in_force_from or meta.issued_on
            if old and not old.superseded_on and since and not meta.is_draft:
                metas[old.slug] = replace(old, superseded_on=since)
        return MappingProxyType({slug: replace(read.document, meta=metas[slug]) for slug, read in self._read.items()})

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, document by document in the order of their slugs."""
        return tuple(passage for slug in sorted(self._read) for passage in self._read[slug].passages)

    @property
    def index(self) -> Index:
        """The search index over all passages, built when first asked for; it cuts words by the shipped lexicon, so that it stays the same
        whatever documents bring along."""
        if self._index is None:
            if self._index_factory is None:
                raise LookupError("this knowledge base was made without a search index; hand in index_factory")
            self._index = self._index_factory({slug: read.passages for slug, read in sorted(self._read.items())}, self._shipped_lexicon)
        return self._index

    @property
    def is_indexed(self) -> bool:
        """Say whether the index has been built."""
        return self._index is not None

    def document(self, slug: str) -> Document:
        """Return a document, replaced and withdrawn ones included."""
        try:
            return self.documents[slug]
        except KeyError:
            raise UnknownDocument(slug) from None

    def subsidy(self, subsidy_id: str) -> Subsidy:
        """Return a rule by its id."""
        try:
            return self.subsidies[subsidy_id]
        except KeyError:
            raise UnknownSubsidy(subsidy_id) from None

    def documents_for(self, region: str, as_of: date) -> tuple[Document, ...]:
        """Return the documents that apply in a place on a day: its own first, then those of the places it lies in, newest first."""
        nearness = {division.code: step for step, division in enumerate(self.divisions.path(region))}
        near = [
            document for document in self.documents.values() if pad(document.meta.region) in nearness and _speaks_on(document.meta, as_of)
        ]
        newest = sorted(near, key=lambda document: document.meta.issued_on or date.min, reverse=True)
        return tuple(sorted(newest, key=lambda document: nearness[pad(document.meta.region)]))

    def subsidies_for(self, region: str, as_of: date) -> tuple[Subsidy, ...]:
        """Return the rules of the documents that apply in a place on a day, nearest document first."""
        return tuple(s for document in self.documents_for(region, as_of) for s in self.subsidies.values() if s.document == document.slug)

    def lexicon_for(self, region: str | None, as_of: date) -> Lexicon:
        """Return the words known in a place: of the things that rules brought along only those of the rules that apply there."""
        if region is None or not self.lexicon.new_facts:
            return self.lexicon
        own = {fact.id for rule in self.subsidies_for(region, as_of) for fact in rule.facts}
        return self.lexicon.without_facts(fact.id for fact in self.lexicon.new_facts if fact.id not in own)

    def covers(self, region: str) -> bool:
        """Tell whether any document, of the place or of a place around it, applies there."""
        around = {division.code for division in self.divisions.path(region)}
        return any(pad(document.meta.region) in around for document in self.documents.values())

    def covered_places(self) -> tuple[str, ...]:
        """Return the codes of the places that have documents of their own, in the order of the codes."""
        return tuple(sorted({pad(document.meta.region) for document in self.documents.values() if document.meta.withdrawn_on is None}))

    def clause(self, slug: str, clause: str) -> Node | None:
        """Find a clause of a document; None when the document has no such clause."""
        self.document(slug)
        return self._read[slug].nodes.get(clause)

    def clause_text(self, slug: str, clause: str) -> str:
        """Return a clause as it reads, everything below it included; empty when there is no such clause."""
        return clause_text(self.document(slug), clause)

    def passages_of(self, slug: str) -> tuple[Passage, ...]:
        """Return one document's passages in reading order."""
        self.document(slug)
        return self._read[slug].passages

    def facts_of(self, slug: str) -> tuple[ExtractedFact, ...]:
        """Return the facts read from a document: amounts, deadlines, cycles, who is responsible, what is left open."""
        self.document(slug)
        return self._read[slug].facts

    def with_document(self, document: Document, subsidies: Iterable[Subsidy] = ()) -> KnowledgeBase:
        """Return a knowledge base that also holds a document and the rules confirmed for it; the old one stays as it is."""
        new = self._copy([*(s for s in self.subsidies.values() if s.document != document.slug), *subsidies])
        new._read = {**self._read, document.slug: _read(document)}
        if self._index is not None:
            known = self._index.without_document(document.slug) if document.slug in self._read else self._index
            new._index = known.with_document(document.slug, new._read[document.slug].passages)
        return new

    def without_document(self, slug: str) -> KnowledgeBase:
        """Return a knowledge base without a document and its rules."""
        self.document(slug)
        new = self._copy([s for s in self.subsidies.values() if s.document != slug])
        new._read = {other: read for other, read in self._read.items() if other != slug}
        if self._index is not None:
            new._index = self._index.without_document(slug)
        return new

    def _copy(self, subsidies: Iterable[Subsidy]) -> KnowledgeBase:
        new = KnowledgeBase(self.divisions, self._shipped_lexicon, (), subsidies, self._index_factory)
        new._first = self._first
        return new


@cache
def load_shipped(index_factory: IndexFactory | None = None) -> KnowledgeBase:
    """Load the divisions, lexicon, documents and rules that ship with the code; once a process, for nobody can change it."""
    divisions = load_divisions(_HERE / "data" / "divisions.csv")
    lexicon = load_lexicon(_HERE / "lexicon.yml")
    documents = load_documents(_HERE / "documents")
    return KnowledgeBase(divisions, lexicon, documents, load_rules(_HERE / "subsidies", lexicon), index_factory)


def _speaks_on(meta: DocumentMeta, day: date) -> bool:
    """Say whether a document is to be asked on a day: issued by then, neither replaced nor withdrawn."""
    return meta.standing_on(day) not in _GONE and (meta.issued_on is None or meta.issued_on <= day)


def _read(document: Document) -> _Read:
    nodes = MappingProxyType({node.clause: node for node in document.root.walk()})
    return _Read(document, passages(document), nodes)
