"""What the intake makes of a text: front matter, tree, facts, draft rules, and what it is unsure of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from policy_kb.extraction import ExtractedFact, extract_facts
from policy_kb.intake.carrying import carried_rules, without_covered
from policy_kb.intake.drafts import DraftRule, draft_rules
from policy_kb.intake.messages import refusal, say
from policy_kb.intake.metadata import ReadMeta, read_metadata
from policy_kb.intake.reading import IntakeText
from policy_kb.intake.succession import is_newer_version
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Document, DocumentMeta, NodeKind
from policy_kb.parsing import read_document, squeeze

_ESSENTIAL = ("title", "issuer", "region", "issued_on")
GIVEN_KEYS = ("region", "title", "issuer", "number", "issued_on", "in_force_from", "in_force_until", "state")


@dataclass(frozen=True)
class Proposal:
    """A document as it would be published; `missing` are the keys a person must give first.

    `doubts` are sentences for the official; `supersedes` are slugs of documents this one replaces or abolishes.
    """

    document: Document
    facts: tuple[ExtractedFact, ...]
    rules: tuple[DraftRule, ...]
    missing: tuple[str, ...]
    doubts: tuple[str, ...]
    abolished_titles: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()

    @property
    def meta(self) -> DocumentMeta:
        """The front matter proposed."""
        return self.document.meta

    @property
    def is_complete(self) -> bool:
        """Tell whether the document may be published without asking anything."""
        return not self.missing


def propose(text: IntakeText, kb: KnowledgeBase, given: Mapping[str, Any] | None = None) -> Proposal:
    """Read everything readable from a text; what a person has given wins. Raises UnreadableFile for a duplicate."""
    _refuse_duplicate(text, kb)
    source = text.text
    tree = read_document(_placeholder(), source)
    read = read_metadata(tree, kb.divisions)
    meta = _meta(read, given or {})
    document = replace(tree, meta=meta)
    replaced = _replaced(document, read, kb, given or {})
    meta = replace(meta, slug=_slug(meta, source), supersedes=replaced[0] if replaced else None)
    document = read_document(meta, source)
    facts = extract_facts(document)
    missing = tuple(key for key in _ESSENTIAL if not getattr(meta, key))
    doubts = (*_doubts(meta, read, missing, kb), *_contents(document, facts), *_replacing(read, replaced, kb))
    return Proposal(document, facts, _rules(document, facts, replaced, kb), missing, doubts, read.abolished, replaced)


def _replaced(document: Document, read: ReadMeta, kb: KnowledgeBase, given: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the documents this one replaces: those a person has given, else those it abolishes or is a newer version of."""
    if "supersedes" in given:
        return tuple(given["supersedes"])
    return tuple(known.slug for known in kb.documents.values() if is_newer_version(document, known, read.abolished))


def _rules(document: Document, facts: tuple[ExtractedFact, ...], replaced: tuple[str, ...], kb: KnowledgeBase) -> tuple[DraftRule, ...]:
    """Carry over the rules of what is replaced, and draft the others anew."""
    carried = carried_rules(document, replaced, kb.subsidies.values())
    # What another document's rules brought along goes when they go: each rule brings its own things.
    lexicon = kb.lexicon.without_facts(fact.id for fact in kb.lexicon.new_facts)
    return (*carried, *without_covered(draft_rules(document, facts, lexicon), carried))


def _placeholder() -> DocumentMeta:
    return DocumentMeta("", "", "", "")


def _refuse_duplicate(text: IntakeText, kb: KnowledgeBase) -> None:
    """Refuse a text that is in the knowledge base already, whatever its line breaks."""
    words = squeeze(text.text)
    for known in kb.documents.values():
        if known.meta.withdrawn_on is None and squeeze(known.source) == words:
            raise refusal("duplicate", title=known.meta.title)


def _meta(read: ReadMeta, given: Mapping[str, Any]) -> DocumentMeta:
    region = read.places[0] if len(read.places) == 1 else ""
    draft = read.is_draft if "state" not in given else given["state"] == "draft"
    issued_on = _day(given.get("issued_on", read.issued_on))
    return DocumentMeta(
        slug="",
        title=str(given.get("title") or read.title),
        issuer=str(given.get("issuer") or read.issuer),
        region=str(given.get("region") or region),
        issued_on=issued_on,
        number=given.get("number", read.number),
        is_draft=draft,
        in_force_from=_day(given.get("in_force_from", None if draft else read.in_force_from or issued_on)),
        in_force_until=_day(given.get("in_force_until", read.in_force_until)),
    )


def _day(value: date | str | None) -> date | None:
    """Take a date or a text such as 2018-02-28."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _slug(meta: DocumentMeta, source: str) -> str:
    """Make a short name for links: place, year, and a mark of the text."""
    year = meta.issued_on.year if meta.issued_on else "undated"
    mark = hashlib.blake2s(squeeze(source).encode(), digest_size=3).hexdigest()
    return f"{meta.region or 'unplaced'}-{year}-{mark}"


def _doubts(meta: DocumentMeta, read: ReadMeta, missing: tuple[str, ...], kb: KnowledgeBase) -> Iterable[str]:
    for key in missing:
        if key == "region" and len(read.places) > 1:
            places = "、".join("".join(d.name for d in reversed(kb.divisions.path(code))) for code in read.places)
            yield say("doubts", "region_ambiguous", issuer=read.issuer, places=places)
        else:
            yield say("doubts", key)
    if not meta.number:
        yield say("doubts", "number")
    if meta.in_force_until is None:
        yield say("doubts", "in_force_until")
    if meta.is_draft:
        yield say("doubts", "draft")
    for document in kb.documents.values():
        if meta.number and document.meta.number == meta.number:
            yield say("doubts", "same_number", number=meta.number, title=document.meta.title)


def _contents(document: Document, facts: tuple[ExtractedFact, ...]) -> Iterable[str]:
    if not any(node.kind in (NodeKind.HEADING, NodeKind.TABLE_ROW) for node in document.root.walk()):
        yield say("doubts", "no_clauses")
    if not facts:
        yield say("doubts", "no_facts")


def _replacing(read: ReadMeta, replaced: tuple[str, ...], kb: KnowledgeBase) -> Iterable[str]:
    if read.abolished:
        yield say("doubts", "abolishes", titles="、".join(f"《{title}》" for title in read.abolished))
    for slug in replaced:
        yield say("doubts", "supersedes", title=kb.document(slug).meta.title)
