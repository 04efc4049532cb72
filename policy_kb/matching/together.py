"""What several quantities come to: 五亩谷子三亩黑豆 are eight mu of one thing, 六只羊卖了两只 are four sheep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from policy_kb.matching.apiece import apiece, by_holder
from policy_kb.matching.households import by_household
from policy_kb.model import Mention

_FILE = Path(__file__).with_suffix(".yml")
_BLANK = re.compile(r"\s+")
_LIVE, _COUNTED = frozenset({"头", "只", "个"}), frozenset({"人", "户", "个"})
_SPANS = frozenset({"月", "年", "%"})
ADDED_UNITS = frozenset({"头", "只", "亩", "户", "人"})  # years and sums of money are told once


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    data: Mapping[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: re.compile(pattern) for name, pattern in data.items()}


def _stands(way: str, words: str) -> bool:
    return bool(_patterns()[way].search(_BLANK.sub("", words)))


def quantities(mentions: Iterable[Mention]) -> dict[str, Decimal]:
    """Return what each fact comes to, several mentions of one thing added up; what is denied counts nothing."""
    sums: dict[str, Decimal] = {}
    for mention in mentions:
        if mention.fact and mention.value is not None and not mention.negated and mention.of is None and not mention.holder:
            before = sums.get(mention.fact, Decimal(0)) if mention.unit in ADDED_UNITS else Decimal(0)
            sums[mention.fact] = before + mention.value
    return sums


def same_noun(one: Mention, other: Mention) -> bool:
    """Say whether two mentions may speak of the same thing by name: 牛 may be the 黄牛, 谷子 are no 黑豆."""
    return not one.text or not other.text or one.text in other.text or other.text in one.text


def settled(mentions: Sequence[Mention], text: str) -> tuple[Mention, ...]:
    """Return the mentions of one message with what it corrects, takes away or says twice already worked in, each household by itself."""
    groups = [group for told in by_household(apiece(mentions, text), text) for group in by_holder(told)]
    return tuple(mention for group in groups for mention in _settled(group, text))


def _settled(mentions: Sequence[Mention], text: str) -> tuple[Mention, ...]:
    kept: list[Mention] = []
    end = 0
    for mention in with_parts(mentions, text):
        if _counts_the_years(mention, kept, text):
            continue
        if mention.value is None or mention.end <= mention.start or mention.negated:
            kept.append(mention)
            continue
        _put(kept, mention, text[end : mention.start] if end else text[: mention.start], text)
        end = mention.end
    return tuple(kept)


def _counts_the_years(mention: Mention, before: Sequence[Mention], text: str) -> bool:
    """Say whether a number of years only counts those just named one by one (第四年和第五年[两年], 第二年到第四年[三年])."""
    if mention.unit != "年" or mention.value is None or mention.ordinal or mention.leading or mention.trailing:
        return False
    named = [m for m in before if m.ordinal and m.value is not None and m.end > m.start]
    if len(named) < 2 or named[-1] is not before[-1] or not _stands("counted_up", text[named[-1].end : mention.start]):
        return False
    first, last = named[-2], named[-1]
    reached = last.value - first.value + 1 if reaches_to(first, last, text) and last.value and first.value else None
    return mention.value in (len(named), reached)


def reaches_to(first: Mention, last: Mention, text: str) -> bool:
    """Say whether one mention and the next are the two ends of what is meant (第二年到第四年)."""
    return first.ordinal and last.ordinal and _stands("reaching", text[first.end : last.start])


def with_parts(mentions: Sequence[Mention], text: str, told: Sequence[Mention] = ()) -> tuple[Mention, ...]:
    """Return the mentions with a length of time that holds of some only bound to their number: 其中3人只干了四个月."""
    kept: list[Mention] = []
    for mention in mentions:
        part = kept[-1] if kept else None
        if part and _holds_of(part, mention, text, [*told, *kept[:-1]]):
            is_short = mention.negated or _stands("short_of", text[part.end : mention.start])
            kept[-1] = replace(mention, of=part.value, negated=is_short)
        else:
            kept.append(mention)
    return tuple(kept)


def _holds_of(part: Mention, span: Mention, text: str, told: Sequence[Mention]) -> bool:
    """Say whether a number of people is a part of those told, and a length of time is said of that part."""
    is_counted = part.value is not None and part.unit in _COUNTED and part.end > part.start
    if not is_counted or span.value is None or span.unit not in _SPANS or span.start < part.end:
        return False
    before = text[: part.start]
    has_whole = any(alike(m, part) and m.value is not None and m.of is None and part.value and m.value > part.value for m in told)
    is_part = _stands("some", before) or (has_whole and _stands("some_of_told", before))
    return is_part and _stands("of_whom", text[part.end : span.start])


def left_over(mentions: Sequence[Mention], text: str) -> tuple[Mention, ...]:
    """Return what a message says is left of something (药材少了一亩，剩两亩; 只剩四头了), else nothing."""
    told = [m for m in mentions if m.value is not None and m.end > m.start]
    left = [m for m in told if is_left(m, text)]
    named = [m for m in told if m.fact and m not in left]
    return tuple(_as_the_nearest(m, named) for m in left)


def is_left(mention: Mention, text: str) -> bool:
    """Say whether a quantity is told as what is left (还剩2600万, 扣掉教育医疗后有2600万)."""
    before = text[: mention.start]
    return _stands("left", before) or _stands("after_taking", before)


def _as_the_nearest(left: Mention, named: Sequence[Mention]) -> Mention:
    """Return what is left as being of the thing named last before it."""
    before = [m for m in named if m.start < left.start and alike(m, left)]
    return replace(left, fact=before[-1].fact, text=before[-1].text) if before and not left.fact else left


def alike(one: Mention, other: Mention) -> bool:
    """Say whether two quantities may count the same kind of thing."""
    return one.unit == other.unit or {one.unit, other.unit} <= _LIVE or {one.unit, other.unit} <= _COUNTED


def _put(kept: list[Mention], mention: Mention, between: str, text: str) -> None:
    """Put a quantity beside, in the place of, or together with the one of the same thing told before it."""
    at = next((n for n in reversed(range(len(kept))) if _may_be_same(kept[n], mention)), None)
    if at is None:
        kept.append(mention)
        return
    earlier = kept[at]
    if _stands("taken", between) and earlier.value is not None and mention.value is not None:
        kept[at] = replace(earlier, value=max(earlier.value - mention.value, Decimal(0)), low=None, high=None)
    elif _replaces(earlier, between, text):
        kept[at] = replace(mention, fact=mention.fact or earlier.fact, unit=earlier.unit, text=mention.text or earlier.text)
    elif _stands("total", between) or _stands("part", between):
        return
    elif mention.fact is None:
        kept.append(mention)
    else:
        _add(kept, at, mention, between)


def _may_be_same(earlier: Mention, later: Mention) -> bool:
    if earlier.value is None or earlier.negated or earlier.unit not in ADDED_UNITS or (earlier.ordinal or earlier.leading):
        return False
    return earlier.fact == later.fact if later.fact else earlier.fact is not None and alike(earlier, later)


def _replaces(earlier: Mention, between: str, text: str) -> bool:
    now = _stands("now", between) and _stands("before", text[max(0, earlier.start - 6) : earlier.end])
    return now or any(_stands(way, between) for way in ("left", "corrected", "grown"))


def _add(kept: list[Mention], at: int, mention: Mention, between: str) -> None:
    """Keep two names of one fact apart, to be added up; the same name again is added unless it only repeats or asks."""
    earlier = kept[at]
    is_other = _stands("either", between) or _stands("asked", between)
    repeats = same_noun(earlier, mention) and (earlier.value == mention.value or not (earlier.text and mention.text))
    if is_other or (repeats and not _stands("joined", between)):
        kept[at] = mention
    else:
        kept.append(mention)
