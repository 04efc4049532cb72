"""Ranking sentences: how much of a question each sentence, its clause and its headings speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from policy_kb.model import Passage
from policy_kb.search.comparing import Comparison, Texts, match, texts_of
from policy_kb.search.index import Language, PassageIndex
from policy_kb.search.words import Concept, bigrams, normalise

IN_HEADINGS, IN_PASSAGE, IN_CLAUSE, IN_TITLE = 0.75, 0.65, 0.45, 0.5  # what a word is worth outside the sentence itself
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


def weigh(index: Language, concepts: Iterable[Concept], factor: float = 1.0) -> list[Weighted]:
    """Weigh each concept by how rare its forms are."""
    weighted = (Weighted(c, factor * c.emphasis * _weight(index, c)) for c in concepts)
    return [w for w in weighted if w.weight]


def _weight(index: Language, concept: Concept) -> float:
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


def is_foreign(index: Language, concept: Concept) -> bool:
    """Say whether a concept is a thing that stands in no document at all."""
    unknown = not concept.is_joined and concept.shown is None and not any(_form_frequency(index, form) for form, _ in concept.forms)
    return unknown and len(concept.said) > 1 and index.cutter.names_a_thing(concept.said)


def _form_frequency(index: Language, form: str) -> int:
    # A phrase is at most as frequent as its rarest pair of characters; near enough, and at no cost.
    if len(form) == 1 or form.isascii():
        return index.frequency(form)
    return min(index.frequency(pair) for pair in bigrams(form))


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
    limit: int,
) -> list[Found]:
    """Rank the sentences of the best passages in the documents allowed.

    `around` gives the whole clause a passage
    stands in; `title_only` says which passages merely list what their clause's title names.
    """
    terms = _terms(index, question)
    hits = index.search(terms, documents, limit)
    top = hits[0].score if hits else 1.0
    comparison = Comparison([w.concept for w in question])
    weights = [w.weight for w in question]
    found: list[Found] = []
    for hit in hits:
        passage, texts = hit.passage, texts_of(hit.passage)
        listing = title_only(passage)
        here, near = _near(comparison, texts, around(passage))
        for sentence in texts.as_listing if listing else texts.sentences:
            said = comparison.within(sentence.said, here) if sentence.is_within else comparison.of(sentence.said)
            own, coverage = _coverage(weights, said, near)
            text = passage.text if listing else sentence.text
            length = max(0, len(text) - _LONG) * _LENGTH_COST
            score = coverage + 0.3 * own + bonus(text, passage) + _BM25_WORTH * hit.score / top - length
            found.append(Found(passage, text, own, coverage, score))
    return sorted(found, key=lambda f: -f.score)


def _terms(index: PassageIndex, question: Sequence[Weighted]) -> dict[str, float]:
    terms: dict[str, float] = {}
    for weighted in question:
        for form, worth in weighted.concept.forms:
            for term in index.cutter.terms(form):
                terms[term] = max(terms.get(term, 0.0), worth * max(weighted.weight, 0.1))
    return terms


def _near(comparison: Comparison, texts: Texts, clause: str) -> tuple[list[float], list[float]]:
    """Return how far each concept stands in a passage, and what it is worth for standing anywhere around its sentences."""
    headings, whole, title = comparison.of(texts.headings), comparison.of(clause), comparison.of(texts.title)
    here = comparison.within(texts.said, whole) if texts.said in clause else comparison.of(texts.said)
    near = [
        max(IN_HEADINGS * h, IN_PASSAGE * p, IN_CLAUSE * c, IN_TITLE * t) for h, p, c, t in zip(headings, here, whole, title, strict=True)
    ]
    return here, near


def _coverage(weights: Sequence[float], said: Sequence[float], near: Sequence[float]) -> tuple[float, float]:
    whole = sum(weights) or 1.0
    own = total = 0.0
    for weight, here, nearby in zip(weights, said, near, strict=True):
        own += weight * here
        total += weight * max(here, nearby)
    return own / whole, total / whole


def clause_texts(passages: Iterable[Passage]) -> Mapping[str, str]:
    """Join each clause's passages into one normalised text."""
    texts: dict[str, str] = {}
    for passage in passages:
        texts[passage.clause] = texts.get(passage.clause, "") + normalise(passage.text)
    return texts
