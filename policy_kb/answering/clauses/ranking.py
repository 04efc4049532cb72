"""Which sentences of some documents answer a part of a question, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from policy_kb.answering.clauses.enumeration import is_mere_heading, is_overview
from policy_kb.answering.clauses.kinds import shipped_kinds
from policy_kb.answering.clauses.quoting import is_contact
from policy_kb.answering.clauses.reading import Part, read_parts
from policy_kb.answering.verdicts import AGE, Form, form_of, units_claimed, units_limited
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.distances import with_distances
from policy_kb.model import Document, Passage, Question
from policy_kb.regions import names_of
from policy_kb.search import Language, PassageIndex, normalise
from policy_kb.search.rerank import Found, clause_texts, is_foreign, rank, share

SAME_CLAUSE, FARTHER, NOT_A_SENTENCE = 0.08, 0.04, 0.4
TITLE_IS_IT, TITLE_NAMES_IT, NOT_A_LIST = 0.4, 0.15, 0.1
NEVER, NEVER_FOUND = 9.0, -4.0
PASSAGES = 80
IN_HEADING, SAID_BY_HEADING = 0.8, 0.15
LEFT_OPEN = 0.25  # a clause that leaves the standard to others answers how much, too
SETS_THE_LIMIT = 0.2  # 贷6万行不行 is answered by the sentence that limits a sum

SETS_THE_AGE = 0.6  # how old one may be is asked of nothing else
NOT_FOR_THEM = 0.3  # what firms get, to who asks as a household
_AS_HOUSEHOLD = re.compile(r"(?:我|俺|咱|俺家|我家|咱家|我们|我们家)(?:家)?(?:也)?是(?:个)?(?:脱贫|贫困|监测|低保|一般|普通)?农?户")
_FOR_FIRMS = re.compile(r"的(?:农民)?(?:专业)?(?:合作社|企业|家庭农场|龙头企业|经营主体)")

Place = tuple[str, str]  # a document and a clause of it


def index_of(kb: KnowledgeBase) -> PassageIndex:
    """Return the knowledge base's own search index."""
    index = kb.index
    if not isinstance(index, PassageIndex):
        raise TypeError("the knowledge base was made with another search index; hand in policy_kb.search.build_index")
    return index


def language_of(kb: KnowledgeBase, documents: Sequence[Document]) -> Language:
    """Return how rare words are in some documents and in those everybody's words are weighed by."""
    return index_of(kb).language_of(kb.common.union(d.slug for d in documents))


