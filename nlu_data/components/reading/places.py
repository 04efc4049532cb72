"""Find places in a sentence: official and short names, longest match, with every code a name may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Collection, FrozenSet, Iterator, List, Tuple

from nlu_data.components.reading.spans import Span
from nlu_data.components.reading.vocabulary import Vocabulary

_SMALLER = re.compile(r"(乡|镇|村|街道|屯|寨|庄|组|社区|路|小区|街|湾|河边|大道|银行|牌|产|味|菜|人民公社)(?!里|下|上|民|亲|级|委|集体|干部|扶|振|域|旅游|亩)")
_SUFFIX = tuple("省市州盟县区旗")
_CLOSED = re.compile(r"合作社|市辖区|开发区|园区|小区|社区|地区|景区|山区|牧区|灾区|片区|示范区|试验区|保护区|优势区|贫困县|各县|本县|我县|咱县|全县|该县|哪个?县|外县|邻县|强县")
_TELLING_BEFORE = re.compile(r"(我是|俺是|咱是|我们是|俺们是|是|在|来自|户口在?|老家|搬到|搬去|换成|换到|改成|改为|查|那|看看|问问|家住|住|属于|归|到|去)$")
_DENIED_BEFORE = re.compile(r"(不在|不是|不住|没在|别查|不问|不属于)$")
_TELLING_AFTER = re.compile(r"(的|这边|那边|这儿|那儿|这里|人|地区|呢|$|[,。?!、])")


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    codes: Tuple[str, ...]


def find_places(text: str, borders: Collection[int], vocabulary: Vocabulary) -> List[Span]:
    """Find every place in a folded text; `borders` are the places where words begin and end."""
    found = list(_matches(text, frozenset(borders), vocabulary))
    told = [place for place in found if not _DENIED_BEFORE.search(text[: place.start])]
    found = told or found
    return [_span(text, place, vocabulary) for place in _joined(text, found, vocabulary)]


@lru_cache(maxsize=1)
def _longest(names: FrozenSet[str]) -> int:
    return max(len(name) for name in names)


@lru_cache(maxsize=1)
def _ordinary(names: Tuple[str, ...]) -> FrozenSet[str]:
    return frozenset(names)


def _matches(text: str, borders: FrozenSet[int], vocabulary: Vocabulary) -> Iterator[_Found]:
    closed = [m.span() for m in _CLOSED.finditer(text)]
    longest = _longest(frozenset(vocabulary.place_codes)) if vocabulary.place_codes else 0
    place = 0
    while place < len(text):
        for end in range(min(len(text), place + longest), place + 1, -1):
            codes = vocabulary.place_codes.get(text[place:end])
            if codes and _is_meant(text, place, end, borders, closed, vocabulary):
                yield _Found(place, end, codes)
                place = end - 1
                break
        place += 1


def _is_meant(text: str, start: int, end: int, borders: FrozenSet[int], closed: List[Tuple[int, int]], vocabulary: Vocabulary) -> bool:
    """Say whether a name stands for the place here and is not part of another word."""
    if any(s < end and start < e for s, e in closed) and text[end - 1] not in "县市州省旗":
        return False
    if _SMALLER.match(text, end):
        return False
    name = text[start:end]
    if len(name) > 2 and name.endswith(_SUFFIX):
        return True
    if name in _ordinary(tuple(vocabulary.hints["ordinary_names"])):
        return bool(_TELLING_AFTER.match(text, end)) and (start == 0 and end >= len(text) - 1 or bool(_TELLING_BEFORE.search(text[:start])))
    return len(name) > 2 or name.endswith(_SUFFIX) or (start in borders and end in borders)


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
