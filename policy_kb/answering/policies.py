"""Answering from the clauses: find the sentences, decide whether they answer, and quote them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from policy_kb.answering.clauses.enumeration import is_overview, whole_list
from policy_kb.answering.clauses.intentions import asks_for_money
from policy_kb.answering.clauses.kinds import shipped_kinds
from policy_kb.answering.clauses.neighbours import leading, widened
from policy_kb.answering.clauses.pairing import narrowed, paired, with_subject
from policy_kb.answering.clauses.permission import permission
from policy_kb.answering.clauses.phrases import say
from policy_kb.answering.clauses.quoting import cell_free, masked, trimmed
from policy_kb.answering.clauses.ranking import Place, is_of_another_office, language_of, parts_of, ranked, speaks_of_something_else
from policy_kb.answering.clauses.reading import Part, previous_text, unasked, unsaid
from policy_kb.answering.clauses.reckoning import reckoned
from policy_kb.answering.clauses.showing import what_is_not_shown
from policy_kb.answering.told.choosing import for_the_other, showing_first
from policy_kb.answering.told.steps import asks_for_steps, told_steps
from policy_kb.answering.told.telephones import telephones_for
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, Citation, Document, NodeKind, Outcome, Question
from policy_kb.search import normalise
from policy_kb.search.rerank import Found, share
from policy_kb.search.words import bigrams

# Below this share of the question's words found near each other nothing is said; a thing no document knows asks for more.
FLOOR, FLOOR_WITH_FOREIGN = 0.3, 0.5
NEAR_ENOUGH, NEAR_BESIDE, NEAR_LENGTH = 0.3, 0.8, 120  # what may still be quoted as the nearest there is, and how much of it
ALREADY_SAID = 0.5
LIKELIEST = 20  # passages among which the answer of the question before is looked for
GOING_ON, A_QUESTION = "follow_up", 80
AS_GOOD, AS_GOOD_BESIDE = 0.95, 0.8
SAME_TOPIC, REPEATED = 0.6, 0.6  # a second sentence speaks of as much of the question, and is no repetition
ANSWER_LENGTH = 260


@dataclass(frozen=True)
class Reply:
    """The sentence chosen for one part of a question."""

    part: Part
    found: Found
    told: tuple[Citation, ...] = ()  # what is said whole, where it is no sentence that answers: steps, telephone numbers


def answer_policy(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> Answer:
    """Answer from the clauses of some documents, the nearest place's first."""
    replies, near = _replied(kb, question, documents)
    if not replies and question.previous and not previous_text(question) and not speaks_of_something_else(kb, question, documents):
        question = replace(question, intent=GOING_ON)  # what says nothing by itself (满一年能否更高) may go on from the question before
        replies, near = _replied(kb, question, documents)
    if not replies:
        return _nearest(kb, documents, near, question)
    topic = unsaid(language_of(kb, documents), question) or unasked(question)[-A_QUESTION:]
    understood = replace(question, text=f"{topic}，{question.text}") if topic else question
    composed = _composed(understood, replies, kb, is_one_question=len(parts_of(kb, question, documents)) == 1)
    if asks_for_money(question):
        return composed  # the figures of tiers and conditions are no sum of money
    worked_out = reckoned(question.text, [citation.quote for citation in composed.citations], previous_text(question))
    return replace(composed, lead=worked_out + composed.lead)


