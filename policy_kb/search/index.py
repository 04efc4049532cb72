"""The passage index: BM25 by bm25s in segments, so that a new document is searchable without rebuilding the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log

import bm25s
import numpy as np
from numpy.typing import NDArray

from policy_kb.model import Passage
from policy_kb.search.words import WordCutter

_PLACES = 16  # whose languages are kept in memory, each about a megabyte
Matrix = tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]  # values, their passages, where each term's begin


@dataclass(frozen=True)
class Hit:
    """A passage found, with its score."""

    passage: Passage
    score: float


@dataclass(frozen=True, eq=False)
class Segment:
    """Some passages and their own BM25 matrix; its columns are weighed anew by the statistics of the whole index.

    Shape: `ids` are the terms of all passages one after the other, `ends` where each passage's terms end.
    """

    passages: tuple[Passage, ...]
    vocabulary: Mapping[str, int]
    ids: NDArray[np.int32]
    ends: NDArray[np.int64]
    matrix: Matrix

    @classmethod
    def of(cls, passages: Sequence[Passage], cutter: WordCutter) -> Segment:
        """Cut passages into terms and index them."""
        return cls.of_terms(passages, (cutter.terms(indexed_text(p)) for p in passages))

    @classmethod
    def of_terms(cls, passages: Sequence[Passage], term_lists: Iterable[Sequence[str]]) -> Segment:
        """Index passages whose terms are known."""
        vocabulary: dict[str, int] = {}
        rows = [[vocabulary.setdefault(term, len(vocabulary)) for term in terms] for terms in term_lists]
        ids = np.fromiter((number for row in rows for number in row), dtype=np.int32)
        ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
        return cls(tuple(passages), vocabulary, ids, ends, _matrix(rows, vocabulary))

    @cached_property
    def documents(self) -> Mapping[str, int]:
        """The documents the passages are of, numbered."""
        return {document: number for number, document in enumerate(dict.fromkeys(p.document for p in self.passages))}

    @cached_property
    def document_numbers(self) -> NDArray[np.int32]:
        """The number of each passage's document."""
        return np.fromiter((self.documents[p.document] for p in self.passages), dtype=np.int32, count=len(self.passages))

    @cached_property
    def document_frequency(self) -> NDArray[np.int64]:
        """In how many of the segment's passages each term stands: as many as its column has rows."""
        return np.diff(self.matrix[2]).astype(np.int64)

    def scores(self, weights: Mapping[str, float], rarity: Callable[[str], float]) -> NDArray[np.float32]:
        """Score every passage for weighted terms."""
        total = np.zeros(len(self.passages), dtype=np.float32)
        data, rows, starts = self.matrix
        for term, weight in weights.items():
            column = self.vocabulary.get(term)
            if column is None:
                continue
            start, stop = starts[column], starts[column + 1]
            own = _rarity(int(self.document_frequency[column]), len(self.passages))
            total[rows[start:stop]] += data[start:stop] * np.float32(weight * rarity(term) / own)
        return total

    def frequencies(self) -> dict[str, int]:
        """Return in how many of the segment's passages each term stands."""
        return dict(zip(self.vocabulary, map(int, self.document_frequency), strict=True))

    def counted_in(self, documents: frozenset[str]) -> tuple[dict[int, int], int]:
        """Return in how many passages of some documents each term stands, and how many passages they have."""
        numbers = [number for document, number in self.documents.items() if document in documents]
        places = np.flatnonzero(np.isin(self.document_numbers, numbers)) if numbers else np.array([], dtype=np.int64)
        counts: Counter[int] = Counter()
        for place in map(int, places):
            counts.update(set(self.ids[self.ends[place - 1] if place else 0 : self.ends[place]].tolist()))
        return dict(counts), len(places)

    def term_lists(self) -> list[list[str]]:
        """Return the terms of every passage, for merging."""
        names = list(self.vocabulary)
        return [[names[i] for i in row] for row in np.split(self.ids, self.ends[:-1])]


