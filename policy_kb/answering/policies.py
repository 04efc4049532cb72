"""Answering from the clauses: find the sentences, decide whether they answer, and quote them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from policy_kb.answering.clauses.enumeration import is_mere_heading, is_overview, whole_list
from policy_kb.answering.clauses.kinds import shipped_kinds
from policy_kb.answering.clauses.neighbours import leading, widened
from policy_kb.answering.clauses.pairing import narrowed, paired, with_subject
from policy_kb.answering.clauses.permission import permission
from policy_kb.answering.clauses.phrases import say
from policy_kb.answering.clauses.quoting import cell_free, is_contact, masked, trimmed
from policy_kb.answering.clauses.reading import Part, previous_text, read_parts, unsaid
from policy_kb.answering.clauses.showing import what_is_not_shown
from policy_kb.answering.verdicts import units_claimed, units_limited
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Citation, Document, NodeKind, Outcome, Passage, Question
from policy_kb.regions import names_of
from policy_kb.search import PassageIndex, normalise
from policy_kb.search.rerank import Found, clause_texts, is_foreign, rank, share
from policy_kb.search.words import bigrams

# Below this share of the question's words found near each other nothing is said; a thing no document knows asks for more.
FLOOR, FLOOR_WITH_FOREIGN = 0.3, 0.5
NEAR_ENOUGH, NEAR_BESIDE, NEAR_LENGTH = 0.3, 0.8, 120  # what may still be quoted as the nearest there is, and how much of it
ALREADY_SAID = 0.5
GOING_ON = "follow_up"
A_THING, SURE = 0.2, 0.75  # what a word must tell to name a thing, and how much of a question surely is about a sentence
SAME_CLAUSE, FARTHER, NOT_A_SENTENCE = 0.08, 0.04, 0.4
TITLE_IS_IT, TITLE_NAMES_IT, NOT_A_LIST = 0.4, 0.15, 0.1
NEVER, NEVER_FOUND = 9.0, -4.0
IN_HEADING, SAID_BY_HEADING = 0.8, 0.15
LEFT_OPEN = 0.25  # a clause that leaves the standard to others answers how much, too
SETS_THE_LIMIT = 0.2  # 贷6万行不行 is answered by the sentence that limits a sum
AS_GOOD, AS_GOOD_BESIDE = 0.95, 0.8
SAME_TOPIC, REPEATED = 0.6, 0.6  # a second sentence speaks of as much of the question, and is no repetition
ANSWER_LENGTH = 260


@dataclass(frozen=True)
class Reply:
    """The sentence chosen for one part of a question."""

    part: Part
    found: Found


def answer_policy(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> Answer:
    """Answer from the clauses of some documents, the nearest place's first."""
    replies, near = _replied(kb, question, documents)
    if not replies and question.previous and not previous_text(question) and not speaks_of_something_else(kb, question, documents):
        question = replace(question, intent=GOING_ON)  # what says nothing by itself (满一年能否更高) may go on from the question before
        replies, near = _replied(kb, question, documents)
    if not replies:
        return _nearest(kb, documents, near, question)
    topic = unsaid(index_of(kb), question)
    understood = replace(question, text=f"{topic}，{question.text}") if topic else question
    return _composed(understood, replies, kb, is_one_question=len(_parts(kb, question, documents)) == 1)


