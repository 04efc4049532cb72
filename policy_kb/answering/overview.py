"""What there is: a short list of the subsidies, or of the documents, of a place."""

from __future__ import annotations

from collections.abc import Sequence

from policy_kb.answering.clauses.phrases import say
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Citation, Document, Node, NodeKind, Outcome, Question

MOST = 8


def answer_overview(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> Answer:
    """List a place's subsidies by the titles of their rules, or where there are none its documents' main headings."""
    region = question.region or documents[0].meta.region
    place = kb.divisions[region].name
    rules = kb.subsidies_for(region, question.as_of)
    if rules:
        titles = list(dict.fromkeys(rule.title for rule in rules))
        lead = say("overview", place=place, items="；".join(titles[:MOST]))
        cited = {rule.document: rule for rule in reversed(rules)}
        return Answer(Outcome.ANSWERED, lead, (say("overview_more"),), _citations(documents, set(cited)), resolved=question)
    document = documents[0]
    heads = [node.title for node in document.root.children if node.kind is NodeKind.HEADING and node.title] or _annexes(document)
    lead = say("overview_headings", place=place, title=document.meta.title, items="；".join(heads[:MOST]))
    return Answer(Outcome.ANSWERED, lead, (say("overview_more"),), _citations([document], {document.slug}), resolved=question)


def _annexes(document: Document) -> list[str]:
    return [node.title for node in document.root.children if node.kind is NodeKind.ANNEX and node.title]


def _citations(documents: Sequence[Document], slugs: set[str]) -> tuple[Citation, ...]:
    return tuple(Citation(d.slug, _first_clause(d.root), d.meta.title) for d in documents if d.slug in slugs)


def _first_clause(root: Node) -> str:
    return next((node.clause for node in root.children if node.kind is not NodeKind.FRONT), root.clause)
