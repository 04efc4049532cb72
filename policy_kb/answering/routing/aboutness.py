"""What a question is about, and how surely some documents speak of it."""

from __future__ import annotations

from collections.abc import Sequence

from policy_kb.answering.clauses.intentions import names_a_thing
from policy_kb.answering.clauses.ranking import parts_of, ranked, speaks_of_something_else
from policy_kb.answering.policies import FLOOR, FLOOR_WITH_FOREIGN
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Document, Question
from policy_kb.search import normalise
from policy_kb.search.comparing import match
from policy_kb.search.rerank import share

SURELY = 0.95  # its very word, or a form that holds it (抄送 of 抄送给)
SPOKEN_OF = 0.5  # less than that is a word that shares a syllable
A_THING, RARE, SURE = 0.2, 0.7, 0.75  # what a word must tell to name a thing, and how much of a question surely is about a sentence


def confidence(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> float:
    """Return how well the best sentences of some documents answer a question; 0 when none does."""
    parts = parts_of(kb, question, documents)
    floor = FLOOR_WITH_FOREIGN if speaks_of_something_else(kb, question, documents) else FLOOR
    best = [found for part in parts for found in ranked(kb, part, documents)[:1]]
    return sum(found.score for found in best if found.coverage >= floor) / len(parts)


def is_surely_about(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a sentence of some documents holds nearly all of what a question speaks of, and that is more than one thing."""
    if speaks_of_something_else(kb, question, documents):
        return False
    parts = parts_of(kb, question, documents)
    things = [w for part in parts for w in part.own if w.weight >= A_THING and not w.concept.is_joined]
    best = [found for part in parts for found in ranked(kb, part, documents)[:1]]
    return len(things) > 1 and all(found.own >= SURE and found.coverage >= SURE for found in best)


def is_told_of(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a sentence tells of the very things a question names, beside what any question of what there is may name."""
    shares = []
    for part in parts_of(kb, question, documents):
        things = [w for w in part.own if w.weight >= A_THING and not w.concept.is_joined and names_a_thing((w.concept.said,))]
        shares += [share(things, found.sentence) for found in ranked(kb, part, documents)[:1] if things]
    return bool(shares) and min(shares) >= SURE


def names_more(kb: KnowledgeBase, question: Question, said: str, documents: Sequence[Document]) -> bool:
    """Say whether a question names a thing of which a clause speaks and a text said to answer it does not (深贫保)."""
    for part in parts_of(kb, question, documents):
        rare = [w.concept for w in part.own if w.weight >= RARE and len(w.concept.said) > 1 and w.concept.shown is None]
        missed = [c for c in rare if not c.is_joined and match(c, said) < SPOKEN_OF]
        best = [normalise(kb.clause_text(f.passage.document, f.passage.clause)) for f in ranked(kb, part, documents)[:1]]
        if any(match(concept, clause) >= SURELY for concept in missed for clause in best):
            return True
    return False


def names_beside(kb: KnowledgeBase, question: Question, said: str, other: str, documents: Sequence[Document]) -> bool:
    """Say whether a question names a thing that stands in one text and not in another said to answer it."""
    named = [w.concept for part in parts_of(kb, question, documents) for w in part.own if w.weight >= A_THING and len(w.concept.said) > 1]
    return any(match(concept, other) >= SPOKEN_OF > match(concept, said) for concept in named if not concept.is_joined)


def topics_of(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> tuple[str, ...]:
    """Return the things a question speaks of."""
    return tuple(w.concept.said for part in parts_of(kb, question, documents) for w in part.own if w.weight >= A_THING)
