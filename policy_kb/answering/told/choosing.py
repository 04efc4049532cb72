"""Which sentence is chosen where the best one does not show what is asked, or shows it for one of two asks only."""

from __future__ import annotations

from collections.abc import Sequence

from policy_kb.answering.clauses.kinds import EVIDENT, Kind
from policy_kb.answering.clauses.reading import Part
from policy_kb.search import normalise
from policy_kb.search.rerank import Found, share

NEARLY = 0.1  # so much less a sentence may score that shows what is asked
LOOKED_AT = 6
MORE = 0.2  # a sentence speaks of so much more of a part, so that another one chosen for it was the other part's


def showing_first(part: Part, likely: list[Found]) -> list[Found]:
    """Put first a sentence nearly as good that shows the date or the office asked for, when the best one does not."""
    evident = _evident(part)
    if not likely or not evident or _shows(evident, likely[0]) or _is_shown_above(evident, likely[0]):
        return likely
    least = likely[0].score - NEARLY
    shown = [f for f in likely[1:LOOKED_AT] if f.score >= least and _shows(evident, f)][:1]
    return [*shown, *(f for f in likely if f not in shown)]


def for_the_other(one: Part, likely: Sequence[Found], other: Part, others: Sequence[Found]) -> tuple[Part, Found] | None:
    """Find the part for which a sentence chosen by both says nothing, and its own sentence (啥时候验收，啥时候兑现)."""
    best = normalise(likely[0].sentence)
    same_kinds = [kind for kind in one.asked.kinds if kind.name in other.asked]
    if likely[0].sentence != others[0].sentence or not same_kinds:
        return None
    shown = [len(kind.shows.findall(best)) for kind in same_kinds if kind.name in EVIDENT]
    more = 0.0 if shown and max(shown) == 1 else MORE  # one date for two asks answers one of them
    own = ((part, _speaks_better(part, found, more)) for part, found in ((one, likely), (other, others)))
    return next(((part, found) for part, found in own if found), None)


def _evident(part: Part) -> list[Kind]:
    return [kind for kind in part.asked.kinds if kind.name in EVIDENT]


def _shows(kinds: Sequence[Kind], found: Found) -> bool:
    said = normalise(found.sentence)
    return any(kind.shows.search(said) for kind in kinds)


def _is_shown_above(kinds: Sequence[Kind], found: Found) -> bool:
    """Say whether the heading right above a sentence shows it: 巩固提升阶段（2019年4月—2020年9月）."""
    heading = normalise("".join(found.passage.headings[-1:]))
    return any(kind.shows.search(heading) for kind in kinds)


def _speaks_better(part: Part, likely: Sequence[Found], more: float) -> Found | None:
    """Return a further sentence that speaks of so much more of a part's own words than the best one, and shows what is asked."""
    least = share(part.own, normalise(likely[0].sentence)) + more
    further = ((f, normalise(f.sentence)) for f in likely[1:LOOKED_AT])
    return next((f for f, said in further if share(part.own, said) >= least and part.asked.is_shown_by(said)), None)
