"""Reading the number a clause starts with: 第X章, 第X条, 一、, （一）, 1., （1）, ①."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = "〇零一二三四五六七八九十百两"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
# A reference such as （一）项 or 第三条规定的 opens many sentences; it is no heading.
_NO_REFERENCE = (
    r"(?!项(?!目)|款(?!项)|条(?![件例])|目(?![标的录前])|至|和(?!谐)|或|及(?!时)|的|中(?![国央小药共介心长])|所(?![有得])"
    r"|规定(?!程)|之[一二三]|第[一二三四五六七八九十\d]|、[（(第]|[，。；）)])"
)
CHAPTER, SECTION, ARTICLE, FIRST, SECOND, THIRD, FOURTH, FIFTH = range(1, 9)
_PATTERNS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (CHAPTER, re.compile(rf"第\s*([{_HAN}\d]+)\s*[章编篇部]{_NO_REFERENCE}\s*")),
    (SECTION, re.compile(rf"第\s*([{_HAN}\d]+)\s*节{_NO_REFERENCE}\s*")),
    (ARTICLE, re.compile(rf"第\s*([{_HAN}\d]+)\s*条{_NO_REFERENCE}\s*")),
    (FIRST, re.compile(rf"([{_HAN}]+)\s*[、．](?![{_HAN}]+[、是])\s*")),
    (SECOND, re.compile(rf"[（(]\s*([{_HAN}]+)\s*[）)]{_NO_REFERENCE}[、.．]?\s*")),
    (THIRD, re.compile(r"(\d{1,2})\s*(?:[.．](?!\d)|、(?!\d))\s*")),
    (FOURTH, re.compile(rf"[（(]\s*(\d{{1,2}})\s*[）)]{_NO_REFERENCE}[、.．]?\s*")),
    (FOURTH, re.compile(r"(\d{1,2})[）)]\s*")),
    (FIFTH, re.compile(r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])\s*")),
)
_ENUMERATION = re.compile(rf"(?:^|(?<=[。；：，、！\s]))([{_HAN}]{{1,2}})(?:是|要)(?!否|不是)")
DASHES = ("——", "—", "--", "－－", "●", "•", "■", "◆", "※")


@dataclass(frozen=True)
class Marker:
    """A clause number: its rank (smaller is higher), value, normalised label and the length of text it takes."""

    rank: int
    number: int
    label: str
    length: int


def read_number(text: str) -> int:
    """Read a small number written in digits, Chinese numerals or a circled digit."""
    if text.isdecimal():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.partition("十")
    total = 100 * _DIGITS.get(hundreds, 1 if "百" in text else 0)
    if ten:
        return total + 10 * (_DIGITS.get(tens.lstrip("零〇"), 1) if tens else 1) + _DIGITS.get(ones, 0)
    return total + _DIGITS.get(rest.lstrip("零〇") or "零", 0)


def read_marker(text: str) -> Marker | None:
    """Read the clause number a line starts with, if it starts with one."""
    for rank, pattern in _PATTERNS:
        found = pattern.match(text)
        if found and (number := read_number(found[1])) > 0:
            return Marker(rank, number, _label(rank, found[1], found[0]), found.end())
    return None


def _label(rank: int, number: str, matched: str) -> str:
    """Write a marker as it is cited: brackets full width, 一 and 1 without their stop."""
    if rank in (CHAPTER, SECTION, ARTICLE):
        return re.sub(r"\s", "", matched)
    if rank in (SECOND, FOURTH):
        return f"（{number}）"
    return number


def dash_length(text: str) -> int:
    """Return the length of the dash or bullet a line starts with, 0 when there is none."""
    return next((len(dash) for dash in DASHES if text.startswith(dash)), 0)


def enumeration_starts(text: str) -> list[tuple[int, str]]:
    """Find where 一是, 二是, 三是 (or 一要, 二要) begin in a text, in unbroken sequence from one on."""
    starts: list[tuple[int, str]] = []
    for found in _ENUMERATION.finditer(text):
        if read_number(found[1]) == len(starts) + 1:
            starts.append((found.start(), found.group()))
    return starts if len(starts) > 1 else []


def leading_enumeration(text: str) -> tuple[int, str] | None:
    """Read the 二是 a paragraph starts with: its number and its words."""
    found = _ENUMERATION.match(text)
    return (read_number(found[1]), found.group()) if found else None
