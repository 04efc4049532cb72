"""Which place a turn is about: the one a person lives in, the one asked about, or several to compare."""

from __future__ import annotations

from dataclasses import dataclass

from actions.texts import texts
from actions.turns import Place, Turn
from policy_kb.knowledge_base import KnowledgeBase

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
    settled = [_candidates(kb, place) for place in turn.places]
    unclear = next((codes for codes in settled if len(codes) > 1), ())
    if unclear:
        return PlaceReading(stored, unclear=unclear)
    codes = _narrowest(kb, tuple(dict.fromkeys(c for codes in settled for c in codes)))
    if len(codes) != 1:
        return PlaceReading(stored, named=codes)
    (code,) = codes
    if turn.intent in _SETTING or stored is None or _is_own(turn, turn.places[0]):
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
