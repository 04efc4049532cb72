"""Checking that no figure in a reply is invented: each stands in a quote, in arithmetic that is shown, or in the person's words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

_HAN_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1000), "百": Decimal(100)}
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[万亿千百](?!分))?|[零一二两俩三仨四五六七八九十百千]+(?:点[零一二三四五六七八九]+)?[万亿]?")
_FIGURE = re.compile(r"\d+(?:\.\d+)?[万亿]?")
_EQUALS = re.compile(r"[^，。；：\n]*[=＝][^，。；：\n]*")
_HALF, _PERCENT_OF_ONE_TENTH, _MONTHS_OF_HALF_A_YEAR = Decimal("0.5"), Decimal(10), Decimal(6)


def unsupported_figures(reply: str, quotes: Iterable[str], user_text: str = "") -> tuple[str, ...]:
    """Return the figures of a reply that stand in none of the quotes, in no arithmetic shown, and not in the person's words.

    Arithmetic is shown where a piece of the reply has an equals sign; what it starts from must itself be supported.
    """
    known = {value for text in (*quotes, user_text) for value in figures(text)}
    known |= _other_measures(known)
    text = _folded(reply)
    for shown in _EQUALS.findall(text):
        known |= set(_results(shown, known))
    return tuple(dict.fromkeys(hit[0] for hit in _FIGURE.finditer(text) if _value(hit[0]) not in known))


def figures(text: str) -> tuple[Decimal, ...]:
    """Return every number a text gives, in digits or in words, in yuan rather than 万元."""
    return tuple(value for hit in _NUMBER.finditer(_folded(text)) if (value := _value(hit[0])) is not None)


def _results(shown: str, known: set[Decimal]) -> list[Decimal]:
    """Return what follows the equals signs of a piece, if everything before the first one is supported."""
    left, *rights = re.split(r"[=＝]", shown)
    terms = [_value(hit[0]) for hit in _FIGURE.finditer(left)]
    if not terms or any(term not in known for term in terms):
        return []
    return [value for right in rights for hit in _FIGURE.finditer(right) if (value := _value(hit[0])) is not None]


def _other_measures(known: set[Decimal]) -> set[Decimal]:
    """八成 is 80 %, half a year 6 months, 亩半 a half more."""
    tenths = {value * _PERCENT_OF_ONE_TENTH for value in known if value <= _PERCENT_OF_ONE_TENTH}
    return tenths | {value + _HALF for value in known} | {_HALF, _MONTHS_OF_HALF_A_YEAR}


def _folded(text: str) -> str:
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)


def _value(written: str) -> Decimal | None:
    scale = _SCALES.get(written[-1], Decimal(1)) if written[0].isdigit() or written[-1] in "万亿" else Decimal(1)
    body = written[:-1] if scale != 1 else written
    if not body:
        return None
    if body[0].isdigit():
        return (Decimal(body) * scale).normalize()
    whole, _, part = body.partition("点")
    value = _han(whole) + sum((Decimal(_HAN_DIGITS[d]).scaleb(-n) for n, d in enumerate(part, 1)), Decimal(0))
    return (value * scale).normalize()


def _han(digits: str) -> Decimal:
    total, digit = 0, 0
    for sign in digits:
        if sign in _HAN_UNITS:
            total += (digit or 1) * _HAN_UNITS[sign]
            digit = 0
        else:
            digit = _HAN_DIGITS[sign]
    return Decimal(total + digit)
