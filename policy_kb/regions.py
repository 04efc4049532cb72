"""Administrative divisions: who lies in whom, and which place a name means."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

AUTONOMOUS = {"自治区": "", "自治州": "州", "自治县": "县", "自治旗": "旗"}
SUFFIXES = ("地区", "新区", "林区", "省", "市", "州", "盟", "县", "区", "旗")
_PEOPLES_TEXT = """
柯尔克孜 俄罗斯 哈萨克 维吾尔 塔吉克 乌孜别克 塔塔尔 鄂伦春 鄂温克 达斡尔 蒙古族 蒙古
哈尼族 傈僳族 拉祜族 布依族 土家族 朝鲜族 纳西族 景颇族 布朗族 仡佬族 仫佬族 毛南族
撒拉族 东乡族 裕固族 保安族 普米族 阿昌族 独龙族 各族 彝族 苗族 侗族 瑶族
壮族 回族 藏族 羌族 满族 白族 傣族 黎族 畲族 佤族 怒族 水族
土族
"""
PEOPLES = tuple(_PEOPLES_TEXT.split())
_SHORT_NAME_MIN = 2


@dataclass(frozen=True)
class Division:
    """A place: six-digit GB/T 2260 code, official name, code of the place it lies in."""

    code: str
    name: str
    parent: str | None


class Divisions:
    """All divisions of the country, by code and by name."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._by_code = {d.code: d for d in divisions}
        self._by_name: dict[str, list[Division]] = defaultdict(list)
        for division in self._by_code.values():
            for name in names_of(division.name):
                self._by_name[name].append(division)

    def __getitem__(self, code: str) -> Division:
        return self._by_code[pad(code)]

    def __contains__(self, code: str) -> bool:
        return pad(code) in self._by_code

    def __iter__(self) -> Iterator[Division]:
        return iter(self._by_code.values())

    def find(self, name: str) -> tuple[Division, ...]:
        """Return every place a name may mean, the wider ones first (红河州 before 红河县)."""
        return tuple(sorted(self._by_name.get(name.strip(), ()), key=lambda d: (_level(d.code), d.code)))

    def path(self, code: str) -> tuple[Division, ...]:
        """Return the division and everything it lies in, nearest first."""
        line = []
        current = self._by_code.get(pad(code))
        while current:
            line.append(current)
            current = self._by_code.get(current.parent) if current.parent else None
        return tuple(line)

    def lies_in(self, code: str, wider: str) -> bool:
        """Say whether a place is, or lies within, another."""
        return any(d.code == pad(wider) for d in self.path(code))


def _level(code: str) -> int:
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def pad(code: str) -> str:
    """Write a division code with six digits (`5325` → `532500`)."""
    return code.ljust(6, "0")


def names_of(name: str) -> tuple[str, ...]:
    """Return the official name and the short forms people use (红河哈尼族彝族自治州 → 红河州, 红河)."""
    names = [name]
    for ending, short in AUTONOMOUS.items():
        if name.endswith(ending):
            stem = _without_peoples(name.removesuffix(ending))
            names += [stem + short, stem, stem + ending]
            break
    else:
        for suffix in SUFFIXES:
            if name.endswith(suffix):
                names.append(name.removesuffix(suffix))
                break
    return tuple(dict.fromkeys(n for n in names if len(n) >= _SHORT_NAME_MIN))


def _without_peoples(stem: str) -> str:
    while people := next((p for p in PEOPLES if stem.endswith(p) and len(stem) > len(p) + 1), None):
        stem = stem.removesuffix(people)
    return stem


def load_divisions(path: Path) -> Divisions:
    """Read divisions from a CSV with the columns code, name, parent (codes of two, four or six digits)."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [(pad(r["code"]), r["name"], pad(r["parent"]) if r["parent"] else None) for r in csv.DictReader(lines)]
    # A city without counties (东莞) is listed twice, as a city and as the county below itself: once is enough.
    return Divisions(Division(code, name, parent) for code, name, parent in rows if code != parent)
