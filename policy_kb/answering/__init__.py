"""Answering: the one entrance from a question to an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policy_kb.answering.clauses.intentions import (
    asks_for_money,
    asks_for_overview,
    asks_for_status,
    asks_for_sum,
    asks_only_leave,
    beside_the_standing,
    by_clauses,
    wants_a_quantity,
)
from policy_kb.answering.clauses.phrases import say
from policy_kb.answering.clauses.ranking import is_of_another_office, speaks_of_something_else
from policy_kb.answering.compare import compare_places
from policy_kb.answering.missing.saying import is_another_payment, who_it_is_left_to, with_what_is_missing
from policy_kb.answering.missing.wanted import payment_wanted
from policy_kb.answering.overview import answer_overview
from policy_kb.answering.policies import answer_policy
from policy_kb.answering.routing.aboutness import confidence, is_told_of, topics_of
from policy_kb.answering.routing.apart import of_one_household, told_apart
from policy_kb.answering.routing.contacting import CONTACT, contact
from policy_kb.answering.routing.refusing import (
    OVERRULED,
    is_beside_the_status,
    is_beside_the_sum,
    is_forbidden,
    is_in_scope_after_all,
    may_be_forbidden,
    without_a_payday,
    without_a_sum,
)
from policy_kb.answering.routing.repairing import is_repair, simpler
from policy_kb.answering.status import answer_status, names_document
from policy_kb.answering.subsidies import answer_line, answer_subsidy, asks_rate, asks_whether_paid, changes_a_sum, tells_quantities
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.asked import latest, without_aside
from policy_kb.matching.new_words import with_new_words
from policy_kb.matching.together import settled
from policy_kb.model import Answer, Document, Outcome, Question

__all__ = ["answer"]

REFUSED = ("out_of_scope", "chitchat", "abuse", "ask_secret", CONTACT)
MUCH_SURER = 0.8  # without a place, one document may answer alone if no other's best sentence comes this near


def answer(kb: KnowledgeBase, question: Question) -> Answer:
    """Answer a question from the documents and rules that apply where the person lives, or say why not."""
    if is_repair(question) and question.previous is not None:
        return simpler(answer(kb, question.previous))
    if question.intent in REFUSED:
        return _refused(kb, question)
    if len(question.named_regions) > 1:
        return compare_places(kb, question)
    text = without_aside(kb.lexicon.mended(question.text))
    region = question.named_regions[0] if question.named_regions else question.region
    mentions = with_new_words(text, question.mentions, kb.lexicon_for(region, question.as_of))
    put = replace(question, text=text, mentions=settled(mentions, latest(text)))
    question = of_one_household(put)
    return told_apart(put, question, _answered(kb, question, region))


def _answered(kb: KnowledgeBase, question: Question, region: str | None) -> Answer:
    if region is None:
        return _without_place(kb, question)
    documents = kb.documents_for(region, question.as_of)
    question = replace(question, region=region)
    if not documents:
        return _not_covered(kb, question)
    return who_it_is_left_to(kb, question) or _in_place(kb, question, documents)


def _refused(kb: KnowledgeBase, question: Question) -> Answer:
    """Refuse what is none of ours, unless a clause of the person's place plainly answers it; give an office's number, if there is one."""
    documents = kb.documents_for(question.region, question.as_of) if question.region else ()
    if question.intent == CONTACT:
        return contact(kb, question, documents)
    if question.region and not documents and asks_for_money(question):
        return _not_covered(kb, question)
    if documents and question.intent == OVERRULED and asks_whether_paid(kb, question):
        return _in_place(kb, replace(question, intent="ask_subsidy"), documents)
    if documents and is_in_scope_after_all(kb, question, documents):
        return _in_place(kb, replace(question, intent="ask_policy"), documents)
    return Answer(Outcome.OUT_OF_SCOPE, say(question.intent), suggestions=(say("example_subsidy"),), resolved=question)


def _in_place(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> Answer:
    if asks_for_status(question):
        return _standing(kb, question, documents)
    if _asks_what_there_is(kb, question, documents):
        return answer_overview(kb, question, documents)
    may_count = changes_a_sum(question) or not is_of_another_office(kb, question, documents)
    line = None if by_clauses(question) else answer_line(kb, question)
    summed = line or (_by_rules(kb, question) if may_count and _is_sum(kb, question) else None)
    quoted = answer_policy(kb, question, documents) if summed is not None and may_be_forbidden(question, summed) else None
    if (
        summed is not None
        and not is_beside_the_sum(kb, question, summed, documents)
        and not (quoted and is_forbidden(kb, question, summed, quoted, documents))
    ):
        return summed
    quoted = quoted or answer_policy(kb, question, documents)
    if quoted.outcome is Outcome.NOTHING_FOUND:
        quoted = _where_no_clause_says(kb, question, documents, may_count) or quoted
    return _by_clauses(kb, question, quoted, documents)


def _where_no_clause_says(kb: KnowledgeBase, question: Question, documents: Sequence[Document], may_count: bool) -> Answer | None:
    """Return the sum where a quantity is asked for, or what there is at all where that was understood."""
    if may_count and wants_a_quantity(question):
        return _by_rules(kb, question)
    return answer_overview(kb, question, documents) if question.intent == "ask_overview" else None


def _by_rules(kb: KnowledgeBase, question: Question) -> Answer | None:
    """Return the sum that the rules give, if it is of what is asked for."""
    summed = answer_subsidy(kb, question)
    return None if summed and is_another_payment(question, summed) else summed


def _by_clauses(kb: KnowledgeBase, question: Question, quoted: Answer, documents: Sequence[Document]) -> Answer:
    """Return what clauses say, and what they do not say before it."""
    if payment_wanted(latest(question.text)) is None:
        quoted = without_a_sum(kb, question, quoted, documents)
        quoted = quoted if quoted.outcome is Outcome.NOTHING_FOUND else without_a_payday(kb, question, quoted, documents)
    return with_what_is_missing(kb, question, quoted, documents)


def _standing(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> Answer:
    """Say what a document is worth, unless a clause answers what its title block does not say (抄送给谁); and what else is asked."""
    quoted = answer_policy(kb, question, documents) if is_beside_the_status(kb, question, documents) else None
    if quoted and quoted.outcome is not Outcome.NOTHING_FOUND:
        return quoted
    standing = answer_status(kb, question, documents)
    rest = beside_the_standing(question.text)
    more = answer_policy(kb, replace(question, text=rest, intent="ask_policy"), documents) if rest else None
    if more is None or more.outcome is Outcome.NOTHING_FOUND:
        return standing
    citations = (*standing.citations, *more.citations)
    return replace(standing, lines=(*standing.lines, more.lead, *more.lines), citations=citations)


def _asks_what_there_is(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a list of what there is answers; 遭了灾有啥补助 is answered by the clause that speaks of it."""
    if speaks_of_something_else(kb, question, documents):
        return False
    return asks_for_overview(question, topics_of(kb, question, documents)) and not is_told_of(kb, question, documents)


