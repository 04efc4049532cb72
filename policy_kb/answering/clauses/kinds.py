"""What a question asks for: who, when, how much, may we, how to apply, a list; and what shows that a sentence answers it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from policy_kb.search.words import normalise

KINDS_FILE = Path(__file__).with_name("kinds.yml")
QUANTITY_WORTH, QUANTITY_MISSING = 0.15, 0.1


@dataclass(frozen=True)
class Kind:
    """A kind of question: how it is asked, what a sentence that answers it shows, and what showing it is worth."""

    name: str
    asks: re.Pattern[str]
    shows: re.Pattern[str]
    worth: float


@dataclass(frozen=True)
class Modal:
    """Words that allow or forbid, and how an answer that stands on them begins."""

    words: re.Pattern[str]
    key: str
    asks: re.Pattern[str]


@dataclass(frozen=True)
class Kinds:
    """Everything kinds.yml says."""

    kinds: Mapping[str, Kind]
    quantities: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    modals: tuple[Modal, ...]
    delegates: re.Pattern[str]

    def asked(self, text: str) -> Asked:
        """Read what a piece of a question asks for."""
        said = normalise(text)
        kinds = tuple(kind for kind in self.kinds.values() if kind.asks.search(said))
        quantities = tuple(shows for asks, shows in self.quantities if asks.search(said))
        return Asked(said, kinds, quantities)


@dataclass(frozen=True)
class Asked:
    """What a piece of a question asks for."""

    said: str
    kinds: tuple[Kind, ...]
    quantities: tuple[re.Pattern[str], ...]

    def __contains__(self, name: str) -> bool:
        return any(kind.name == name for kind in self.kinds)

    def shown_by(self, sentence: str) -> float:
        """Return what a sentence's showing of the asked-for things adds to its score."""
        worth = max((kind.worth for kind in self.kinds if kind.shows.search(sentence)), default=0.0)
        if self.quantities:
            worth += QUANTITY_WORTH if all(shows.search(sentence) for shows in self.quantities) else -QUANTITY_MISSING
        return worth

    def is_shown_by(self, sentence: str) -> bool:
        """Say whether a sentence shows everything asked for."""
        return all(kind.shows.search(sentence) for kind in self.kinds) and all(q.search(sentence) for q in self.quantities)


@cache
def shipped_kinds() -> Kinds:
    """Return the kinds of kinds.yml."""
    data = yaml.safe_load(KINDS_FILE.read_text(encoding="utf-8"))
    kinds = {
        name: Kind(name, re.compile(entry["asks"]), re.compile(entry["shows"]), float(entry["worth"]))
        for name, entry in data["kinds"].items()
    }
    quantities = tuple((re.compile(q["asks"]), re.compile(q["shows"])) for q in data["quantities"])
    modals = tuple(Modal(re.compile(m["words"]), m["is"], re.compile(m.get("asks", ""))) for m in data["modals"])
    return Kinds(kinds, quantities, modals, re.compile(data["delegates"]))
