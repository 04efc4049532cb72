"""The notice drafted for a new document: what, for whom, sums, how and until when to apply, the clause; short enough to be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.publishing.changes import change_line, most_telling
from bot.publishing.texts import publishing_texts, refused
from policy_kb.answering import answer
from policy_kb.extraction import ExtractedFact, FactKind
from policy_kb.intake import Proposal
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import NodeKind, Outcome, Question

_MOST_CHANGES, _MOST_GRANTS, _LONGEST_PART = 4, 5, 90
_APPLYING = ("申请", "申报", "报名", "提出", "上报")
_SCOPE = ("对象", "范围")


def draft_notice(proposal: Proposal, changes: Sequence[Mapping[str, Any]], after: KnowledgeBase, day: date) -> str:
    """Draft the notice from the document's own words; `after` is the knowledge base with the document in it."""
    texts, most = publishing_texts(), longest()
    parts = [
        _head(proposal, after, bool(proposal.supersedes)),
        *_sums(proposal, changes),
        *_part("for_whom", _scope(proposal)),
        *_part("when", _until_when(proposal.facts)),
        *_part("how", _how(proposal, after, day)),
        texts.say("notice.ask"),
    ]
    return _within(parts, most)


def checked_notice(text: str) -> str:
    """Return a notice an official has edited; raises PublishingError when it is too long."""
    if len(text.strip()) > longest():
        raise refused("notice_too_long", most=longest(), length=len(text.strip()))
    return text.strip()


def longest() -> int:
    """Return how many letters a notice may have."""
    return int(publishing_texts().section("notice")["most"])


def _head(proposal: Proposal, kb: KnowledgeBase, is_revision: bool) -> str:
    texts, meta = publishing_texts(), proposal.meta
    about = "、".join(str(told) for told in (meta.number, meta.issued_on) if told)
    verb = texts.say("notice.draft" if meta.is_draft else "notice.revised" if is_revision else "notice.published")
    return texts.say("notice.head", place=kb.divisions[meta.region].name, issuer=meta.issuer, verb=verb, title=meta.title, about=about)


def _sums(proposal: Proposal, changes: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    """Say what changes, or for a first document what it grants."""
    lines = [change_line(change) for change in most_telling(changes)[:_MOST_CHANGES]]
    if lines:
        return _part("changes", "；".join(lines) + "。")
    granted = [fact for fact in proposal.facts if fact.kind in (FactKind.AMOUNT, FactKind.CAP) and fact.unit == "元"]
    quotes = list(dict.fromkeys(f"{fact.quote}（{fact.clause}）" for fact in granted))[:_MOST_GRANTS]
    return _part("grants", "；".join(quotes) + "。" if quotes else "")


def _scope(proposal: Proposal) -> str:
    """Return the text of the clause that says for whom the document is."""
    for node in proposal.document.root.walk():
        if node.kind is NodeKind.HEADING and any(word in node.title for word in _SCOPE):
            # The clause that holds the words is cited, not the heading above it.
            holder = node if node.text or not node.children else node.children[0]
            text = holder.text or holder.title
            if text and len(text) <= _LONGEST_PART:
                return f"{text.rstrip('。')}（{holder.clause}）。"
    return ""


def _until_when(facts: Iterable[ExtractedFact]) -> str:
    """Return when to apply, as the document says it."""
    timed = [fact for fact in facts if fact.kind in (FactKind.CYCLE, FactKind.DEADLINE)]
    applying = next((f for f in timed if any(word in f.sentence for word in _APPLYING) and len(f.quote) <= _LONGEST_PART), None)
    return f"{applying.quote}（{applying.clause}）。" if applying else ""


def _how(proposal: Proposal, kb: KnowledgeBase, day: date) -> str:
    """Return the sentence that says how to apply, found as it would be for anybody who asks."""
    found = answer(kb, Question(publishing_texts().say("notice.question"), "ask_procedure", day, region=proposal.meta.region))
    here = next((citation for citation in found.citations if citation.document == proposal.meta.slug), None)
    if found.outcome is not Outcome.ANSWERED or here is None or len(here.quote) > _LONGEST_PART:
        return ""
    return f"{here.quote.rstrip('。；')}（{here.clause}）。"


def _part(name: str, words: str) -> list[str]:
    return [publishing_texts().say(f"notice.{name}") + words] if words else []


def _within(parts: Sequence[str], most: int) -> str:
    """Keep the parts in order as long as they fit; the head always, shortened if it must be."""
    kept = [parts[0][:most]]
    for part in parts[1:]:
        if len("\n".join([*kept, part])) <= most:
            kept.append(part)
    return "\n".join(kept)