def _is_sum(kb: KnowledgeBase, question: Question) -> bool:
    """Say whether the calculator is asked before the clauses: for a sum, a change to one, or whether a rule pays at all."""
    if asks_for_sum(question):
        return True
    if by_clauses(question):
        return False
    if changes_a_sum(question) or asks_whether_paid(kb, question) or asks_rate(question):
        return True
    return not asks_only_leave(question) and tells_quantities(kb, question)


def _without_place(kb: KnowledgeBase, question: Question) -> Answer:
    """Answer only if one place's document speaks of it and no other's does; else ask where the person lives."""
    groups = {place: kb.documents_for(place, question.as_of) for place in kb.covered_places()}
    sure = sorted(((confidence(kb, question, documents), place) for place, documents in groups.items() if documents), reverse=True)
    if asks_for_status(question) and not any(names_document(question.text, d) for some in groups.values() for d in some):
        return Answer(Outcome.ASKS_BACK, say("ask_region"), asks=("region",), resolved=question)
    if not sure or sure[0][0] == 0:
        return answer_policy(kb, question, [document for documents in groups.values() for document in documents])
    if asks_for_sum(question) or (len(sure) > 1 and sure[1][0] > MUCH_SURER * sure[0][0]):
        return Answer(Outcome.ASKS_BACK, say("ask_region"), asks=("region",), resolved=question)
    place = sure[0][1]
    one = _in_place(kb, replace(question, region=place), groups[place])
    return replace(one, lead=say("whose", place=kb.divisions[place].name) + one.lead, resolved=question)


def _not_covered(kb: KnowledgeBase, question: Question) -> Answer:
    covered = "、".join(kb.divisions[code].name for code in kb.covered_places())
    place = kb.divisions[question.region or ""].name
    return Answer(Outcome.NOT_COVERED, say("not_covered", place=place, covered=covered), resolved=question)
