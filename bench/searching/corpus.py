"""A corpus of any size: the shipped documents, and documents of invented places recombined from their clauses."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml

from policy_kb.knowledge_base import KnowledgeBase, load_shipped
from policy_kb.model import Passage, Question
from policy_kb.parsing.passages import split_sentences
from policy_kb.regions import names_of
from policy_kb.search import build_index, normalise

PLACES = Path(__file__).with_name("places.yml")
QUESTIONS = Path(__file__).parents[2] / "tests" / "policy_kb" / "answering" / "questions.jsonl"
DAY, SEED = date(2026, 11, 22), 20190415
A_DOCUMENT = 200


@dataclass(frozen=True)
class Asked:
    """A question whose key stands in the documents of its place: the key is any of each group of words."""

    question: Question
    place: str
    documents: tuple[str, ...]
    key: tuple[tuple[str, ...], ...]

    def is_in(self, passages: list[Passage]) -> bool:
        """Say whether the key stands in these passages, and they are the right place's."""
        text = normalise(" ".join(f"{' '.join(p.headings)} {p.text}" for p in passages if p.document in self.documents))
        return all(any(normalise(word) in text for word in group) for group in self.key)


def shipped() -> KnowledgeBase:
    """Load the shipped documents and rules with their index."""
    return load_shipped(build_index)


def corpus(kb: KnowledgeBase, size: int) -> list[Passage]:
    """Return so many passages: the shipped ones first, then invented places' documents."""
    passages, chance = list(kb.passages), random.Random(SEED)
    names = sorted({name for d in kb.documents.values() for name in names_of(kb.divisions[d.meta.region].name)}, key=len, reverse=True)
    invented = _names(chance)
    while len(passages) < size:
        place = next(invented)
        for first, second in zip(chance.choices(kb.passages, k=A_DOCUMENT), chance.choices(kb.passages, k=A_DOCUMENT), strict=True):
            text = _half(first.text, 0) + _half(second.text, 1)
            for name in names:
                text = text.replace(name, place)
            passages.append(replace(first, document=f"invented-{place}", text=text))
    return passages[:size]


def _half(text: str, which: int) -> str:
    sentences = split_sentences(text)
    middle = (len(sentences) + 1) // 2
    return "".join(sentences[middle:] if which else sentences[:middle])


def _names(chance: random.Random) -> Iterator[str]:
    data = yaml.safe_load(PLACES.read_text(encoding="utf-8"))
    syllables = data["syllables"].split()
    while True:
        yield "".join(chance.sample(syllables, 3)) + data["kind"]


def asked(kb: KnowledgeBase) -> list[Asked]:
    """Return the questions of one turn whose key stands in a passage of their place's documents."""
    found = []
    for entry in (json.loads(text) for text in QUESTIONS.read_text(encoding="utf-8").splitlines()):
        if len(entry["turns"]) > 1 or not entry["region"] or not entry["turns"][0]["must"]:
            continue
        turn, region = entry["turns"][0], _code(kb, entry["region"])
        documents = tuple(d.slug for d in kb.documents_for(region, DAY))
        one = Asked(Question(turn["say"], "ask_policy", DAY, region), entry["region"], documents, tuple(map(tuple, turn["must"])))
        if any(one.is_in([passage]) for passage in kb.passages):
            found.append(one)
    return found


def _code(kb: KnowledgeBase, name: str) -> str:
    found = kb.divisions.find(name)
    return next((d.code for d in found if kb.covers(d.code)), found[0].code)
