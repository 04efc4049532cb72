"""Several places named: one line for each, each with its own citation."""

from __future__ import annotations

from dataclasses import replace

from policy_kb.answering.clauses.phrases import say
from policy_kb.answering.policies import answer_policy
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Citation, Outcome, Question


def compare_places(kb: KnowledgeBase, question: Question) -> Answer:
    """Answer a question for each place named, a line a place; a place without documents is said to have none."""
    lines: list[str] = []
    citations: list[Citation] = []
    for code in question.named_regions:
        place = kb.divisions[code].name
        documents = kb.documents_for(code, question.as_of)
        if not documents:
            lines.append(say("compare_not_covered", place=place))
            continue
        one = answer_policy(kb, replace(question, region=code), documents)
        found = one.outcome in (Outcome.ANSWERED, Outcome.NO_FIXED_STANDARD)
        lines.append(say("compare_line", place=place, text=one.lead) if found else say("compare_nothing", place=place))
        citations += one.citations[:1] if found else ()
    outcome = Outcome.ANSWERED if citations else Outcome.NOTHING_FOUND
    return Answer(outcome, lines[0], tuple(lines[1:]), tuple(citations), resolved=question)
