"""What there is: a short list of the subsidies, or of the documents, of a place."""

from __future__ import annotations

from collections.abc import Sequence

from policy_kb.answering.clauses.phrases import say
from policy_kb.calculation.assess import assess
from policy_kb.calculation.model import Assessment, Verdict
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Citation, Document, Node, NodeKind, Outcome, Question
from policy_kb.wording import say as worded
from policy_kb.wording import words

MOST, MOST_OTHERS = 8, 3
ALSO, HOW_TO_APPLY = "also", "how_to_apply"
_STILL_OPEN = (Verdict.MUST_ASK, Verdict.PAYS, Verdict.RANGE)


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


def also_lines(kb: KnowledgeBase, question: Question, worked: Sequence[Assessment]) -> dict[str, str]:
    """Return what is said once in a talk after a sum: what else the same people might get, and how to apply."""
    lines: dict[str, str] = {}
    if ALSO not in question.said and (titles := _others(kb, question, worked)):
        lines[ALSO] = worded("answers", "also", titles=str(words()["answers"]["list"]).join(titles))
    applies = next((a.version.how_to_apply for a in worked if a.version and a.version.how_to_apply), None)
    if applies and HOW_TO_APPLY not in question.said:
        lines[HOW_TO_APPLY] = worded("answers", "how_to_apply", quote=applies.short or applies.quote)
    return lines


def _others(kb: KnowledgeBase, question: Question, worked: Sequence[Assessment]) -> list[str]:
    """Name other rules of the place that pay the same kind of applicant an exact sum or a range."""
    told = {a.subsidy.id for a in worked}
    kinds = {kind for a in worked for r in a.items if not r.wrong_applicant for kind in r.item.applicants}
    wanted = {question.applicant} if question.applicant in kinds else kinds
    facts = {name: value for name, value in question.facts.items() if isinstance(value, bool)}
    titles = []
    for rule in kb.subsidies_for(question.region or "", question.as_of):
        items = assess(rule, facts, question.as_of, question.applicant).items if rule.id not in told else ()
        open_to = [r for r in items if r.verdict in _STILL_OPEN and r.item.in_total and wanted.intersection(r.item.applicants)]
        titles += [rule.title] if open_to else []
    return titles[:MOST_OTHERS]


def _annexes(document: Document) -> list[str]:
    return [node.title for node in document.root.children if node.kind is NodeKind.ANNEX and node.title]


def _citations(documents: Sequence[Document], slugs: set[str]) -> tuple[Citation, ...]:
    return tuple(Citation(d.slug, _first_clause(d.root), d.meta.title) for d in documents if d.slug in slugs)


def _first_clause(root: Node) -> str:
    return next((node.clause for node in root.children if node.kind is not NodeKind.FRONT), root.clause)