def _replied(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> tuple[list[Reply], list[Found]]:
    """Return the sentences that answer each part of a question, and those that came nearest."""
    replies: list[Reply] = []
    near: list[Found] = []
    sharing: list[tuple[Part, list[Found]]] = []
    before = _told_before(kb, question, documents)
    floor = FLOOR_WITH_FOREIGN if speaks_of_something_else(kb, question, documents) else FLOOR
    for part in parts_of(kb, question, documents):
        told = {_place(reply.found) for reply in replies} or before
        likely = showing_first(part, ranked(kb, part, documents, told))
        near += likely[:3]
        if not likely:
            continue
        if whole := _told_whole(kb, part, documents, likely, replies):
            replies.append(Reply(part, likely[0], whole))
        elif likely[0].coverage >= floor:
            sharing.append((part, likely))
            if not _already_said(part, replies):
                replies += [Reply(part, found) for found in _as_good(part, likely)]
    return _each_its_own(replies, sharing), near


def _told_before(kb: KnowledgeBase, question: Question, documents: Sequence[Document]) -> set[Place]:
    """Return the clauses that answered the question before, when this one goes on from it."""
    if question.previous is None or not (previous_text(question) or unsaid(language_of(kb, documents), question)):
        return set()
    before = replace(question.previous, previous=None)
    return {_place(found) for part in parts_of(kb, before, documents) for found in ranked(kb, part, documents, passages=LIKELIEST)[:1]}


def _each_its_own(replies: list[Reply], sharing: Sequence[tuple[Part, list[Found]]]) -> list[Reply]:
    """Add a sentence where two parts chose one that shows a date or an office for only one of them."""
    for (one, likely), (other, others) in pairwise(sharing):
        if own := for_the_other(one, likely, other, others):
            reply = Reply(*own)
            return [reply, *replies] if reply.part is one else [*replies, reply]
    return replies


def _told_whole(
    kb: KnowledgeBase, part: Part, documents: Sequence[Document], likely: Sequence[Found], replies: Sequence[Reply]
) -> tuple[Citation, ...]:
    """Return the steps or the telephone numbers that a part of a question asks for; the office just named is the one to call."""
    if "phone" in part.asked:
        said = "".join(part.asked.said + reply.found.sentence for reply in replies) or part.asked.said
        return tuple(telephones_for(kb, part, documents, said))
    return tuple(told_steps(kb, part, documents, likely)) if asks_for_steps(part) else ()


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
    concepts = [w for part in parts_of(kb, question, documents) for w in part.concepts]
    other = [f for f in likely[1:] if not _repeats(likely[0], f) and f.score >= NEAR_BESIDE * likely[0].score]
    quotes = [Citation(*_place(f), cell_free(masked(trimmed(f.sentence, concepts, limit=NEAR_LENGTH)))) for f in (likely[0], *other[:1])]
    lines = tuple(f"“{quote.quote}”" for quote in quotes)
    return replace(nothing, lead=say("nearest", places=_places(kb, documents)), lines=lines, citations=tuple(quotes))


def _places(kb: KnowledgeBase, documents: Sequence[Document]) -> str:
    return "、".join(dict.fromkeys(kb.divisions[d.meta.region].name for d in documents))


def _already_said(part: Part, replies: Sequence[Reply]) -> bool:
    """Say whether a sentence already chosen answers this part too."""
    texts = [normalise(reply.found.sentence) for reply in replies]
    return any(part.asked.is_shown_by(text) and share(part.own, text) >= ALREADY_SAID for text in texts)


def _as_good(part: Part, likely: Sequence[Found]) -> list[Found]:
    """Return the best sentence, one beside it and one of another clause that answer nearly as well and say something else."""
    best = likely[0]
    beside = elsewhere = None
    for other in likely[1:6]:
        adds = other.own >= SAME_TOPIC * best.own or part.asked.is_shown_outright(normalise(other.sentence))
        if not adds or _repeats(best, other) or (beside and _repeats(beside, other)):
            continue
        if _place(other) == _place(best):
            beside = beside or (other if other.score >= AS_GOOD_BESIDE * best.score else None)
        else:
            elsewhere = elsewhere or (other if other.score >= AS_GOOD * best.score else None)
    return [found for found in (best, beside, elsewhere) if found]


def _place(found: Found) -> Place:
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
        beside = [q.quote for q in citations] if reply.part is replies[0].part else []
        prefix, quotes = _quoted(kb, reply, is_one_question and len(replies) == 1, not said, beside)  # one verdict a reply
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


def _quoted(kb: KnowledgeBase, reply: Reply, alone: bool, verdict_wanted: bool, beside: Sequence[str]) -> tuple[str, list[Citation]]:
    """Return how a reply begins, and the quotes it stands on; `beside` are those already given for the same part."""
    found, part = reply.found, reply.part
    if reply.told:
        return "", list(reply.told)
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
    prefix = prefix or ("" if beside else what_is_not_shown(part.asked, [c.quote for c in cited]))
    return prefix, [lead, *cited] if lead else cited
