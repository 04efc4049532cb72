"""What a new document changes: sums raised or lowered, limits, conditions and dates moved, grants added or dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum

from policy_kb.extraction import ExtractedFact, FactKind
from policy_kb.parsing import squeeze

_SUMS = frozenset({FactKind.AMOUNT, FactKind.CAP, FactKind.LOAN, FactKind.RATE})
_TIMES = frozenset({FactKind.DEADLINE, FactKind.CYCLE, FactKind.TERM})
_CONDITIONS = frozenset({FactKind.THRESHOLD, FactKind.RATIO})
_COMPARED = _SUMS | _TIMES | _CONDITIONS
_ALIKE = 0.62  # share of equal letters from which two facts speak of the same
_FIGURES = re.compile(r"[\d.,，%％]+|[一二三四五六七八九十百千万亿两]+(?=[元年月日户人亩头只%])")
_VERBS = re.compile(r"^(?:对|凡|新|建设?|发展|种植|栽[植种]?|养殖?|饲养|引进|购[买置]|实施)+")


class ChangeKind(StrEnum):
    """What became of a grant, a limit, a condition or a date."""

    ADDED = "added"
    DROPPED = "dropped"
    RAISED = "raised"
    LOWERED = "lowered"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One difference, with the words of both documents; `old` is None for what is new, `new` for what is gone."""

    kind: ChangeKind
    subject: str
    old: ExtractedFact | None
    new: ExtractedFact | None


def compare(old: Sequence[ExtractedFact], new: Sequence[ExtractedFact], replaces: bool = True) -> tuple[Change, ...]:
    """List what changes from the facts of one document to those of another, in the order of the new one.

    Without `replaces` the old document stays in force beside the new one, so that nothing counts as dropped.
    """
    left = [fact for fact in old if fact.kind in _COMPARED]
    matched: list[tuple[ExtractedFact, ExtractedFact | None]] = []
    for fact in (fact for fact in new if fact.kind in _COMPARED):
        before = _closest(fact, left)
        if before:
            left.remove(before)
        matched.append((fact, before))
    changes = [change for fact, before in matched if (change := _change(before, fact))]
    dropped = [Change(ChangeKind.DROPPED, fact.subject, fact, None) for fact in left] if replaces else []
    return tuple(_once((*changes, *dropped)))


def _closest(fact: ExtractedFact, others: Iterable[ExtractedFact]) -> ExtractedFact | None:
    """Find the fact that speaks of the same: an equal one first, else the most alike that counts the same way."""
    rivals = [other for other in others if _family(other.kind) == _family(fact.kind) and (other.unit, other.per) == (fact.unit, fact.per)]
    ranked = sorted(((_likeness(fact, other), -number, other) for number, other in enumerate(rivals)), key=lambda r: r[:2], reverse=True)
    return ranked[0][2] if ranked and ranked[0][0] >= _ALIKE else None


def _family(kind: FactKind) -> frozenset[FactKind]:
    """Keep a limit with limits: what is at most so much is no grant."""
    return next((f for f in (frozenset({FactKind.CAP}), _TIMES, _CONDITIONS) if kind in f), _SUMS)


def _likeness(one: ExtractedFact, other: ExtractedFact) -> float:
    if squeeze(one.quote) == squeeze(other.quote):
        return 2.0
    things = (_bare(one.subject), _bare(other.subject))
    frames = (_FIGURES.sub("", squeeze(one.quote)), _FIGURES.sub("", squeeze(other.quote)))
    if things[0] == things[1]:
        return 1.0 + SequenceMatcher(None, *frames, autojunk=False).ratio() / 2 + (0.2 if one.clause == other.clause else 0.0)
    if frames[0] == frames[1]:
        return 1.0
    # 牛每头 and 驴每头 differ in one letter only, which is the one that counts.
    return SequenceMatcher(None, *frames, autojunk=False).ratio() if _shares_thing(*things) else 0.0


def _shares_thing(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) > 1 and (shorter in longer or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE)


def _bare(subject: str) -> str:
    return _VERBS.sub("", squeeze(subject)) or squeeze(subject)


def _change(old: ExtractedFact | None, new: ExtractedFact) -> Change | None:
    if old is None:
        return Change(ChangeKind.ADDED, new.subject, None, new)
    if old.values == new.values and old.operator is new.operator:
        return None
    return Change(_direction(old, new), new.subject, old, new)


def _direction(old: ExtractedFact, new: ExtractedFact) -> ChangeKind:
    if new.kind in _TIMES:
        return ChangeKind.MOVED
    before = [value for value in old.values if isinstance(value, Decimal)]
    after = [value for value in new.values if isinstance(value, Decimal)]
    if not before or not after or before == after:
        return ChangeKind.CHANGED
    if max(after) != max(before):
        return ChangeKind.RAISED if max(after) > max(before) else ChangeKind.LOWERED
    return ChangeKind.RAISED if min(after) > min(before) else ChangeKind.LOWERED


def _once(changes: Iterable[Change]) -> Iterable[Change]:
    """Leave out what a table repeats of the text."""
    seen: set[tuple[object, ...]] = set()
    for change in changes:
        mark = (change.kind, change.old.values if change.old else None, change.new.values if change.new else None, _bare(change.subject))
        if mark not in seen:
            seen.add(mark)
            yield change
