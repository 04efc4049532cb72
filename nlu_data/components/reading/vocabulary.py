"""The words of the trade, read from the generated vocabulary files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Pattern, Tuple

from nlu_data.components.reading.normal_text import normalise

FOLDER = Path(__file__).parents[2] / "vocabulary"
HINTS = Path(__file__).with_name("hints.json")
PHRASES = Path(__file__).with_name("phrases.yml")


@dataclass(frozen=True)
class Unit:
    """One spelling of a unit: how many canonical units it is worth."""

    canonical: str
    dimension: str
    factor: str


@dataclass(frozen=True)
class Fact:
    """A thing one has or is, as the lexicon has it."""

    id: str
    type: str
    unit: str
    names: Tuple[str, ...]
    measures: Tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Everything the reader knows: facts, units, applicants, places, and hints for telling them apart."""

    facts: Dict[str, Fact]
    units: Dict[str, Tuple[Unit, ...]]
    applicants: Tuple[Tuple[str, str], ...]
    place_codes: Dict[str, Tuple[str, ...]]
    place_names: Dict[str, str]
    hints: Dict[str, List[str]]

    def unit(self, spelling: str, canonical: str) -> Unit | None:
        """Find what a spelling means when it measures in a given canonical unit."""
        return next((u for u in self.units[spelling] if u.canonical == canonical), None)

    @cached_property
    def place_lengths(self) -> Dict[str, Tuple[int, ...]]:
        """How long the names of places are that begin with a character, the longest first."""
        lengths: Dict[str, set[int]] = {}
        for name in self.place_codes:
            lengths.setdefault(name[0], set()).add(len(name))
        return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    @cached_property
    def names_by_first(self) -> Dict[str, List[Tuple[str, Fact]]]:
        """The names of things by their first character, in the lexicon's order."""
        names: Dict[str, List[Tuple[str, Fact]]] = {}
        for fact in self.facts.values():
            for name in fact.names:
                names.setdefault(name[0], []).append((name, fact))
        return names

    @cached_property
    def ordinary_names(self) -> FrozenSet[str]:
        """Names of places that are ordinary words too (朝阳)."""
        return frozenset(self.hints["ordinary_names"])

    @cached_property
    def also_counted(self) -> List[Tuple[Pattern[str], Fact]]:
        """Further ways to name a thing, as patterns."""
        return [(re.compile(name), self.facts[fact]) for name, _, fact in (line.rpartition("=") for line in self.hints["also_counted"])]

    @cached_property
    def names_with_numbers(self) -> List[Pattern[str]]:
        """Names that hold a number which counts nothing (一村一品), as patterns."""
        return [re.compile(name) for name in self.hints["names_with_numbers"]]


def _units(data: Dict[str, Any]) -> Dict[str, Tuple[Unit, ...]]:
    spelt: Dict[str, List[Unit]] = {}
    for canonical, unit in data.items():
        for spelling, factor in unit["spellings"].items():
            spelt.setdefault(spelling.replace("％", "%"), []).append(Unit(canonical, unit["dimension"], factor))
    return {spelling: tuple(readings) for spelling, readings in spelt.items()}


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """Read the generated vocabulary once."""
    lexicon = json.loads((FOLDER / "lexicon.json").read_text(encoding="utf-8"))
    places = json.loads((FOLDER / "places.json").read_text(encoding="utf-8"))
    hints = json.loads(HINTS.read_text(encoding="utf-8"))
    facts = {key: Fact(key, f["type"], f["unit"], tuple(f["names"]), tuple(f["measures"])) for key, f in lexicon["facts"].items()}
    applicants = [(name, kind) for kind, a in lexicon["applicants"].items() for name in a["names"]]
    return Vocabulary(
        facts=facts,
        units=_units(lexicon["units"]),
        applicants=tuple(sorted(applicants, key=lambda pair: -len(pair[0]))),
        # Folded as messages are: 乾安县 reaches us as 干安县.
        place_codes={normalise(name).text: tuple(codes) for name, codes in places["names"].items()},
        place_names={code: entry["name"] for code, entry in places["codes"].items()},
        hints=hints,
    )


@lru_cache(maxsize=1)
def _phrases() -> Dict[str, Pattern[str]]:
    from ruamel.yaml import YAML

    data = YAML(typ="safe").load(PHRASES.read_text(encoding="utf-8"))
    return {name: re.compile(expression, re.VERBOSE) for name, expression in data.items()}


def phrase(name: str) -> Pattern[str]:
    """Return one of the turns of phrase of phrases.yml, ready to match."""
    return _phrases()[name]
