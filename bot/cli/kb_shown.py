"""How a document taken in is shown: its tree, the facts and draft rules found, and what the intake is unsure of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from bot.publishing.texts import publishing_texts
from bot.storage.publications import LIVE, Publication
from policy_kb.extraction import ExtractedFact
from policy_kb.intake import Proposal
from policy_kb.intake.drafts import DraftRule
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Node

_MOST_FACTS, _BRIEF = 40, 36
_FIELDS = ("title", "issuer", "number", "issued_on", "in_force_from", "in_force_until")


def show_proposal(console: Console, proposal: Proposal, kb: KnowledgeBase, notes: Sequence[str] = ()) -> None:
    """Print everything an official has to look at before a document is published."""
    texts, meta = publishing_texts(), proposal.meta
    names = texts.section("fields")
    for key in _FIELDS:
        console.print(f"{names[key]}：{getattr(meta, key) or '—'}", markup=False)
    place = "".join(d.name for d in reversed(kb.divisions.path(meta.region)))
    standing = texts.say("shown.draft" if meta.is_draft else "shown.in_force")
    console.print(f"{names['region']}：{place}（{meta.region}）  {standing}", markup=False)
    tree = Tree(texts.say("shown.clauses"))
    _grow(tree, proposal.document.root.children)
    console.print(tree)
    _show_facts(console, proposal.facts, meta.slug)
    _show_rules(console, proposal.rules)
    _show_doubts(console, [*proposal.doubts, *notes])


def proposal_data(proposal: Proposal, kept: Publication, kb: KnowledgeBase, notes: Sequence[str] = ()) -> dict[str, Any]:
    """Put the same together for scripts."""
    meta = proposal.meta
    confirmed = {rule.id for rule in kept.rules if rule.is_confirmed}
    return {
        "publication": kept.id,
        "slug": meta.slug,
        "published": kept.state == LIVE,
        **{key: getattr(meta, key) for key in _FIELDS},
        "region": meta.region,
        "place": kb.divisions[meta.region].name,
        "state": "draft" if meta.is_draft else "issued",
        "clauses": [node.clause for node in proposal.document.root.walk() if node.clause],
        "facts": [_fact_data(fact) for fact in proposal.facts],
        "rules": [_rule_data(rule, rule.id in confirmed) for rule in proposal.rules],
        "left": [rule.id for rule in proposal.rules if rule.id not in confirmed],
        "doubts": [*proposal.doubts, *notes],
        "supersedes": list(proposal.supersedes),
        "changes": [dict(change) for change in kept.changes],
        "notice": kept.notice,
    }


def _grow(tree: Tree, nodes: Iterable[Node]) -> None:
    for node in nodes:
        words = (node.title or node.text).strip()
        _grow(tree.add(f"{node.clause or node.kind.value}  {words[:_BRIEF]}{'…' if len(words) > _BRIEF else ''}"), node.children)


def _show_facts(console: Console, facts: Sequence[ExtractedFact], slug: str) -> None:
    texts = publishing_texts()
    columns, kinds = texts.section("shown")["columns"], texts.section("shown")["kinds"]
    table = Table(*columns.values(), title=texts.say("shown.facts"))
    for fact in facts[:_MOST_FACTS]:
        table.add_row(fact.clause, kinds[fact.kind.value], _value(fact), fact.subject, fact.quote)
    console.print(table)
    if len(facts) > _MOST_FACTS:
        console.print(texts.say("shown.more", n=len(facts) - _MOST_FACTS, slug=slug))


def _value(fact: ExtractedFact) -> str:
    values = "、".join(f"{value:f}" if not isinstance(value, str) else value for value in fact.values)
    per = "".join(f"/{unit}" for unit in fact.per)
    return f"{values}{fact.unit}{per}"


def _show_rules(console: Console, rules: Sequence[DraftRule]) -> None:
    texts = publishing_texts()
    if not rules:
        return
    console.print(texts.say("shown.rules"), style="bold")
    for rule in rules:
        mark = texts.say("shown.rule_sure" if rule.is_sure else "shown.rule_unsure")
        console.print(f"  {rule.id}  {rule.data['title']}  [{mark}]", markup=False, style="green" if rule.is_sure else "yellow")
        for version in rule.data["versions"].values():
            for item in version["items"].values():
                console.print(f"    {item['quote']}", markup=False)
        for doubt in rule.doubts:
            console.print(f"    ? {doubt}", markup=False)


def _show_doubts(console: Console, doubts: Sequence[str]) -> None:
    if doubts:
        console.print(publishing_texts().say("shown.doubts"), style="bold yellow")
    for doubt in doubts:
        console.print(f"  · {doubt}", markup=False)


def _fact_data(fact: ExtractedFact) -> dict[str, Any]:
    values = [str(value) for value in fact.values]
    return {
        "kind": fact.kind.value, "values": values, "operator": fact.operator.value, "unit": fact.unit, "per": list(fact.per),
        "subject": fact.subject, "clause": fact.clause, "quote": fact.quote,
    }  # fmt: skip


def _rule_data(rule: DraftRule, confirmed: bool) -> dict[str, Any]:
    return {
        "id": rule.id, "title": rule.data["title"], "sure": rule.is_sure, "confirmed": confirmed,
        "doubts": list(rule.doubts), "data": dict(rule.data),
    }  # fmt: skip
