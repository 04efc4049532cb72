"""How a yes/no question is put: may one, must one, does it count; what it denies, and the figures it claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from policy_kb.answering.figures import figures
from policy_kb.answering.verdicts.data import forms, pattern, unit_of

_HALF = Decimal(50)
_TENTH = Decimal(10)


class Form(StrEnum):
    """What a yes/no question wants to know."""

    MAY = "may"  # 能不能
    NEED = "need"  # 要不要
    GIVE = "give"  # 给不给
    IS = "is"  # 算不算
    BREACH = "breach"  # 违不违规
    NONE = ""


@dataclass(frozen=True)
class Figure:
    """A figure someone claims: 40 %, 超过100万元; `side` is 1 for more than it, -1 for less, 0 for just it."""

    value: Decimal
    unit: str
    side: int
    said: str


@dataclass(frozen=True)
class Claim:
    """A yes/no question: its form, the words it denies (不公示: 公示), whether it narrows by 只, its figures."""

    said: str
    form: Form
    denied: tuple[str, ...]
    is_narrowed: bool
    figures: tuple[Figure, ...]

    @property
    def asks_exemption(self) -> bool:
        """Whether it asks if something may be spared (免担保, 不用抵押)."""
        return bool(pattern("exempt_said").search(_bare(self.said)))


@lru_cache(maxsize=16)  # while one question is answered it is asked for beside every sentence
def form_of(said: str) -> Form:
    """Return the form of a question, whose white space is dropped; NONE when it is no yes/no question."""
    return next((Form(name) for name, words in forms().items() if words.search(said)), Form.NONE)


def read_claim(said: str) -> Claim:
    """Read what a yes/no question claims."""
    plain = _bare(said)
    denied = tuple(_cut(hit["what"]) for hit in pattern("denial").finditer(plain))
    narrowed = bool(pattern("only").search(plain)) or bool(pattern("asks_double").search(plain))
    return Claim(said, form_of(said), tuple(d for d in denied if d), narrowed, tuple(_figures(said)))


def _bare(said: str) -> str:
    """Drop the stretches that only put the question."""
    return pattern("framing").sub("", said)


def _cut(denied: str) -> str:
    """Keep of a denied stretch what is denied: 进项目库 of 进项目库的项目能给钱."""
    return pattern("denied_until").split(denied)[0].strip("“”")


def _figures(said: str) -> Iterator[Figure]:
    taken: list[tuple[int, int]] = []
    for name in ("percent", "mixed", "amount", "age", "bare"):
        for hit in pattern(f"measures.{name}").finditer(said):
            if any(start < hit.end() and hit.start() < end for start, end in taken):
                continue
            taken.append(hit.span())
            value, unit = _value(name, hit.groupdict())
            if unit == "个" and pattern("measures.people").match(said, hit.end() - 1):
                unit = "人"
            yield Figure(value, unit, _side(said, *hit.span()), hit[0])


def _value(name: str, groups: dict[str, str | None]) -> tuple[Decimal, str]:
    if groups.get("half"):
        return _HALF, "%"
    number = (figures(groups["n"] or "") or (Decimal(1),))[0]
    if name == "percent":
        return number, "%"
    if name == "age":
        return number, "岁"
    if name == "mixed":
        return number * 10_000 + figures(groups["rest"] or "")[0] * 1000, "元"
    scaled = number * {"万": 10_000, "千": 1000, "百": 100, "亿": 100_000_000}.get(groups.get("scale") or "", 1)
    unit = unit_of(groups.get("unit") or "元")
    return (scaled * _TENTH, "%") if unit == "成" else (scaled, unit)


def _side(said: str, start: int, end: int) -> int:
    before, after = said[max(0, start - 4) : start], said[end : end + 2]
    if pattern("measures.less").search(before) or pattern("measures.less").search(after):
        return -1
    return 1 if pattern("measures.more").search(before) or pattern("measures.more").search(after) else 0
