"""Comparing a question with a text: how far each thing it speaks of stands there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from policy_kb.model import Passage
from policy_kb.parsing.passages import split_sentences
from policy_kb.search.words import Concept, normalise

MEASURED = 0.9
PARTLY, PARTLY_LEAST = 0.6, 0.5
SHORTENED, SHORTENED_WORTH = (3, 4), 0.7


def match(concept: Concept, text: str) -> float:
    """Say how far a concept stands in a normalised text: 1 its very word, less for other forms and for parts of them."""
    best = MEASURED if concept.shown and concept.shown.search(text) else 0.0
    for form, worth in concept.forms:
        if worth > best and form in text:
            best = worth
    if best:
        return best
    for pairs, worth in concept.parts:
        share = sum(map(text.__contains__, pairs)) / len(pairs)
        if share >= PARTLY_LEAST:
            best = max(best, share * PARTLY * worth)
    said = concept.said
    if len(said) in SHORTENED and not concept.is_joined and said[0] in text and _full_name(said).search(text):
        best = max(best, SHORTENED_WORTH)
    return best


@lru_cache(maxsize=5_000)
def _full_name(short: str) -> re.Pattern[str]:
    """Make a pattern that finds the full name of a shortened one: 招投标 in 招标投标."""
    return re.compile("[\u4e00-\u9fff]{0,2}".join(map(re.escape, short)))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage as it stands, and as it is compared."""

    text: str
    said: str
    is_within: bool  # what is compared of it stands so in what is compared of its passage


@dataclass(frozen=True, slots=True)
class Texts:
    """A passage as it is compared: its title, the headings below it, the lowest of them, the passage, its sentences."""

    title: str
    headings: str
    heading: str
    said: str
    sentences: tuple[Sentence, ...]

    @property
    def as_listing(self) -> tuple[Sentence, ...]:
        """The one sentence of a passage that merely lists the parts of its clause: what it says is its heading."""
        return (Sentence("", self.heading, False),)


@lru_cache(maxsize=20_000)
def texts_of(passage: Passage) -> Texts:
    """Make a passage ready to be compared; nothing here depends on the question."""
    said = normalise(passage.text)
    title, *below = passage.headings or ("",)
    found = ((sentence, normalise(sentence)) for sentence in split_sentences(passage.text))
    sentences = tuple(Sentence(text, own, own in said) for text, own in found)
    heading = normalise(passage.headings[-1]) if passage.headings else ""
    return Texts(normalise(title), normalise(" ".join(below)), heading, said, sentences)


def sentences(passage: Passage) -> tuple[str, ...]:
    """Return a passage's sentences as they stand."""
    return tuple(sentence.text for sentence in texts_of(passage).sentences)


class Comparison:
    """How far each concept of one question stands in the texts it is compared with.

    Headings, titles and clauses stand above many passages and are compared once. What stands nowhere in a text stands in no
    part of it either; only what a pattern shows is looked for anew, for a pattern may ask what does not stand beside it.
    """

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._concepts = concepts
        self._known: dict[str, list[float]] = {}

    def of(self, text: str) -> list[float]:
        """Return how far each concept stands in a text."""
        if text not in self._known:
            self._known[text] = [match(concept, text) for concept in self._concepts]
        return self._known[text]

    def within(self, part: str, whole: Sequence[float]) -> list[float]:
        """Return how far each concept stands in a part of a text that was compared before."""
        return [match(c, part) if there or c.shown else 0.0 for c, there in zip(self._concepts, whole, strict=True)]
