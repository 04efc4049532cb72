"""Read numbers as people say and write them: 俩, 十来, 二三十, 3万6, 1千, 百分之三十."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Optional

DIGITS = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
CHINESE = rf"[{DIGITS}十百千万亿廿]+(?:点[{DIGITS}]+)?"
NUMBER = re.compile(rf"(?:(?:{ARABIC})[十百千万亿]*(?:(?<=[千万亿])[{DIGITS}\d]+[十百千]?)?)|{CHINESE}|[俩仨]")
_MIXED = re.compile(rf"({ARABIC})([十百千万亿]+)(.*)")
_NEXT_LOWER = {"亿": "千万", "万": "千", "千": "百", "百": "十"}
_SPOKEN = {"俩": "二", "仨": "三", "〇": "零", "两": "二", "廿": "二十"}


@dataclass(frozen=True)
class Number:
    """A number with its bounds: 十来 is about 10, from 10 to 19."""

    value: Decimal
    low: Optional[Decimal] = None
    high: Optional[Decimal] = None

    @property
    def is_vague(self) -> bool:
        """Say whether the speaker left the number open."""
        return self.low is not None


def read_number(text: str) -> Optional[Number]:
    """Say what a whole numeral is worth, or nothing if it is no numeral."""
    for spoken, written in _SPOKEN.items():
        text = text.replace(spoken, written)
    if two := _two_digits_side_by_side(text):
        return two
    value = _exact(text)
    return None if value is None else Number(value)


def loosen(number: Number, after: str) -> Number:
    """Open a number upwards for 来, 多, 几, 把: 十来 is 10 to 19, 一百多 is 100 to 199."""
    step = _place_value(number.value)
    return Number(number.value, number.value, number.value + step - (1 if step > 1 else 0)) if after else number


def _two_digits_side_by_side(text: str) -> Optional[Number]:
    """Read 两三, 二三十, 三五百, 百十 as a range."""
    if text == "百十":
        return Number(Decimal(100), Decimal(100), Decimal(119))
    found = re.fullmatch(r"(十?)([一二三四五六七八九])([二三四五六七八九])([十百千万]{0,2})", text)
    if not found or "一二三四五六七八九".index(found[2]) >= "一二三四五六七八九".index(found[3]):
        return None
    low, high = (_exact(found[1] + digit + found[4]) for digit in (found[2], found[3]))
    return Number(low, low, high) if low is not None and high is not None else None


def _exact(text: str) -> Optional[Decimal]:
    if re.fullmatch(ARABIC, text):
        return Decimal(text.replace(",", ""))
    if mixed := _MIXED.fullmatch(text):
        return _mixed(*mixed.groups())
    if re.fullmatch(rf"[{DIGITS}]{{3,}}", text):
        return Decimal("".join(str("零一二三四五六七八九".index(c)) for c in text if c in "零一二三四五六七八九"))
    return _chinese(text)


def _mixed(figure: str, magnitudes: str, rest: str) -> Optional[Decimal]:
    scale = 1
    for magnitude in magnitudes:
        scale *= MAGNITUDES[magnitude]
    value = Decimal(figure.replace(",", "")) * scale
    if not rest:
        return value
    below = rest + _NEXT_LOWER.get(magnitudes[-1], "") if len(rest) == 1 else rest
    extra = _exact(below)
    return None if extra is None else value + extra


def _chinese(text: str) -> Optional[Decimal]:
    import cn2an

    text = re.sub(r"^(?=[十百千万])", "一", text)
    text = re.sub(rf"([百千万亿])([{DIGITS}])$", lambda m: m[1] + m[2] + _NEXT_LOWER[m[1]], text)
    try:
        return Decimal(str(cn2an.cn2an(text, "smart")))
    except (ValueError, KeyError):  # its own table has no place for 十零
        return None


def _place_value(value: Decimal) -> Decimal:
    if value != value.to_integral_value() or value == 0:
        return Decimal(1)
    step = Decimal(1)
    while value % (step * 10) == 0:
        step *= 10
    return step


def plain(value: Optional[Decimal]) -> Optional[str]:
    """Write a number without an exponent or needless zeros."""
    return None if value is None else format(value.normalize(), "f")
