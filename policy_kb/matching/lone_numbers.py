"""A number told alone, as the answer to what was asked: 两年 for months, 5个 for people; money is no answer to a time."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from policy_kb.lexicon import Fact
from policy_kb.model import Mention

_CALENDAR_YEARS = range(1949, 2101)
_SHORT_YEARS, _CENTURY = range(10, 50), 2000  # 14年
_MONTHS_A_YEAR = 12
_ANY, _PIECES = "个", ("人", "户", "头", "只")  # 五个: of whatever is counted piece by piece
_DURATIONS = ("月", "年")


def as_told(mention: Mention, fact: Fact) -> Mention | None:
    """Return what a lone number tells of a fact that was asked for; None when it is plainly a number of something else."""
    if mention.ordinal or mention.leading or mention.trailing or mention.value is None:
        return None
    is_year = is_calendar_year(mention)
    if fact.type == "year":
        year = mention.value + _CENTURY if mention.unit in ("", "年") and mention.value in _SHORT_YEARS else mention.value
        return replace(mention, fact=fact.id, unit=fact.unit, value=year) if is_year or year != mention.value else None
    if is_year and fact.unit in _DURATIONS:
        return None
    if fact.unit == "月" and mention.unit == "年":
        return _times(replace(mention, fact=fact.id, unit=fact.unit), _MONTHS_A_YEAR)
    fits = mention.unit in ("", fact.unit) or (mention.unit == _ANY and fact.unit in _PIECES)
    return replace(mention, fact=fact.id, unit=fact.unit) if fits else None


def is_calendar_year(mention: Mention) -> bool:
    """Say whether a number is a year of the calendar and no span of years."""
    return mention.unit in ("", "年") and mention.value in _CALENDAR_YEARS


def _times(mention: Mention, factor: int) -> Mention:
    value, low, high = (None if number is None else number * Decimal(factor) for number in (mention.value, mention.low, mention.high))
    return replace(mention, value=value, low=low, high=high)
