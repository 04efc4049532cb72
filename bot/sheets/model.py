"""What a sheet says, as plain values that can be kept as JSON and drawn again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One item: what it is for, what it comes to, and how that is worked out."""

    label: str
    amount: str
    working: str


@dataclass(frozen=True)
class Clause:
    """A clause and its words."""

    clause: str
    quote: str


@dataclass(frozen=True)
class Basis:
    """A document the sums stand on: its title, its issuer, number and date, what it is worth today, and the clauses."""

    title: str
    details: str
    standing: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Sheet:
    """A whole sheet; empty texts and lists are left out when it is drawn."""

    made_on: str
    place: str
    headline: str  # above the sum
    total: str  # big; a sum, or the answer in words where there is none
    is_sum: bool
    about: tuple[tuple[str, str], ...]  # who asks and what they told: (heading, text)
    entries: tuple[Entry, ...]
    limits: tuple[str, ...]
    notes: tuple[str, ...]
    bases: tuple[Basis, ...]
    applying: tuple[str, ...]
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Write the sheet as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Sheet:
        """Read what `to_json` wrote."""
        lists = {
            "about": tuple((heading, text) for heading, text in data["about"]),
            "entries": tuple(Entry(**entry) for entry in data["entries"]),
            "bases": tuple(Basis(**{**basis, "clauses": _clauses(basis["clauses"])}) for basis in data["bases"]),
            **{name: tuple(data[name]) for name in ("limits", "notes", "applying", "warnings")},
        }
        return cls(**{**data, **lists})

    def words(self) -> Iterator[str]:
        """Yield every text of the sheet."""
        yield from words_in(asdict(self))


def _clauses(data: Any) -> tuple[Clause, ...]:
    return tuple(Clause(**clause) for clause in data)


def words_in(value: Any) -> Iterator[str]:
    """Yield every text in nested lists and mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from words_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from words_in(part)
