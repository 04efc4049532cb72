"""What is refused, and what only looks as if it should be: sums no document sets, questions taken for another office's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from policy_kb.answering.clauses.intentions import HOLDINGS_UNITS, asks_for_money, asks_what_is_paid, by_clauses, names_status
from policy_kb.answering.clauses.kinds import shipped_kinds
from policy_kb.answering.clauses.phrases import say
from policy_kb.answering.clauses.ranking import has_a_heading_for, index_of, parts_of, ranked
from policy_kb.answering.followup import leans
from policy_kb.answering.policies import nothing_found
from policy_kb.answering.routing.aboutness import SPOKEN_OF, is_surely_about, names_beside, names_more
from policy_kb.answering.status import status_sentence
from policy_kb.answering.unheard import Thing, thing_asked, thing_raised
from policy_kb.answering.verdicts import Form, form_of
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.lexicon import Fact
from policy_kb.matching.asked import asks, latest
from policy_kb.model import Answer, Document, Outcome, Question
from policy_kb.search import normalise
from policy_kb.search.comparing import match

_PAPER, _SHORTEST_PAPER = re.compile("[\u4e00-\u9fff]{2,8}?(?:办法|方案|计划|细则|清单|规划)"), 4
OVERRULED = "out_of_scope"  # small talk and abuse are never taken for questions


def is_in_scope_after_all(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a question understood as none of ours is plainly answered by a clause of these documents, or is a heading of theirs."""
    return question.intent == OVERRULED and (is_surely_about(kb, question, documents) or has_a_heading_for(kb, question, documents))


def without_a_sum(kb: KnowledgeBase, question: Question, quoted: Answer, documents: Sequence[Document]) -> Answer:
    """Say that the documents set no sum for a thing when how much it pays is asked and the clauses found name no sum either."""
    thing = thing_asked(question)
    if thing is None and question.previous and leans(question) and not question.mentions and not by_clauses(question):
        question = question.previous  # 要是在韶关呢: still the pigs
    if thing and (quoted.outcome is Outcome.NOTHING_FOUND or thing.name not in quoted.lead):
        return _no_such_sum(kb, quoted, documents, thing.name)
    raised = thing_raised(question.text) if thing is None and asks_what_is_paid(question) else None
    if raised and not _is_spoken_of(raised, kb, documents):
        return _no_such_sum(kb, quoted, documents, raised.name)
    facts = [kb.lexicon.fact(m.fact) for m in question.mentions if m.fact in kb.lexicon.facts and m.fact is not None]
    things = [fact.label for fact in facts if fact.unit in HOLDINGS_UNITS]
    if not things or not asks_what_is_paid(question) or quoted.outcome is Outcome.NO_FIXED_STANDARD:
        return quoted
    said = normalise(quoted.lead + "".join(quoted.lines))
    if quoted.outcome is Outcome.ANSWERED and shipped_kinds().names_a_sum(said):
        return quoted
    if any(_has_a_sum_for(fact, kb, documents) for fact in facts):
        return quoted  # there is one, only not in the clause found: nobody may be told there is none
    return _no_such_sum(kb, quoted, documents, "、".join(dict.fromkeys(things)))


def _no_such_sum(kb: KnowledgeBase, quoted: Answer, documents: Sequence[Document], things: str) -> Answer:
    places = "、".join(dict.fromkeys(kb.divisions[d.meta.region].name for d in documents))
    lead = say("no_such_sum", places=places, things=things)
    return replace(quoted, outcome=Outcome.NOTHING_FOUND, lead=lead, lines=(), citations=())


def _is_spoken_of(thing: Thing, kb: KnowledgeBase, documents: Sequence[Document]) -> bool:
    """Say whether a passage of these documents, or a heading above it, names a thing by any name for it."""
    concepts = index_of(kb).cutter.concepts(thing.name)
    texts = (normalise(passage.text + "".join(passage.headings[1:])) for document in documents for passage in kb.passages_of(document.slug))
    return not concepts or any(match(concept, text) >= SPOKEN_OF for text in texts for concept in concepts if not concept.is_joined)


def _has_a_sum_for(fact: Fact, kb: KnowledgeBase, documents: Sequence[Document]) -> bool:
    """Say whether a passage of these documents, or the headings above it, names a thing together with a sum of money."""
    names = {fact.label, *fact.names}
    passages = (passage for document in documents for passage in kb.passages_of(document.slug))
    return any(
        shipped_kinds().names_a_sum(normalise(p.text)) and any(name in p.text + "".join(p.headings[1:]) for name in names) for p in passages
    )


def without_a_payday(kb: KnowledgeBase, question: Question, quoted: Answer, documents: Sequence[Document]) -> Answer:
    """Say that nothing is found when someone asks when the money comes and the clauses found say nothing of paying out."""
    said = normalise(quoted.lead + "".join(quoted.lines))
    if not asks("payday", latest(question.text)) or shipped_kinds().kinds["payday"].shows.search(said):
        return quoted
    return nothing_found(kb, documents, (), question)


def is_beside_the_status(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a question only understood as one about a document names what a clause says and its title block does not (抄送给谁)."""
    if names_status(question):
        return _asks_when_another_is_made(kb, question, documents)
    return names_more(kb, question, normalise("".join(status_sentence(document, question) for document in documents)), documents)


def may_be_forbidden(question: Question, summed: Answer) -> bool:
    """Say whether a rate is no answer yet: someone asks if a thing is allowed or paid for, and a clause may say no."""
    return not summed.is_worked_out and form_of(normalise(latest(question.text))) in (Form.MAY, Form.GIVE)


def is_forbidden(kb: KnowledgeBase, question: Question, summed: Answer, quoted: Answer, documents: Sequence[Document]) -> bool:
    """Say whether a clause plainly says no to something the question names and the sum knows nothing of (在基本农田里种)."""
    if quoted.outcome is not Outcome.ANSWERED or not quoted.lead.startswith(say("may_no")):
        return False
    clauses = (kb.clause_text(citation.document, citation.clause) for citation in summed.citations)
    said = normalise("".join((summed.lead, *summed.lines, *clauses)))
    return names_beside(kb, question, said, normalise(quoted.lead + "".join(quoted.lines)), documents)


def _asks_when_another_is_made(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a day is asked of a paper that a clause orders to be made (奖补办法什么时候出台), and not of the document itself."""
    named = _PAPER.search(normalise(question.text))
    if named is None or "when" not in shipped_kinds().asked(question.text):
        return False
    names = [named[0][at:] for at in range(len(named[0]) - _SHORTEST_PAPER + 1)]
    titles = "".join(normalise(document.meta.title) for document in documents)
    best = [normalise(found.sentence) for part in parts_of(kb, question, documents) for found in ranked(kb, part, documents)[:1]]
    return any(name in sentence for name in names for sentence in best) and not any(name in titles for name in names)


def is_beside_the_sum(kb: KnowledgeBase, question: Question, summed: Answer, documents: Sequence[Document]) -> bool:
    """Say whether a sum is beside the point: it knows nothing of what is named, or leaves it to the county and a clause says more."""
    if summed.outcome is Outcome.ANSWERED and not summed.is_worked_out and summed.citations:
        clauses = (kb.clause_text(citation.document, citation.clause) for citation in summed.citations)
        return names_more(kb, question, normalise("".join((summed.lead, *summed.lines, *clauses))), documents)
    if summed.outcome is not Outcome.NO_FIXED_STANDARD or thing_asked(question):
        return False
    return not asks_for_money(question) or is_surely_about(kb, question, documents)
