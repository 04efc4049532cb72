"""Find places in a sentence: official and short names, longest match, with every code a name may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Collection, FrozenSet, Iterator, List, Tuple

from nlu_data.components.reading.spans import Span
from nlu_data.components.reading.vocabulary import Vocabulary, phrase

_SUFFIX = tuple("省市州盟县区旗")


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    codes: Tuple[str, ...]


def find_places(text: str, borders: Collection[int], vocabulary: Vocabulary) -> List[Span]:
    """Find every place in a folded text; `borders` are the places where words begin and end."""
    found = list(_matches(text, frozenset(borders), vocabulary))
    told = [place for place in found if not phrase("place_denied_before").search(text[: place.start])]
    found = told or found
    return [_span(text, place, vocabulary) for place in _joined(text, found, vocabulary)]


def _matches(text: str, borders: FrozenSet[int], vocabulary: Vocabulary) -> Iterator[_Found]:
    closed = [m.span() for m in phrase("no_place").finditer(text)]
    place = 0
    while place < len(text):
        for length in vocabulary.place_lengths.get(text[place], ()):
            end = place + length
            codes = vocabulary.place_codes.get(text[place:end]) if 1 < length <= len(text) - place else None
            if codes and _is_meant(text, place, end, borders, closed, vocabulary):
                yield _Found(place, end, codes)
                place = end - 1
                break
        place += 1


def _is_meant(text: str, start: int, end: int, borders: FrozenSet[int], closed: List[Tuple[int, int]], vocabulary: Vocabulary) -> bool:
    """Say whether a name stands for the place here and is not part of another word."""
    if any(s < start and end <= e for s, e in closed):
        return False  # 范县 in 示范县
    # 喀什地区 is a place although 地区 alone is none: a name that holds the whole word and more is meant.
    if any(s < end and start < e and not (start < s and e <= end) for s, e in closed) and text[end - 1] not in "县市州省旗":
        return False
    if phrase("smaller_after").match(text, end):
        return False
    name = text[start:end]
    if len(name) > 2 and name.endswith(_SUFFIX):
        return True
    if name in vocabulary.ordinary_names:
        return _is_told(text, start, end)
    return len(name) > 2 or name.endswith(_SUFFIX) or (start in borders and end in borders)


def _is_told(text: str, start: int, end: int) -> bool:
    """Say whether an ordinary word is said as a place: alone, or as in 我在朝阳."""
    is_alone = start == 0 and end >= len(text) - 1
    return bool(phrase("place_told_after").match(text, end)) and (is_alone or bool(phrase("place_told_before").search(text[:start])))


def _joined(text: str, found: List[_Found], vocabulary: Vocabulary) -> Iterator[_Found]:
    """Join a place with the wider one said just before it (云南省红河州 is one place)."""
    waiting: List[_Found] = []
    for place in found:
        if waiting and re.fullmatch(r"[省市州的,、]?", text[waiting[0].end : place.start]):
            inner = tuple(c for c in place.codes if any(_lies_in(c, wider) for wider in waiting[0].codes))
            if inner:
                waiting = [_Found(waiting[0].start, place.end, inner)]
                continue
        yield from waiting
        waiting = [place]
    yield from waiting


def _lies_in(code: str, wider: str) -> bool:
    return code != wider and code.startswith(re.sub(r"(00){1,2}$", "", wider))


def _span(text: str, place: _Found, vocabulary: Vocabulary) -> Span:
    code = place.codes[0]
    return Span("place", place.start, place.end, {"code": code, "name": vocabulary.place_names[code], "candidates": list(place.codes)})
