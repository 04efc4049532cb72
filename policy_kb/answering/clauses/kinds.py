"""What a question asks for: who, when, how much, may we, how to apply, a list; and what shows that a sentence answers it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

import yaml

from policy_kb.search.words import normalise

KINDS_FILE = Path(__file__).with_name("kinds.yml")
QUANTITY_WORTH, QUANTITY_MISSING, MISSING, OUTRIGHT = 0.15, 0.1, 0.2, 0.2
COUNTS_IT = 0.2  # 42个特色旅游扶贫村, where 多少个扶贫村 is asked
_COUNTED = re.compile("(?:多少|几)(?:个|家|名|户|座|项|门|村|头|只)(?P<thing>[\u4e00-\u9fff]{2,4})")
_SHORTEST_THING = 2
EVIDENT = frozenset({"who", "who_pays", "phone", "both", "when", "how_often"})  # no sentence answers these without showing it


@dataclass(frozen=True)
class Kind:
    """A kind of question: how it is asked, what a sentence that answers it shows, and what showing it is worth."""

    name: str
    asks: re.Pattern[str]
    shows: re.Pattern[str]
    worth: float
    outright: re.Pattern[str] | None = None  # what shows it outright
    outright_asks: re.Pattern[str] | None = None


@dataclass(frozen=True, eq=False)
class Kinds:
    """Everything kinds.yml says."""

    kinds: Mapping[str, Kind]
    quantities: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    delegates: re.Pattern[str]
    sets_asked: re.Pattern[str]
    sums: re.Pattern[str]
    steps_asked: re.Pattern[str]
    procedures: re.Pattern[str]
    steps: re.Pattern[str]
    no_steps: re.Pattern[str]
    aspects: re.Pattern[str]

    def names_a_sum(self, text: str) -> bool:
        """Say whether a normalised text names a sum of money or a share."""
        return bool(self.sums.search(text))

    def asked(self, text: str) -> Asked:
        """Read what a piece of a question asks for."""
        return _asked(self, normalise(text))


@dataclass(frozen=True)
class Asked:
    """What a piece of a question asks for."""

    said: str
    kinds: tuple[Kind, ...]
    quantities: tuple[re.Pattern[str], ...]

    def __contains__(self, name: str) -> bool:
        return name in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(kind.name for kind in self.kinds)

    def shown_by(self, sentence: str) -> float:
        """Return what a sentence's showing of the asked-for things adds to its score."""
        worth = max((kind.worth for kind in self.kinds if kind.shows.search(sentence)), default=0.0)
        worth -= MISSING * (worth == 0 and not self._names.isdisjoint(EVIDENT))
        worth += OUTRIGHT * self.is_shown_outright(sentence)
        if self.quantities:
            worth += QUANTITY_WORTH if all(shows.search(sentence) for shows in self.quantities) else -QUANTITY_MISSING
        return worth + COUNTS_IT * bool(self._counts and self._counts.search(sentence))

    @cached_property
    def _counts(self) -> re.Pattern[str] | None:
        """Make a pattern of a number of the very thing asked for, if one is named right behind 多少个."""
        asked = _COUNTED.search(self.said)
        if asked is None:
            return None
        names = "|".join(asked["thing"][:length] for length in range(len(asked["thing"]), _SHORTEST_THING - 1, -1))
        return re.compile(rf"\d[\d.]*[万亿]?(?:个|家|名|户|座|项|门|头|只)(?:以上)?[^,。;、\d]{{0,8}}?(?:{names})")

    def is_shown_outright(self, sentence: str) -> bool:
        """Say whether a sentence has the very form of an answer (责任单位：)."""
        return any(shows.search(sentence) for shows in self._outright)

    @cached_property
    def _outright(self) -> tuple[re.Pattern[str], ...]:
        pairs = ((kind.outright, kind.outright_asks) for kind in self.kinds)
        return tuple(shows for shows, asks in pairs if shows and asks and asks.search(self.said))

    def is_shown_by(self, sentence: str) -> bool:
        """Say whether a sentence shows everything asked for."""
        return all(kind.shows.search(sentence) for kind in self.kinds) and all(q.search(sentence) for q in self.quantities)


@lru_cache(maxsize=16)  # while one question is answered its pieces are read several times
def _asked(kinds: Kinds, said: str) -> Asked:
    asked = tuple(kind for kind in kinds.kinds.values() if kind.asks.search(said))
    quantities = tuple(shows for asks, shows in kinds.quantities if asks.search(said))
    return Asked(said, asked, quantities)


@cache
def shipped_kinds() -> Kinds:
    """Return the kinds of kinds.yml."""
    data = yaml.safe_load(KINDS_FILE.read_text(encoding="utf-8"))
    kinds = {name: _kind(name, entry) for name, entry in data["kinds"].items()}
    quantities = tuple((_pattern(q["asks"]), _pattern(q["shows"])) for q in data["quantities"])
    patterns = (
        _pattern(data[name]) for name in ("delegates", "sets_asked", "sums", "steps_asked", "procedures", "steps", "no_steps", "aspects")
    )
    return Kinds(kinds, quantities, *patterns)


def _kind(name: str, entry: Mapping[str, str]) -> Kind:
    outright = [_pattern(entry[key]) if key in entry else None for key in ("outright", "outright_asks")]
    return Kind(name, _pattern(entry["asks"]), _pattern(entry["shows"]), float(entry["worth"]), *outright)


def _pattern(source: str) -> re.Pattern[str]:
    # The text compared has its width folded, so a class that excludes ， must exclude the narrow comma too.
    return re.compile(source.replace("，", "，,").replace("；", "；;").replace("（", "（(").replace("）", "）)"))
