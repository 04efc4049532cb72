"""Reading on what scale a sum is paid: 存栏5—10头（不含10头）, 20只以上不足50只, 1亩以上."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)"
_TO = r"[-－—–~～至到]+"
_BRACKET = r"(?P<{0}>[（(][^）)]{{1,10}}[）)])?"
_BELOW = r"(?:不足|不满|未满|低于|少于|不到)"
_JOIN = r"[、，至到和且]?"
_MEASURED_WHOLE = frozenset({"亩", "公斤", "吨", "平方米", "立方米", "公里", "米"})  # may be counted in parts of one


@dataclass(frozen=True)
class Scale:
    """How many it takes: from `at_least` on, below `below` or up to and with `at_most`; neither means no upper end."""

    at_least: Decimal
    below: Decimal | None
    at_most: Decimal | None
    start: int
    end: int

    @property
    def is_open(self) -> bool:
        """Tell whether any larger number belongs to it too."""
        return self.below is None and self.at_most is None


def read_scales(words: str, unit: str) -> tuple[Scale, ...] | None:
    """Return the scales some words name in a unit; None where a number of the unit stands that could not be read for sure."""
    found: list[Scale] = []
    taken: list[tuple[int, int]] = []
    for pattern in _patterns(unit):
        for match in re.finditer(pattern, words):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            scale = _scale(match)
            if scale is None:
                return None
            taken.append(match.span())
            found.append(scale)
    rest = re.finditer(rf"{_NUMBER}{re.escape(unit)}", words)
    if any(not any(start <= left.start() < end for start, end in taken) for left in rest):
        return None
    return tuple(sorted(found, key=lambda scale: scale.start))


def steps_of(scales: Sequence[tuple[Scale, Decimal]], unit: str) -> tuple[tuple[Decimal, Decimal], ...] | None:
    """Return (from so many on, rate) for scales that follow one another with no gap and no overlap; None when they do not."""
    ordered = sorted(scales, key=lambda pair: pair[0].at_least)
    for (one, _), (other, _) in itertools.pairwise(ordered):
        if not _meets(one, other.at_least, unit):
            return None
    return tuple((scale.at_least, rate) for scale, rate in ordered) if ordered and ordered[-1][0].is_open else None


def _meets(one: Scale, start: Decimal, unit: str) -> bool:
    if one.below is not None:
        return one.below == start
    return one.at_most is not None and unit not in _MEASURED_WHOLE and one.at_most + 1 == start


def _patterns(unit: str) -> Iterator[str]:
    of = re.escape(unit)
    first, last = _BRACKET.format("first"), _BRACKET.format("last")
    yield rf"(?P<low>{_NUMBER})(?:{of})?{_TO}(?P<high>{_NUMBER}){of}{last}(?:及?以[下内])?"
    yield rf"(?P<low>{_NUMBER}){of}{first}及?以上{_JOIN}{_BELOW}(?P<below>{_NUMBER}){of}"
    yield rf"(?P<low>{_NUMBER}){of}{first}及?以上{_JOIN}(?P<high>{_NUMBER}){of}{last}及?以[下内]"
    yield rf"满(?P<low>{_NUMBER}){of}{_JOIN}{_BELOW}(?P<below>{_NUMBER}){of}"
    yield rf"(?P<low>{_NUMBER}){of}{first}及?以上"
    yield rf"(?:不少于|不低于|达到|至少|满)(?P<low>{_NUMBER}){of}(?!{first}及?以)"
    yield rf"{_BELOW}(?P<below>{_NUMBER}){of}"
    yield rf"(?P<high>{_NUMBER}){of}{last}及?以[下内]"


def _scale(match: re.Match[str]) -> Scale | None:
    """Make a scale of what was matched; None where a bracket leaves out the number one would begin from."""
    named = match.groupdict()
    low, high, below = (_figure(named.get(name)) for name in ("low", "high", "below"))
    if "不含" in (named.get("first") or ""):
        return None
    bracket = named.get("last") or ""
    if bracket and high is not None:
        numbers = re.findall(_NUMBER, bracket)
        if numbers and all(_figure(number) != high for number in numbers):
            return None
        if "不含" in bracket:
            high, below = None, high
    upper = below if below is not None else high
    if low is not None and upper is not None and low >= upper:
        return None
    return Scale(low or Decimal(0), below, high, *match.span())


def _figure(words: str | None) -> Decimal | None:
    if not words:
        return None
    if words[0].isdigit():
        return Decimal(words)
    import cn2an  # takes longer to load than most commands that never read a numeral take altogether

    try:
        return Decimal(str(cn2an.cn2an(words.replace("两", "二"), "smart")))
    except ValueError:
        return None
