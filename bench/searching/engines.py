"""The engines compared: our index, rank_bm25, and SQLite's full-text search twice. Each takes all passages, then finds the best."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import jieba
import numpy as np
from rank_bm25 import BM25Okapi

from bench.searching.corpus import shipped
from policy_kb.model import Passage
from policy_kb.search import PassageIndex, build_index

TRIGRAM = 3
_STRETCH = re.compile(r"[^，。；：、！？（）《》“”\s]+")  # jieba never joins across these


class Engine(Protocol):
    """What every engine can do."""

    def build(self, passages: Sequence[Passage]) -> None:
        """Take all passages in."""
        ...

    def find(self, text: str, limit: int) -> list[int]:
        """Return the numbers of the best passages."""
        ...


def words(text: str) -> list[str]:
    """Cut a text as a newcomer would: jieba, and nothing that is only punctuation."""
    return [word for stretch in _STRETCH.findall(text) for word in _cut(stretch)]


@lru_cache(maxsize=10_000)
def _cut(stretch: str) -> tuple[str, ...]:
    # Our own cutter remembers what stands between two marks of punctuation, and the corpus repeats itself: so do the others here.
    return tuple(word for word in jieba.lcut(stretch) if any(c.isalnum() for c in word))


def indexed(passage: Passage) -> str:
    """Return what is indexed of a passage: the same for every engine."""
    return " ".join((*passage.headings[1:][-2:], passage.text))


class Ours:
    """The service's own index."""

    def __init__(self) -> None:
        self._kb = shipped()
        self._index: PassageIndex | None = None
        self._numbers: dict[int, int] = {}

    def build(self, passages: Sequence[Passage]) -> None:
        """Take all passages in."""
        self._index = build_index({"": tuple(passages)}, self._kb.lexicon)
        self._numbers = {id(passage): number for number, passage in enumerate(passages)}

    def find(self, text: str, limit: int) -> list[int]:
        """Return the numbers of the best passages."""
        assert self._index is not None
        cutter, rarity = self._index.cutter, self._index.rarity
        forms = [form for concept in cutter.concepts(text) for form in concept.forms]
        weights = {term: worth * max(rarity(term), 0.1) for form, worth in forms for term in cutter.terms(form)}
        return [self._numbers[id(hit.passage)] for hit in self._index.search(weights, None, limit)]


class RankBm25:
    """rank_bm25 over jieba's words."""

    def build(self, passages: Sequence[Passage]) -> None:
        """Take all passages in."""
        self._bm25 = BM25Okapi([words(indexed(passage)) for passage in passages])

    def find(self, text: str, limit: int) -> list[int]:
        """Return the numbers of the best passages."""
        scores = self._bm25.get_scores(words(text))
        best = np.argpartition(scores, -limit)[-limit:]
        return [int(i) for i in best[np.argsort(-scores[best])]]


class Fts:
    """SQLite FTS5 in memory: `trigram` on the text as it is, `jieba` on its words."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._database = sqlite3.connect(":memory:")

    def build(self, passages: Sequence[Passage]) -> None:
        """Take all passages in."""
        tokenizer = "trigram" if self._kind == "trigram" else "unicode61"
        self._database.execute(f"CREATE VIRTUAL TABLE passages USING fts5(text, tokenize='{tokenizer}')")
        rows = ((number, self._cut(indexed(passage))) for number, passage in enumerate(passages))
        self._database.executemany("INSERT INTO passages(rowid, text) VALUES (?, ?)", rows)
        self._database.commit()

    def find(self, text: str, limit: int) -> list[int]:
        """Return the numbers of the best passages."""
        runs = words(text) if self._kind == "jieba" else _trigrams(text)
        wanted = " OR ".join(f'"{run}"' for run in dict.fromkeys(runs))
        query = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY bm25(passages) LIMIT ?"
        return [row[0] for row in self._database.execute(query, (wanted, limit))] if wanted else []

    def _cut(self, text: str) -> str:
        return " ".join(words(text)) if self._kind == "jieba" else text


def _trigrams(text: str) -> list[str]:
    plain = "".join(c for c in text if c.isalnum())
    return [plain[i : i + TRIGRAM] for i in range(len(plain) - TRIGRAM + 1)]


def engine(name: str) -> Engine:
    """Make an engine by its name."""
    if name == "ours":
        return Ours()
    return RankBm25() if name == "rank_bm25" else Fts(name.removeprefix("fts5_"))
