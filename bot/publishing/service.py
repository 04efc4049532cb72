"""From a file to a document in force: proposed, kept, confirmed, approved, live, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.people.audit import Action
from bot.publishing.audience import concerned
from bot.publishing.changes import change_data, changes_of
from bot.publishing.given import SUPERSEDES, checked
from bot.publishing.notices import checked_notice, draft_notice
from bot.publishing.texts import publishing_texts, refused
from bot.storage.audit import AuditStore
from bot.storage.database import Database
from bot.storage.knowledge import meta_from_json, meta_to_json
from bot.storage.outbox import Outbox
from bot.storage.publications import OPEN, REJECTED, SUBMITTED, Handed, Publication, Publications, PublicationStore, StoredRule
from policy_kb.intake import GIVEN_KEYS, IntakeText, Proposal, propose, read_file
from policy_kb.knowledge_base import KnowledgeBase

ESSENTIAL = "region"  # nothing can be answered from a document of which nobody knows where it holds


class Publishing:
    """Takes documents in and publishes them; whoever calls it has checked who they are."""

    def __init__(self, database: Database, clock: Clock, outbox: Outbox, knowledge: Callable[[], KnowledgeBase], zone: ZoneInfo) -> None:
        self._database, self._clock, self._outbox, self._zone = database, clock, outbox, zone
        self.knowledge = knowledge
        self.publications = Publications(database)

    def propose(self, source: Path | bytes, name: str | None = None, given: Mapping[str, Any] | None = None) -> Proposal:
        """Read a file and say what would be published; nothing is kept. Raises UnreadableFile and PublishingError."""
        kb = self.knowledge()
        return propose(read_file(source, name), kb, checked(given or {}, kb))

    def changes(self, proposal: Proposal) -> list[dict[str, Any]]:
        """List what a document changes, as kept and shown."""
        found = changes_of(proposal, self.knowledge(), self._today()) if proposal.meta.region else ()
        return [change_data(change) for change in found]

    def keep(self, proposal: Proposal, file_name: str, by: str, confirmed: Iterable[str] = ()) -> Publication:
        """Keep a proposal with the rules a person confirmed, what it changes and a drafted notice; it is not live yet."""
        wanted, now, meta = set(confirmed), self._clock.now(), proposal.meta
        rules = tuple(StoredRule(rule.id, rule.data, rule.doubts, rule.id in wanted) for rule in proposal.rules if rule.is_usable)
        changes = tuple(self.changes(proposal))
        notice = self._notice(proposal, changes) if meta.region else ""
        handed = Handed(
            meta.slug, meta.region, file_name, meta_to_json(meta), proposal.document.source, rules, proposal.supersedes, notice, changes
        )
        with self._database.session() as session:
            publication = PublicationStore(session).add(handed, by, now)
            AuditStore(session).add(by, Action.DOCUMENT_PROPOSED, f"publication:{publication.id}", now, {"document": meta.slug})
            return publication

    def publish(self, number: int, by: str) -> Publication:
        """Make a document live with its confirmed rules, in every process and at one stroke; tell the households it concerns."""
        publication, kb, now = self.open(number), self.knowledge(), self._clock.now()
        begins = meta_from_json(publication.meta).in_force_from
        found = concerned(self._database, kb, publication, max(self._today(), begins) if begins else self._today())
        with self._database.session() as session:
            store = PublicationStore(session)
            live = store.go_live(number, by, now)
            self._outbox.enqueue_in(session, found.drafts)
            details = {"document": live.slug, "rules": sum(rule.is_confirmed for rule in live.rules), **found.counts}
            AuditStore(session).add(by, Action.DOCUMENT_PUBLISHED, f"publication:{number}", now, details)
            return store.change(number, effects=dict(found.counts))

    def edit_notice(self, number: int, text: str) -> Publication:
        """Replace the drafted notice; raises PublishingError when it is too long."""
        self.open(number)
        with self._database.session() as session:
            return PublicationStore(session).change(number, notice=checked_notice(text))

    def open(self, number: int) -> Publication:
        """Return a publication that is neither live nor rejected; raises PublishingError."""
        publication = self.publications.get(number)
        if publication is None:
            raise refused("unknown", number=number)
        if publication.state not in OPEN:
            raise refused("not_open", number=number)
        return publication

    def confirm(self, slug: str, rule_ids: Iterable[str], by: str) -> Publication:
        """Confirm draft rules of a document, by id or all without a doubt; those of a live one pay at once.

        A rule with a doubt (a limit the draft does not know) pays only when somebody names it.
        """
        publication = self.publications.of(slug)
        if publication is None:
            raise refused("no_such_document", slug=slug)
        known = [rule.id for rule in publication.rules]
        wanted = list(rule_ids) or [rule.id for rule in publication.rules if not rule.doubts]
        if unknown := next((rule for rule in wanted if rule not in known), None):
            raise refused("no_such_rule", title=publication.meta["title"], rule=unknown, known="、".join(known))
        with self._database.session() as session:
            AuditStore(session).add(by, Action.RULES_CONFIRMED, slug, self._clock.now(), {"rules": wanted})
            return PublicationStore(session).confirm(publication.id, wanted)

    def confirm_of(self, number: int, rule_ids: Iterable[str], by: str) -> Publication:
        """Confirm rules of one publication, by its number."""
        return self.confirm(self.open(number).slug, rule_ids, by)

    def submit(self, number: int, by: str) -> Publication:
        """Hand a document to a second official."""
        return self._move(number, SUBMITTED, Action.DOCUMENT_SUBMITTED, by)

    def reject(self, number: int, by: str) -> Publication:
        """Let a document go; nothing of it is published."""
        return self._move(number, REJECTED, Action.DOCUMENT_REJECTED, by)

    def announced(self, number: int, broadcast: int) -> None:
        """Remember by which broadcast a document was announced."""
        with self._database.session() as session:
            PublicationStore(session).change(number, broadcast=str(broadcast))

    def again(self, kept: Publication, given: Mapping[str, Any] | None = None) -> Proposal:
        """Read a kept document once more, with what has been told since."""
        meta = meta_from_json(kept.meta)
        known = {key: getattr(meta, key) for key in GIVEN_KEYS if key != "state" and getattr(meta, key)}
        told = {"state": "draft" if meta.is_draft else "issued", **known, **({SUPERSEDES: kept.supersedes} if kept.supersedes else {})}
        return propose(IntakeText(kept.file_name, "text", kept.source), self.knowledge(), told | dict(given or {}))

    def tell(self, kept: Publication, given: Mapping[str, Any]) -> Publication:
        """Fill in what could not be read; the document keeps waiting, read again with it."""
        proposal = self.again(kept, checked(given, self.knowledge()))
        self._move(kept.id, REJECTED, Action.DOCUMENT_CHANGED, kept.proposed_by)
        return self.keep(proposal, kept.file_name, kept.proposed_by, [rule.id for rule in proposal.rules if rule.is_sure])

    def _move(self, number: int, state: str, deed: Action, by: str) -> Publication:
        self.open(number)
        with self._database.session() as session:
            AuditStore(session).add(by, deed, f"publication:{number}", self._clock.now())
            return PublicationStore(session).change(number, state=state)

    def withdraw(self, slug: str, by: str) -> None:
        """Take a document out of the knowledge base; what it replaced speaks again."""
        with self._database.session() as session:
            if not PublicationStore(session).withdraw(slug):
                raise refused("no_such_document", slug=slug)
            AuditStore(session).add(by, Action.DOCUMENT_WITHDRAWN, slug, self._clock.now())

    def _notice(self, proposal: Proposal, changes: Sequence[Mapping[str, Any]]) -> str:
        return draft_notice(proposal, changes, self.knowledge().with_document(proposal.document), self._today())

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


def filled_in(proposal: Proposal, file_name: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Give an honest stand-in for what could not be read and nobody can be asked for; say what stands in. Never for the place."""
    texts = publishing_texts()
    if ESSENTIAL in proposal.missing:
        raise refused("missing", fields=texts.section("fields")[ESSENTIAL])
    stand_ins = {"title": Path(file_name).stem, "issuer": texts.say("fallback.issuer")}
    used = {key: value for key, value in stand_ins.items() if key in proposal.missing}
    names = texts.section("fields")
    return used, tuple(texts.say("fallback.doubt", field=names[key], value=value) for key, value in used.items())
