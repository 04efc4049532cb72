"""The whole knowledge base as plain data, for scripts and for other systems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from policy_kb.calculation.model import Cap, Condition, Item, Subsidy, Version
from policy_kb.extraction import ExtractedFact
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Node

Row = dict[str, Any]


def export(kb: KnowledgeBase, slugs: Iterable[str] | None = None) -> dict[str, list[Row]]:
    """Return documents, nodes, facts and rules as rows of plain values; all documents unless some are named.

    Shape: every node carries its clause, the clause it lies in, and its span of the source; every fact and every figure of a
    rule carries its clause and its verbatim quote. Days and decimals are left as they are.
    """
    wanted = list(kb.documents) if slugs is None else list(slugs)
    documents = [kb.document(slug) for slug in wanted]
    return {
        "documents": [asdict(document.meta) | {"characters": len(document.source)} for document in documents],
        "nodes": [row for document in documents for row in _nodes(document.slug, document.root, None)],
        "facts": [_fact(slug, fact) for slug in wanted for fact in kb.facts_of(slug)],
        "rules": [_rule(rule) for rule in kb.subsidies.values() if rule.document in wanted],
    }


def _nodes(slug: str, node: Node, parent: str | None) -> list[Row]:
    row = {
        "document": slug,
        "clause": node.clause,
        "parent": parent,
        "kind": node.kind.value,
        "label": node.label,
        "title": node.title,
        "text": node.text,
        "start": node.start,
        "end": node.end,
    }
    return [row, *(below for child in node.children for below in _nodes(slug, child, node.clause))]


def _fact(slug: str, fact: ExtractedFact) -> Row:
    return {
        "document": slug,
        "clause": fact.clause,
        "kind": fact.kind.value,
        "subject": fact.subject,
        "value": fact.values[0] if len(fact.values) == 1 else list(fact.values),
        "op": fact.operator.value,
        "unit": "/".join((fact.unit, *fact.per)) if fact.per else fact.unit,
        "beneficiary": fact.beneficiary,
        "condition": fact.condition,
        "role": fact.role,
        "quote": fact.quote,
    }


def _rule(rule: Subsidy) -> Row:
    versions = [_version(version) for version in rule.versions]
    return {"id": rule.id, "title": rule.title, "document": rule.document, "versions": versions}


def _version(version: Version) -> Row:
    return {
        "since": version.since,
        "items": [_item(item) for item in version.items],
        "caps": [_cap(cap) for cap in version.caps],
        "reading": version.reading,
        "how_to_apply": asdict(version.how_to_apply) if version.how_to_apply else None,
    }


def _item(item: Item) -> Row:
    return {
        "id": item.id,
        "label": item.label,
        "formula": type(item.formula).__name__,
        "uses": list(item.formula.uses),
        "figures": list(item.formula.figures()),
        "applicants": list(item.applicants),
        "conditions": [_condition(condition) for condition in item.conditions],
        "clause": item.source.clause,
        "quote": item.source.quote,
        "note": item.note,
    }


def _condition(condition: Condition) -> Row:
    limits = {"equals": condition.equals, "at_least": condition.at_least, "one_of": list(condition.one_of) or None}
    return {"fact": condition.fact, "clause": condition.source.clause, "quote": condition.source.quote} | {
        name: value for name, value in limits.items() if value is not None
    }


def _cap(cap: Cap) -> Row:
    return {"yuan": cap.yuan, "items": list(cap.items), "clause": cap.source.clause, "quote": cap.source.quote}