def parts_of(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> tuple[Part, ...]:
    """Read the question's parts, the names of the places it is about left out: every passage is about them."""
    codes = {d.meta.region for d in documents} | set(question.named_regions) | ({question.region} if question.region else set())
    names = {name for code in codes for division in kb.divisions.path(code) for name in names_of(division.name)}
    return read_parts(language_of(kb, documents), _with_distances(kb, question, documents), names)


def _with_distances(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> Question:
    """Return a question, and the one before it, with places where somebody only works or studies written as documents do."""
    before = question.previous
    if before is not None:
        before = replace(before, text=with_distances(before.text, question.region, kb.divisions, documents))
    return replace(question, text=with_distances(question.text, question.region, kb.divisions, documents), previous=before)


def ranked(
    kb: KnowledgeBase, part: Part, documents: Sequence[Document], told: Collection[Place] = (), passages: int = PASSAGES
) -> list[Found]:
    """Return the best passages' sentences, the likeliest answer to a part of a question first; `told` are the clauses quoted already."""
    slugs = [d.slug for d in documents]
    texts = {slug: _texts_of_clauses(kb.passages_of(slug)) for slug in slugs}
    by_heading = lru_cache(maxsize=None)(partial(_shown_by_heading, part))
    claimed = units_claimed(part.asked.said)
    asks_for_household = bool(_AS_HOUSEHOLD.search(part.asked.said))

    def bonus(sentence: str, passage: Passage) -> float:
        heading = by_heading(passage.headings[-1] if passage.headings else "")
        worth = _shown(part, sentence, heading) - FARTHER * slugs.index(passage.document)
        limited = claimed & units_limited(sentence)
        worth += SETS_THE_AGE if AGE in limited else SETS_THE_LIMIT if limited else 0.0
        worth -= NOT_FOR_THEM * asks_for_household * bool(_FOR_FIRMS.search(sentence))
        worth += SAME_CLAUSE if (passage.document, passage.clause) in told else 0.0
        if is_overview(kb, passage):
            is_list = "list" in part.asked or "whom" in part.asked
            worth -= NOT_A_LIST if is_list and not _is_named_below(kb, part, passage) else NOT_A_SENTENCE
        return worth - NEVER if is_contact(sentence) or is_mere_heading(passage, sentence) else worth

    def around(passage: Passage) -> str:
        return texts[passage.document].get(passage.clause, "")

    found = rank(index_of(kb), part.concepts, frozenset(slugs), bonus, around, partial(is_overview, kb), passages)
    return [f for f in found if f.score > NEVER_FOUND]


def speaks_of_something_else(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a question names a thing that stands in no document (生二胎)."""
    concepts = [w.concept for part in parts_of(kb, question, documents) if "phone" not in part.asked for w in part.own]
    return any(is_foreign(language_of(kb, documents), c) for c in concepts) or is_of_another_office(kb, question, documents)


def has_a_heading_for(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether another office's subject (农机) is one of a document's own here: a title or a heading names it."""
    named = [form for c in index_of(kb).cutter.concepts(question.text) if c.is_elsewhere for form, _ in c.forms]
    headings = {heading for d in documents for passage in kb.passages_of(d.slug) for heading in passage.headings} if named else set()
    return any(form in heading for form in named for heading in headings)


def is_of_another_office(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a question names another office's subject (公积金) of which none of these documents speaks."""
    named = [c.forms for c in index_of(kb).cutter.concepts(question.text) if c.is_elsewhere]
    texts = [text for d in documents for text in _texts_of_clauses(kb.passages_of(d.slug)).values()] if named else []
    return any(not any(form in text for text in texts for form, _ in forms) for forms in named)


@dataclass(frozen=True, slots=True)
class _Heading:
    """What a heading is worth to the sentences below it: for showing what is asked for, and for naming what a list was asked of."""

    shows: float
    outright: float
    names: float


def _shown_by_heading(part: Part, heading: str) -> _Heading:
    said = normalise(heading)
    return _Heading(part.asked.shown_by(said), SAID_BY_HEADING * part.asked.is_shown_outright(said), _names(part, said))


def _shown(part: Part, sentence: str, heading: _Heading) -> float:
    """Return what a sentence's and its heading's showing of the asked-for things is worth."""
    said = normalise(sentence)
    worth = max(part.asked.shown_by(said), IN_HEADING * heading.shows)
    worth += heading.outright
    may_be_left = ("how_much" in part.asked and "most" not in part.asked) or form_of(part.asked.said) is Form.GIVE
    worth += LEFT_OPEN * (may_be_left and bool(shipped_kinds().delegates.search(said)))
    of_the_whole_clause = part.asked.is_shown_outright(said) or "list" in part.asked
    return worth + (TITLE_IS_IT if of_the_whole_clause else TITLE_NAMES_IT) * heading.names


def _is_named_below(kb: KnowledgeBase, part: Part, passage: Passage) -> bool:
    """Say whether one of a list's parts names what is asked as well as the list's own title: then that part is the list asked for."""
    node = kb.clause(passage.document, passage.clause)
    titles = [child.title for child in node.children if child.children] if node else []
    return bool(node) and any(share(part.concepts, title) >= share(part.concepts, passage.headings[-1]) for title in titles if title)


@lru_cache(maxsize=64)
def _texts_of_clauses(passages: tuple[Passage, ...]) -> dict[str, str]:
    return dict(clause_texts(passages))


def _names(part: Part, title: str) -> float:
    """Say how exactly a title names what a list was asked of."""
    said = [w.concept.said for w in part.concepts]
    named = {at + i for word in said if (at := title.find(word)) >= 0 for i in range(len(word))}
    return share(part.concepts, title) * len(named) / len(title) if title else 0.0