def _replied(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> tuple[list[Reply], list[Found]]:
    """Return the sentences that answer each part of a question, and those that came nearest."""
    replies: list[Reply] = []
    near: list[Found] = []
    floor = FLOOR_WITH_FOREIGN if speaks_of_something_else(kb, question, documents) else FLOOR
    for part in _parts(kb, question, documents):
        ranked = _ranked(kb, part, documents, replies)
        near += ranked[:3]
        if ranked and ranked[0].coverage >= floor and not _already_said(part, replies):
            replies += [Reply(part, found) for found in _as_good(part, ranked)]
    return replies, near


def confidence(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> float:
    """Return how well the best sentences of some documents answer a question; 0 when none does."""
    parts = _parts(kb, question, documents)
    floor = FLOOR_WITH_FOREIGN if speaks_of_something_else(kb, question, documents) else FLOOR
    best = [found for part in parts for found in _ranked(kb, part, documents, ())[:1]]
    return sum(found.score for found in best if found.coverage >= floor) / len(parts)


def is_surely_about(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a sentence of some documents holds nearly all of what a question speaks of, and that is more than one thing."""
    if speaks_of_something_else(kb, question, documents):
        return False
    parts = _parts(kb, question, documents)
    things = [w for part in parts for w in part.own if w.weight >= A_THING and not w.concept.is_joined]
    best = [found for part in parts for found in _ranked(kb, part, documents, ())[:1]]
    return len(things) > 1 and all(found.own >= SURE and found.coverage >= SURE for found in best)


def topics_of(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> tuple[str, ...]:
    """Return the things a question speaks of."""
    return tuple(w.concept.said for part in _parts(kb, question, documents) for w in part.own if w.weight >= A_THING)


def speaks_of_something_else(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a question names a thing that stands in no document (生二胎)."""
    concepts = [w.concept for part in _parts(kb, question, documents) for w in part.own]
    return any(is_foreign(index_of(kb), c) for c in concepts) or is_of_another_office(kb, question, documents)


def is_of_another_office(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> bool:
    """Say whether a question names another office's subject (公积金) of which none of these documents speaks."""
    named = [c.forms for c in index_of(kb).cutter.concepts(question.text) if c.is_elsewhere]
    texts = [text for d in documents for text in _clause_texts(kb.passages_of(d.slug)).values()] if named else []
    return any(not any(form in text for text in texts for form, _ in forms) for forms in named)


def index_of(kb: KnowledgeBase) -> PassageIndex:
    """Return the knowledge base's own search index."""
    index = kb.index
    if not isinstance(index, PassageIndex):
        raise TypeError("the knowledge base was made with another search index; hand in policy_kb.search.build_index")
    return index


def nothing_found(kb: KnowledgeBase, documents: Sequence[Document], near: Sequence[Found], question: Question) -> Answer:
    """Say that the documents do not speak of it, and offer near questions."""
    headings = (f.passage.headings[-1] for f in sorted(near, key=lambda f: -f.score) if len(f.passage.headings) > 1)
    topics = [topic for topic in dict.fromkeys(headings) if len(topic) <= 24]
    suggestions = tuple(say("suggest", topic=topic) for topic in topics[:3])
    return Answer(Outcome.NOTHING_FOUND, say("nothing_found", places=_places(kb, documents)), suggestions=suggestions, resolved=question)


def _nearest(kb: KnowledgeBase, documents: Sequence[Document], near: Sequence[Found], question: Question) -> Answer:
    """Say that nothing speaks of it for sure, and quote what comes nearest, so that the person may judge for themselves."""
    nothing = nothing_found(kb, documents, near, question)
    likely = sorted((f for f in near if f.score >= NEAR_ENOUGH), key=lambda f: -f.score)
    if not likely or is_of_another_office(kb, question, documents):
        return nothing
    concepts = [w for part in _parts(kb, question, documents) for w in part.concepts]
    other = [f for f in likely[1:] if not _repeats(likely[0], f) and f.score >= NEAR_BESIDE * likely[0].score]
    quotes = [Citation(*_place(f), cell_free(masked(trimmed(f.sentence, concepts, limit=NEAR_LENGTH)))) for f in (likely[0], *other[:1])]
    lines = tuple(f"“{quote.quote}”" for quote in quotes)
    return replace(nothing, lead=say("nearest", places=_places(kb, documents)), lines=lines, citations=tuple(quotes))


def _places(kb: KnowledgeBase, documents: Sequence[Document]) -> str:
    return "、".join(dict.fromkeys(kb.divisions[d.meta.region].name for d in documents))


def _parts(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> tuple[Part, ...]:
    """Read the question's parts, the names of the places it is about left out: every passage is about them."""
    codes = {d.meta.region for d in documents} | set(question.named_regions) | ({question.region} if question.region else set())
    names = {name for code in codes for division in kb.divisions.path(code) for name in names_of(division.name)}
    return read_parts(index_of(kb), question, names)


def _ranked(kb: KnowledgeBase, part: Part, documents: Sequence[Document], before: Sequence[Reply]) -> list[Found]:
    slugs = [d.slug for d in documents]
    texts = {slug: _clause_texts(kb.passages_of(slug)) for slug in slugs}
    told = {_place(reply.found) for reply in before}
    by_heading = lru_cache(maxsize=None)(partial(_shown_by_heading, part))
    claimed = units_claimed(part.asked.said)

    def bonus(sentence: str, passage: Passage) -> float:
        heading = by_heading(passage.headings[-1] if passage.headings else "")
        worth = _shown(part, sentence, heading) - FARTHER * slugs.index(passage.document)
        worth += SETS_THE_LIMIT if claimed & units_limited(sentence) else 0.0
        worth += SAME_CLAUSE if (passage.document, passage.clause) in told else 0.0
        if is_overview(kb, passage):
            is_list = "list" in part.asked or "whom" in part.asked
            worth -= NOT_A_LIST if is_list and not _is_named_below(kb, part, passage) else NOT_A_SENTENCE
        return worth - NEVER if is_contact(sentence) or is_mere_heading(passage, sentence) else worth

    def around(passage: Passage) -> str:
        return texts[passage.document].get(passage.clause, "")

    found = rank(index_of(kb), part.concepts, frozenset(slugs), bonus, around, partial(is_overview, kb))
    return [f for f in found if f.score > NEVER_FOUND]


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
    worth += LEFT_OPEN * ("how_much" in part.asked and bool(shipped_kinds().delegates.search(said)))
    of_the_whole_clause = part.asked.is_shown_outright(said) or "list" in part.asked
    return worth + (TITLE_IS_IT if of_the_whole_clause else TITLE_NAMES_IT) * heading.names


def _is_named_below(kb: KnowledgeBase, part: Part, passage: Passage) -> bool:
    """Say whether one of a list's parts names what is asked as well as the list's own title: then that part is the list asked for."""
    node = kb.clause(passage.document, passage.clause)
    titles = [child.title for child in node.children if child.children] if node else []
    return bool(node) and any(share(part.concepts, title) >= share(part.concepts, passage.headings[-1]) for title in titles if title)


@lru_cache(maxsize=64)
def _clause_texts(passages: tuple[Passage, ...]) -> dict[str, str]:
    return dict(clause_texts(passages))


def _names(part: Part, title: str) -> float:
    """Say how exactly a title names what a list was asked of."""
    said = [w.concept.said for w in part.concepts]
    named = {at + i for word in said if (at := title.find(word)) >= 0 for i in range(len(word))}
    return share(part.concepts, title) * len(named) / len(title) if title else 0.0


def _already_said(part: Part, replies: Sequence[Reply]) -> bool:
    """Say whether a sentence already chosen answers this part too."""
    texts = [normalise(reply.found.sentence) for reply in replies]
    return any(part.asked.is_shown_by(text) and share(part.own, text) >= ALREADY_SAID for text in texts)


def _as_good(part: Part, ranked: Sequence[Found]) -> list[Found]:
    """Return the best sentence, one beside it and one of another clause that answer nearly as well and say something else."""
    best = ranked[0]
    beside = elsewhere = None
    for other in ranked[1:6]:
        adds = other.own >= SAME_TOPIC * best.own or part.asked.is_shown_outright(normalise(other.sentence))
        if not adds or _repeats(best, other) or (beside and _repeats(beside, other)):
            continue
        if _place(other) == _place(best):
            beside = beside or (other if other.score >= AS_GOOD_BESIDE * best.score else None)
        else:
            elsewhere = elsewhere or (other if other.score >= AS_GOOD * best.score else None)
    return [found for found in (best, beside, elsewhere) if found]


def _place(found: Found) -> tuple[str, str]:
    return found.passage.document, found.passage.clause


def _repeats(one: Found, other: Found) -> bool:
    """Say whether a sentence says nothing new beside another: a table's row often repeats a clause."""
    if _same(one.sentence, other.sentence):
        return True
    first, second = (set(bigrams(normalise(cell_free(found.sentence)))) for found in (one, other))
    is_row = NodeKind.TABLE_ROW in (one.passage.kind, other.passage.kind)
    return is_row and len(first & second) >= REPEATED * min(len(first), len(second))


def _same(one: str, other: str) -> bool:
    first, second = cell_free(one).rstrip("。；"), cell_free(other).rstrip("。；")
    return first in second or second in first


def _composed(question: Question, replies: Sequence[Reply], kb: KnowledgeBase, is_one_question: bool) -> Answer:
    said: list[str] = []
    citations: list[Citation] = []
    for reply in replies:
        prefix, quotes = _quoted(kb, reply, is_one_question and len(replies) == 1, not said)  # one verdict a reply
        new = [q for q in quotes if not any(_same(cell_free(q.quote), c.quote) for c in citations)]
        text = prefix + "".join(q.quote for q in new)
        extra = bool(said) and reply.part is replies[0].part
        if not new or (extra and sum(map(len, said)) + len(text) > ANSWER_LENGTH):
            continue
        said.append(text)
        citations += [replace(q, quote=cell_free(q.quote)) for q in new]
    first = replies[0]
    left_open = "how_much" in first.part.asked and shipped_kinds().delegates.search(normalise(first.found.sentence))
    outcome = Outcome.NO_FIXED_STANDARD if left_open else Outcome.ANSWERED
    return Answer(outcome, said[0], tuple(said[1:]), tuple(citations), resolved=question)


def _quoted(kb: KnowledgeBase, reply: Reply, alone: bool, verdict_wanted: bool) -> tuple[str, list[Citation]]:
    """Return how a reply begins, and the quotes it stands on."""
    found, part = reply.found, reply.part
    slug, clause = _place(found)
    if is_overview(kb, found.passage) and (listed := whole_list(kb, slug, clause)):
        return "", listed
    shows = [*(k.shows for k in part.asked.kinds), *part.asked.quantities]
    whole = masked(trimmed(found.sentence, part.concepts, shows))
    quote = narrowed(whole, part) if alone else whole
    if "who" in part.asked and quote == whole:
        quote = whole = with_subject(kb, found, whole)
    prefix = permission(quote, part, found.passage.headings[1:]) if verdict_wanted else ""
    prefix += paired(whole, part.concepts) if "who" in part.asked else ""
    lead = leading(kb, found)
    cited = [Citation(slug, clause, q) for q in (widened(kb, found, quote, part) if quote == whole else [quote])]
    prefix = prefix or what_is_not_shown(part.asked, [c.quote for c in cited])
    return prefix, [lead, *cited] if lead else cited
