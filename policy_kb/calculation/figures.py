"""The numbers in a stretch of policy text: 2万元, 1-3万元, 45%, 三年, 百分之六十."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {digit: Decimal(n) for n, digit in enumerate("零一二三四五六七八九")} | {"两": Decimal(2)}
_SCALES = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_NUMBER = r"\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十百千]+"
_FIGURE = re.compile(
    rf"(?P<percent>百分之)?(?P<low>{_NUMBER})(?:\s*(?P<low_scale>[万亿千])?(?P<low_unit>元)?\s*[-—–~～至到]\s*(?P<high>{_NUMBER}))?"
    r"\s*(?P<scale>[万亿千]?)(?P<unit>元|%|％|个百分点|亩|户|头|只|人|名|年|个月|天|次|倍|成)?"
)


@dataclass(frozen=True)
class Figure:
    """A number as written: its value, the upper end of a range, its unit, and where it stands."""

    value: Decimal
    high: Decimal | None
    unit: str
    start: int
    end: int


def figures_in(text: str) -> tuple[Figure, ...]:
    """Find the numbers of a text in the order they stand."""
    return tuple(_figure(match) for match in _FIGURE.finditer(text))


def _figure(match: re.Match[str]) -> Figure:
    scale = _SCALES.get(match["scale"], Decimal(1))
    # 1-3万元: the 万 belongs to both ends unless the lower one has a unit of its own (1000元-5000元)
    low_scale = _SCALES[match["low_scale"]] if match["low_scale"] else Decimal(1) if match["low_unit"] else scale
    high = read_number(match["high"]) * scale if match["high"] else None
    unit = "%" if match["percent"] or match["unit"] in ("％", "%") else match["unit"] or ""
    return Figure(read_number(match["low"]) * low_scale, high, unit, match.start(), match.end())


def numbers_in(text: str) -> frozenset[Decimal]:
    """Return every number a text names, with and without its 万."""
    found: set[Decimal] = set()
    for figure in figures_in(text):
        found.update(n for n in (figure.value, figure.high) if n is not None)
    return frozenset(found)


def read_number(text: str) -> Decimal:
    """Read an Arabic or small Chinese number: 1,500, 2.5, 三十五, 两."""
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    total, current = Decimal(0), Decimal(0)
    for letter in text:
        if letter in _SCALES:
            total += (current or Decimal(1)) * _SCALES[letter]
            current = Decimal(0)
        else:
            current = _DIGITS[letter]
    return total + current
