"""Ranking sentences: how much of a question each sentence, its clause and its headings speak of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from policy_kb.model import Passage
from policy_kb.parsing.passages import split_sentences
from policy_kb.search.index import PassageIndex
from policy_kb.search.words import Concept, bigrams, normalise

IN_HEADINGS, IN_PASSAGE, IN_CLAUSE, IN_TITLE = 0.75, 0.65, 0.45, 0.5  # what a word is worth outside the sentence itself
MEASURED = 0.9
PARTLY, PARTLY_LEAST = 0.6, 0.5
SHORTENED, SHORTENED_WORTH = (3, 4), 0.7
FOREIGN_THING, FOREIGN_WORD, SYLLABLE = 0.9, 0.3, 0.15  # what words tell that stand in no document, and lone syllables
MEASURE_ONLY = 0.35  # what is shown rather than named (啥手续)
_OFTEN_ENOUGH = 1
_BM25_WORTH = 0.08
_LONG, _LENGTH_COST = 60, 0.0004


@dataclass(frozen=True)
class Weighted:
    """A concept of the question and how much it tells."""

    concept: Concept
    weight: float


@dataclass(frozen=True)
class Found:
    """A sentence that may answer, and how well.

    `own` is the share of the question that stands in the sentence itself, `coverage` the share that stands in it or around it.
    """

    passage: Passage
    sentence: str
    own: float
    coverage: float
    score: float


def weigh(index: PassageIndex, concepts: Iterable[Concept], factor: float = 1.0) -> list[Weighted]:
    """Weigh each concept by how rare its forms are in all documents."""
    weighted = (Weighted(c, factor * c.emphasis * _weight(index, c)) for c in concepts)
    return [w for w in weighted if w.weight]


def _weight(index: PassageIndex, concept: Concept) -> float:
    if len(concept.said) == 1 and len(concept.forms) == 1 and not concept.said.isascii():
        return SYLLABLE  # a lone syllable is half a word more often than a word
    frequency = max(_form_frequency(index, form) for form, _ in concept.forms)
    if concept.is_joined and frequency < _OFTEN_ENOUGH:
        return 0.0
    if frequency:
        return index.rarity_of(frequency) / index.rarity_of(1)
    if concept.shown is not None:
        return MEASURE_ONLY
    return FOREIGN_THING if concept.is_elsewhere or index.cutter.names_a_thing(concept.said) else FOREIGN_WORD


def is_foreign(index: PassageIndex, concept: Concept) -> bool:
    """Say whether a concept is a thing that stands in no document at all."""
    unknown = not concept.is_joined and concept.shown is None and not any(_form_frequency(index, form) for form, _ in concept.forms)
    return unknown and len(concept.said) > 1 and index.cutter.names_a_thing(concept.said)


def _form_frequency(index: PassageIndex, form: str) -> int:
    # A phrase is at most as frequent as its rarest pair of characters; near enough, and at no cost.
    if len(form) == 1 or form.isascii():
        return index.frequency(form)
    return min(index.frequency(pair) for pair in bigrams(form))


def match(concept: Concept, text: str) -> float:
    """Say how far a concept stands in a normalised text: 1 its very word, less for other forms and for parts of them."""
    best = MEASURED if concept.shown and concept.shown.search(text) else 0.0
    for form, worth in concept.forms:
        if worth > best and form in text:
            best = worth
    if best:
        return best
    for form, worth in concept.forms:
        if len(form) > 2 and not form[0].isdigit():
            pairs = bigrams(form)
            share = sum(pair in text for pair in pairs) / len(pairs)
            if share >= PARTLY_LEAST:
                best = max(best, share * PARTLY * worth)
    if len(concept.said) in SHORTENED and not concept.is_joined and _full_name(concept.said).search(text):
        best = max(best, SHORTENED_WORTH)
    return best


@lru_cache(maxsize=5_000)
def _full_name(short: str) -> re.Pattern[str]:
    """Make a pattern that finds the full name of a shortened one: 招投标 in 招标投标."""
    return re.compile("[\u4e00-\u9fff]{0,2}".join(map(re.escape, short)))


def share(question: Sequence[Weighted], text: str) -> float:
    """Return the share of a question that stands in a text."""
    said = normalise(text)
    whole = sum(w.weight for w in question)
    return sum(w.weight * match(w.concept, said) for w in question) / whole if whole else 1.0


def rank(
    index: PassageIndex,
    question: Sequence[Weighted],
    documents: frozenset[str],
    bonus: Callable[[str, Passage], float],
    around: Callable[[Passage], str],
    title_only: Callable[[Passage], bool],
    limit: int = 80,
) -> list[Found]:
    """Rank the sentences of the best passages in the documents allowed.

    `around` gives the whole clause a passage
    stands in; `title_only` says which passages merely list what their clause's title names.
    """
    terms = _terms(index, question)
    hits = index.search(terms, documents, limit)
    top = hits[0].score if hits else 1.0
    found: list[Found] = []
    for hit in hits:
        listing = title_only(hit.passage)
        near = _near(question, hit.passage, around(hit.passage))
        for sentence in (hit.passage.text,) if listing else sentences(hit.passage.text):
            own, coverage = _coverage(question, normalise(hit.passage.headings[-1] if listing else sentence), near)
            length = max(0, len(sentence) - _LONG) * _LENGTH_COST
            score = coverage + 0.3 * own + bonus(sentence, hit.passage) + _BM25_WORTH * hit.score / top - length
            found.append(Found(hit.passage, sentence, own, coverage, score))
    return sorted(found, key=lambda f: -f.score)


def _terms(index: PassageIndex, question: Sequence[Weighted]) -> dict[str, float]:
    terms: dict[str, float] = {}
    for weighted in question:
        for form, worth in weighted.concept.forms:
            for term in index.cutter.terms(form):
                terms[term] = max(terms.get(term, 0.0), worth * max(weighted.weight, 0.1))
    return terms


def _near(question: Sequence[Weighted], passage: Passage, clause: str) -> list[float]:
    """Return what each concept is worth for what stands around a passage's sentences."""
    headings = normalise(" ".join(passage.headings[1:]))
    title = normalise(passage.headings[0]) if passage.headings else ""
    places = ((IN_HEADINGS, headings), (IN_PASSAGE, normalise(passage.text)), (IN_CLAUSE, clause), (IN_TITLE, title))
    return [max(worth * match(w.concept, text) for worth, text in places) for w in question]


def _coverage(question: Sequence[Weighted], sentence: str, near: Sequence[float]) -> tuple[float, float]:
    whole = sum(w.weight for w in question) or 1.0
    own = total = 0.0
    for w, nearby in zip(question, near, strict=True):
        here = match(w.concept, sentence)
        own += w.weight * here
        total += w.weight * max(here, nearby)
    return own / whole, total / whole


@lru_cache(maxsize=20_000)
def sentences(text: str) -> tuple[str, ...]:
    """Return a passage's sentences."""
    return tuple(split_sentences(text))


def clause_texts(passages: Iterable[Passage]) -> Mapping[str, str]:
    """Join each clause's passages into one normalised text."""
    texts: dict[str, str] = {}
    for passage in passages:
        texts[passage.clause] = texts.get(passage.clause, "") + normalise(passage.text)
    return texts
