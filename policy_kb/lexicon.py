"""The words people use: facts, units, applicants and synonyms, read from lexicon.yml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from policy_kb.errors import DataFileError, UnknownFact

NEW = "new_"  # begins the id of a fact that a document's rule brought along
FACT_TYPES = frozenset({"count", "area", "money", "months", "year", "ratio", "yes_no", "choice"})


@dataclass(frozen=True)
class Unit:
    """A canonical unit and how people spell it; each spelling is worth so many canonical units."""

    name: str
    dimension: str
    spellings: Mapping[str, Decimal]


@dataclass(frozen=True)
class Fact:
    """Something one has or is: what people call it, how it is measured, how we ask for it."""

    id: str
    label: str
    type: str
    unit: str
    question: str
    names: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Every fact, unit, applicant and synonym the assistant knows."""

    facts: Mapping[str, Fact]
    units: Mapping[str, Unit]
    applicants: Mapping[str, tuple[str, tuple[str, ...]]]  # id: (label, names)
    synonyms: tuple[tuple[str, ...], ...] = ()
    elsewhere: frozenset[str] = field(default_factory=frozenset)
    measured: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # how people say units that only new things have
    slips: Mapping[str, str] = field(default_factory=dict)  # wrong: right, of the same length

    def fact(self, fact_id: str) -> Fact:
        """Return a fact by its id; raises UnknownFact."""
        try:
            return self.facts[fact_id]
        except KeyError:
            raise UnknownFact(fact_id) from None

    def mended(self, text: str) -> str:
        """Return a text with its common slips mended; no letter moves."""
        for wrong, right in self.slips.items():
            text = text.replace(wrong, right)
        return text

    @cached_property
    def new_facts(self) -> tuple[Fact, ...]:
        """Return the facts that rules brought along; the one who reads a question does not know their names."""
        return tuple(fact for fact in self.facts.values() if fact.id.startswith(NEW))

    def with_facts(self, facts: Iterable[Fact]) -> Lexicon:
        """Return a lexicon that also knows these facts; its own are never replaced."""
        new = {fact.id: fact for fact in facts if fact.id not in self.facts}
        return replace(self, facts={**self.facts, **new}) if new else self

    def without_facts(self, facts: Iterable[str]) -> Lexicon:
        """Return a lexicon that does not know these facts."""
        gone = frozenset(facts)
        return replace(self, facts={name: fact for name, fact in self.facts.items() if name not in gone}) if gone else self

    def applicant_label(self, applicant: str) -> str:
        """Return what an applicant is called in Chinese."""
        return self.applicants[applicant][0] if applicant in self.applicants else applicant

    @cached_property
    def fact_by_name(self) -> Mapping[str, str]:
        """Return which fact each name means; the first fact that claims a name keeps it."""
        names: dict[str, str] = {}
        for fact in self.facts.values():
            for name in fact.names:
                names.setdefault(name, fact.id)
        return names

    @cached_property
    def standard_word(self) -> Mapping[str, str]:
        """Return for each synonym the word the documents use."""
        return {word: group[0] for group in self.synonyms for word in group}


def load_lexicon(path: Path) -> Lexicon:
    """Read lexicon.yml; raises DataFileError naming the entry that is wrong."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    units = {name: _unit(name, entry) for name, entry in data["units"].items()}
    facts = {fact_id: _fact(path, fact_id, entry, units) for fact_id, entry in data["facts"].items()}
    applicants = {key: (entry["label"], tuple(entry["names"])) for key, entry in data["applicants"].items()}
    synonyms = tuple(tuple(group) for group in data.get("synonyms", ()))
    measured = {unit: tuple(said) for unit, said in data.get("measured", {}).items()}
    return Lexicon(facts, units, applicants, synonyms, frozenset(data.get("elsewhere", ())), measured, data.get("slips", {}))


def _unit(name: str, entry: dict[str, Any]) -> Unit:
    return Unit(name, entry["dimension"], {spelling: Decimal(factor) for spelling, factor in entry["spellings"].items()})


def _fact(path: Path, fact_id: str, entry: dict[str, Any], units: Mapping[str, Unit]) -> Fact:
    if entry.get("type") not in FACT_TYPES:
        raise DataFileError(path, f"fact {fact_id} has type {entry.get('type')!r}", f"Write one of {', '.join(sorted(FACT_TYPES))}.")
    unit = entry.get("unit", "")
    if unit and unit not in units:
        raise DataFileError(path, f"fact {fact_id} has the unknown unit {unit}", f"Write one of {', '.join(units)}.")
    return fact_of(fact_id, entry)


def fact_of(fact_id: str, entry: Mapping[str, Any]) -> Fact:
    """Make a fact of its entry in lexicon.yml, or of one that a rule brings along for a thing the lexicon lacks."""
    names, measures = tuple(entry.get("names", ())), tuple(entry.get("measures", ()))
    return Fact(fact_id, entry["label"], entry["type"], entry.get("unit", ""), entry.get("question", ""), names, measures)
