"""What was read from a document, at length: its clauses, its figures and its draft rules, for whoever wants to look before it goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.messages import Reply
from bot.publishing.changes import fact_data, figure_text
from bot.publishing.texts import publishing_texts
from bot.storage.publications import Publication, StoredRule
from policy_kb.extraction import ExtractedFact
from policy_kb.intake import Proposal
from policy_kb.model import Node

_BRIEF, _MOST_FACTS = 24, 60


def details(proposal: Proposal, kept: Publication) -> list[Reply]:
    """Show the tree, the facts and the draft rules, each as a message of its own."""
    parts = (
        ("tree", _tree(proposal.document.root)),
        ("facts", _facts(proposal.facts)),
        ("draft_rules", _rules(kept.rules)),
    )
    written = ((name, list(lines)) for name, lines in parts)
    return [Reply("\n".join([_say(f"{name}_head", number=kept.id), *lines])) for name, lines in written if lines]


def quotes_of(rule: StoredRule) -> list[str]:
    """Return the words a rule stands on."""
    return list(dict.fromkeys(item["quote"] for version in rule.data["versions"].values() for item in version["items"].values()))


def _tree(root: Node) -> Iterator[str]:
    """Write the numbered clauses as an outline; all that there is where nothing is numbered."""
    has_numbers = any(node.label for node in root.walk())
    return _outline(root.children, 0, has_numbers)


def _outline(nodes: Iterable[Node], depth: int, only_numbered: bool) -> Iterator[str]:
    for node in nodes:
        is_shown = bool(node.label or not only_numbered) and bool(node.clause)
        if is_shown:
            words = (node.title or node.text).strip()
            yield "　" * depth + _numbered(node.label) + words[:_BRIEF] + ("…" if len(words) > _BRIEF else "")
        yield from _outline(node.children, depth + is_shown, only_numbered)


def _numbered(label: str) -> str:
    return f"{label}、" if label and label[-1].isalnum() else label


def _facts(facts: Sequence[ExtractedFact]) -> Iterator[str]:
    kinds: Mapping[str, Any] = publishing_texts().section("shown")["kinds"]
    # Sums and limits first, who is responsible last, as the kinds stand in the texts.
    order = list(kinds)
    for fact in sorted(facts, key=lambda fact: order.index(fact.kind.value))[:_MOST_FACTS]:
        figure = figure_text(fact_data(fact))
        yield _say("fact", kind=kinds[fact.kind.value], subject=fact.subject, figure=figure, clause=fact.clause)
    if len(facts) > _MOST_FACTS:
        yield _say("more_facts", n=len(facts) - _MOST_FACTS)


def _rules(rules: Iterable[StoredRule]) -> Iterator[str]:
    for rule in rules:
        standing = _say("rule_stands" if rule.is_confirmed else "rule_waits")
        yield _say("draft_rule", title=rule.data["title"], standing=standing, quotes="；".join(quotes_of(rule)))


def _say(key: str, **values: object) -> str:
    return publishing_texts().say(f"reading.{key}", **values)