class Language:
    """How rare terms are in some documents, as a place's own: what other places publish changes nothing of it."""

    def __init__(self, cutter: WordCutter, segments: Sequence[Segment], documents: frozenset[str]) -> None:
        self.cutter = cutter
        self._counted = [(segment.vocabulary, *segment.counted_in(documents)) for segment in segments]
        self._size = sum(size for _, _, size in self._counted)

    def frequency(self, term: str) -> int:
        """Return in how many of the documents' passages a term stands."""
        return sum(counts.get(vocabulary.get(term, -1), 0) for vocabulary, counts, _ in self._counted)

    def rarity_of(self, frequency: int) -> float:
        """Return how much a term tells that stands in so many of their passages."""
        return _rarity(frequency, self._size)


class PassageIndex:
    """Finds passages for words; it never changes: a document more or less makes a new index that shares the segments.

    Each document starts as a segment of its own; segments of similar size are merged, so that there are never many
    and each passage is rebuilt only a few times (as a log-structured store does).
    """

    def __init__(self, cutter: WordCutter, segments: Sequence[Segment] = ()) -> None:
        self.cutter = cutter
        self.segments = tuple(segments)
        self._size = sum(len(s.passages) for s in self.segments)
        self.language_of = lru_cache(maxsize=_PLACES)(self._language_of)
        self._frequency: Counter[str] = Counter()
        for segment in self.segments:
            self._frequency.update(segment.frequencies())

    def __len__(self) -> int:
        return self._size

    def with_document(self, document: str, passages: Sequence[Passage]) -> PassageIndex:
        """Return an index that also finds these passages; `document` is their slug."""
        if not passages:
            return self
        segments = [*self.segments, Segment.of(passages, self.cutter)]
        while len(segments) > 1 and len(segments[-2].passages) < 2 * len(segments[-1].passages):
            second, first = segments.pop(), segments.pop()
            segments.append(_joined([first, second], lambda _: True))
        return PassageIndex(self.cutter, segments)

    def without_document(self, document: str) -> PassageIndex:
        """Return an index without a document's passages; only the segments that hold some are rebuilt."""
        kept: list[Segment] = []
        for segment in self.segments:
            if document not in segment.documents:
                kept.append(segment)
            elif any(p.document != document for p in segment.passages):
                kept.append(_joined([segment], lambda p: p.document != document))
        return PassageIndex(self.cutter, kept)

    def search(self, weights: Mapping[str, float], documents: frozenset[str] | None = None, limit: int = 50) -> list[Hit]:
        """Return the best passages for weighted terms, in the documents allowed (None: all)."""
        hits: list[Hit] = []
        for segment in self.segments:
            scores = segment.scores(weights, self.rarity)
            if documents is not None:
                is_allowed = np.array([document in documents for document in segment.documents])
                scores = np.where(is_allowed[segment.document_numbers], scores, 0)
            count = min(limit, len(scores))
            best = np.argpartition(scores, -count)[-count:]
            hits += [Hit(segment.passages[i], float(scores[i])) for i in best if scores[i] > 0]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def _language_of(self, documents: frozenset[str]) -> Language:
        return Language(self.cutter, self.segments, documents)

    def frequency(self, term: str) -> int:
        """Return in how many passages a term stands."""
        return self._frequency[term]

    def rarity(self, term: str) -> float:
        """Return how much a term tells: BM25's inverse document frequency over the whole index."""
        return self.rarity_of(self._frequency[term])

    def rarity_of(self, frequency: int) -> float:
        """Return how much a term that stands in so many passages tells."""
        return _rarity(frequency, self._size)


def indexed_text(passage: Passage) -> str:
    """Return what of a passage is indexed."""
    # The last two headings say what a clause is about; the document's title would say it of every passage alike.
    return " ".join((*passage.headings[1:][-2:], passage.text))


def _rarity(frequency: int, size: int) -> float:
    return log(1 + (size - frequency + 0.5) / (frequency + 0.5))


def _matrix(rows: Sequence[Sequence[int]], vocabulary: Mapping[str, int]) -> Matrix:
    model = bm25s.BM25(method="lucene")
    model.index((list(rows), dict(vocabulary)), create_empty_token=False, show_progress=False)
    return model.scores["data"], model.scores["indices"], model.scores["indptr"]


def _joined(segments: Sequence[Segment], keep: Callable[[Passage], bool]) -> Segment:
    passages, terms = [], []
    for segment in segments:
        for passage, words in zip(segment.passages, segment.term_lists(), strict=True):
            if keep(passage):
                passages.append(passage)
                terms.append(words)
    return Segment.of_terms(passages, terms)
