"""Which place a turn is about: the one a person lives in, the one asked about, or several to compare."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.texts import texts
from actions.turns import Place, Turn
from policy_kb.knowledge_base import KnowledgeBase

_THERE = re.compile(r"^(?:[省市县区]|那边|那头|那里|那儿|城里|里|去|来|的?厂里|的?工地上?|的?大学|待着|帮人|给人|一直){0,3}")
_JOINED = re.compile(r"[市县]?[、和与同跟及对]")
_NEAR = 7  # characters in which a house of the place is named: 兰州的省级医院
_SETTING = frozenset({"set_region", "inform", "correct"})


@dataclass(frozen=True)
class PlaceReading:
    """`stored` is where the person lives now, `asked` the place of this question only, `named` all places named."""

    stored: str | None
    asked: str | None = None
    named: tuple[str, ...] = ()
    is_new: bool = False
    unclear: tuple[str, ...] = ()


def read_places(kb: KnowledgeBase, turn: Turn, stored: str | None) -> PlaceReading:
    """Settle the places of a turn; a shared name is resolved by what is covered, else left unclear."""
    places = tuple(place for place in turn.places if stored is None or not _is_away(turn, place))
    settled = [_candidates(kb, place) for place in places]
    unclear = next((codes for codes in settled if len(codes) > 1), ())
    if unclear:
        return PlaceReading(stored, unclear=unclear)
    codes = _narrowest(kb, tuple(dict.fromkeys(c for codes in settled for c in codes)))
    if len(codes) != 1:
        return PlaceReading(stored, named=codes)
    (code,) = codes
    if turn.intent in _SETTING or stored is None or _is_own(turn, places[0]):
        return PlaceReading(code, asked=code, is_new=code != stored)
    return PlaceReading(stored, asked=code, named=codes if code != stored else ())


def _candidates(kb: KnowledgeBase, place: Place) -> tuple[str, ...]:
    if len(place.candidates) <= 1:
        return place.candidates
    covered = tuple(code for code in place.candidates if kb.covers(code))
    # 红河 is a prefecture and a county in it: the wider place's document holds for both.
    around_all = tuple(code for code in covered if all(kb.divisions.lies_in(other, code) for other in covered))
    return around_all or place.candidates


def _narrowest(kb: KnowledgeBase, codes: tuple[str, ...]) -> tuple[str, ...]:
    # 贵州毕节 names two divisions but means one: the inner.
    return tuple(c for c in codes if not any(other != c and kb.divisions.lies_in(other, c) for other in codes))


def _is_own(turn: Turn, place: Place) -> bool:
    before = turn.text[max(0, place.start - 8) : place.start]
    return any(cue in before for cue in texts().own_place_cues)


def _behind_others(turn: Turn, place: Place) -> str:
    """Return what is said behind a place and those told in one breath with it (东莞和韶关[帮扶我们村])."""
    end = place.end or place.start + len(place.name)
    following = next((p for p in turn.places if p.start > place.start and _JOINED.fullmatch(turn.text[end : p.start])), None)
    return _behind_others(turn, following) if following else turn.text[end:]


def _is_away(turn: Turn, place: Place) -> bool:
    """Say whether somebody only goes to a place, works, studies or sells there (去广东打工): their home's documents apply."""
    before, after = turn.text[: place.start], turn.text[place.end or place.start + len(place.name) :]
    if _behind_others(turn, place).startswith(texts().helping_doings):
        return True  # 东莞帮扶我们村: the village is elsewhere
    if not before.endswith(texts().away_cues):
        return False
    is_house = any(house in after[:_NEAR] for house in texts().away_houses) and after.startswith(("的", *texts().away_houses))
    return is_house or _THERE.sub("", after).startswith(texts().away_doings)
