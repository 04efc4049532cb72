"""Saying what the documents do not write: a sum, a wage, a payout asked for is called missing, no other sum put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policy_kb.answering.clauses.kinds import shipped_kinds
from policy_kb.answering.clauses.phrases import begins_with_verdict, say
from policy_kb.answering.followup import leans
from policy_kb.answering.missing.wanted import payment_wanted, wanted
from policy_kb.answering.subsidies import answer_subsidy
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.asked import latest
from policy_kb.model import Answer, Document, Outcome, Question
from policy_kb.search import normalise


def is_another_payment(question: Question, summed: Answer) -> bool:
    """Say whether a sum is not of the payment asked for: what a breeding subsidy gives is no answer to what the insurance pays."""
    payment = payment_wanted(latest(question.text))
    return payment is not None and not payment.is_given_by((*_said(summed), *(citation.quote for citation in summed.citations)))


def with_what_is_missing(kb: KnowledgeBase, question: Question, quoted: Answer, documents: Sequence[Document]) -> Answer:
    """Say first that how much, or by when, is not written, where it is asked and no quote shows it."""
    one = wanted(latest(question.text))
    if one is None or quoted.outcome not in (Outcome.ANSWERED, Outcome.NOTHING_FOUND) or one.is_given_by(_said(quoted)):
        return quoted
    if one.is_another_sum(_said(quoted)):
        places = "、".join(dict.fromkeys(kb.divisions[document.meta.region].name for document in documents))
        refused = say("no_such_payment", places=places, what=one.what)
        return replace(quoted, outcome=Outcome.NOTHING_FOUND, lead=refused, lines=(), citations=())
    if quoted.outcome is Outcome.NOTHING_FOUND or quoted.lead.startswith(say("unshown")):
        return quoted
    if begins_with_verdict(quoted.lead):
        return replace(quoted, lines=(*quoted.lines, say("unwritten_beside", what=one.what)))
    unclear = say("may_unclear")
    return replace(quoted, lead=say("unwritten", what=one.what) + quoted.lead.removeprefix(unclear))


def who_it_is_left_to(kb: KnowledgeBase, question: Question) -> Answer | None:
    """Answer who sets it, asked after a standard that a clause leaves open, with the words that leave it open; else nothing."""
    before = question.previous
    if before is None or question.mentions or not leans(question) or not _asks_who_sets_it(question):
        return None
    left = answer_subsidy(kb, replace(before, region=before.region or question.region))
    if left is None or left.outcome is not Outcome.NO_FIXED_STANDARD or not left.citations:
        return None
    return Answer(Outcome.ANSWERED, left.citations[0].quote, citations=left.citations[:1], resolved=question)


def _asks_who_sets_it(question: Question) -> bool:
    return bool(shipped_kinds().sets_asked.search(normalise(latest(question.text))))


def _said(answer: Answer) -> tuple[str, ...]:
    return (answer.lead, *answer.lines)
