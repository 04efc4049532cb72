"""How a document handed in is shown to an official on a phone: what was read, what changes, the notice, the buttons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from bot.messages import Button, Reply
from bot.publishing.changes import change_line, most_telling
from bot.publishing.reading import quotes_of
from bot.publishing.texts import publishing_texts
from bot.storage.publications import Publication, StoredRule
from policy_kb.intake import Proposal
from policy_kb.knowledge_base import KnowledgeBase

_MOST_CHANGES, _MOST_RULES, _MOST_DOUBTS = 5, 6, 5


def say(key: str, **values: object) -> str:
    """Return a sentence of the flow."""
    return publishing_texts().say(f"flow.{key}", **values)


def button(name: str, word: str, **values: object) -> Button:
    """Make a button that carries the values of what is meant."""
    return Button(say(f"buttons.{name}"), payload(word, **values))


def payload(word: str, **values: object) -> str:
    """Write what a button sends."""
    return f"/publish_{word}{json.dumps(values, ensure_ascii=False)}"


def overview(proposal: Proposal, kept: Publication, kb: KnowledgeBase, needs_second: bool) -> list[Reply]:
    """Show a proposal: first what was read, then the notice with what can be done."""
    return [Reply("\n".join(_summary(proposal, kept, kb)), (button("details", "details", id=kept.id),)), notice(kept, needs_second)]


def review(proposal: Proposal, kept: Publication, kb: KnowledgeBase, name: str) -> Reply:
    """Show a document to the official who is to approve it."""
    lines = [say("to_review", name=name or say("unnamed")), *_summary(proposal, kept, kb), say("notice_to_review", length=len(kept.notice))]
    deeds = (("approve", "approve"), ("details", "details"), ("send_back", "reject"))
    return Reply("\n".join([*lines, kept.notice]), tuple(button(name, word, id=kept.id) for name, word in deeds))


def notice(kept: Publication, needs_second: bool) -> Reply:
    """Show the notice and the buttons."""
    buttons = [button("submit" if needs_second else "submit_alone", "submit", id=kept.id)]
    if unsure(kept.rules):
        buttons.append(button("rules", "rules", id=kept.id))
    return Reply(_notice_text(kept), (*buttons, button("reject", "reject", id=kept.id)))


def rules_to_check(kept: Publication) -> Reply:
    """Show the rules that wait for a person's word."""
    waiting = unsure(kept.rules)
    if not waiting:
        return Reply(say("rules_none"))
    lines, buttons = [say("rules_head", number=kept.id)], []
    for n, rule in enumerate(waiting[:_MOST_RULES], 1):
        lines.append(say("rule", n=n, quote="；".join(quotes_of(rule))))
        lines += [say("rule_doubt", doubt=doubt) for doubt in rule.doubts]
        buttons.append(Button(say("buttons.confirm", n=n), payload("rule", id=kept.id, rule=rule.id)))
    return Reply("\n".join(lines), tuple(buttons))


def unsure(rules: Iterable[StoredRule]) -> list[StoredRule]:
    """Return the rules nobody has confirmed."""
    return [rule for rule in rules if not rule.is_confirmed]


def change_lines(changes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write what changes, the most telling first."""
    every = most_telling(changes)
    if not every:
        return []
    lines = [say("changes"), *(f"· {change_line(change)}" for change in every[:_MOST_CHANGES])]
    return [*lines, say("more_changes", n=len(every))] if len(every) > _MOST_CHANGES else lines


def _notice_text(kept: Publication) -> str:
    return f"{say('notice', length=len(kept.notice), number=kept.id)}\n{kept.notice}"


def _summary(proposal: Proposal, kept: Publication, kb: KnowledgeBase) -> list[str]:
    clauses = sum(1 for node in proposal.document.root.walk() if node.clause)
    lines = [_head(kept, kb, clauses, len(proposal.facts)), _rules_line(kept)]
    if proposal.doubts:
        lines += [say("doubts"), *(f"· {doubt}" for doubt in proposal.doubts[:_MOST_DOUBTS])]
    return [*lines, *change_lines(kept.changes)]


def _head(kept: Publication, kb: KnowledgeBase, clauses: int, facts: int) -> str:
    meta = kept.meta
    place = "".join(d.name for d in reversed(kb.divisions.path(kept.region))) if kept.region else "—"
    about = "　".join(str(told) for told in (meta["number"], meta["issued_on"]) if told)
    return say("head", number=kept.id, title=meta["title"], issuer=meta["issuer"], about=about, place=place, clauses=clauses, facts=facts)


def _rules_line(kept: Publication) -> str:
    left = len(unsure(kept.rules))
    if not kept.rules:
        return say("no_rules")
    return say("rules" if left else "rules_sure", n=len(kept.rules), sure=len(kept.rules) - left, unsure=left)
