"""The shapes of a rule and of what it comes to: subsidies, versions, items, amounts, assessments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from policy_kb.lexicon import Fact
from policy_kb.model import FactValue

Facts = Mapping[str, FactValue]


class Verdict(StrEnum):
    """What a rule comes to for someone; none of these is a zero."""

    PAYS = "pays"
    RANGE = "range"
    CEILING = "ceiling"  # 最高: never shown as an entitlement
    FLOOR = "floor"  # 不低于
    STATED = "stated"  # the document states a figure or a term; there is nothing to multiply
    RECOGNISED = "recognised"
    NOT_YET = "not_yet"  # a threshold not reached
    NOT_ELIGIBLE = "not_eligible"
    NOT_IN_FORCE = "not_in_force"
    MUST_ASK = "must_ask"
    COUNTY_DECIDES = "county_decides"


class Bound(StrEnum):
    """How a figure binds: exactly, at most (最高), at least (不低于), or anywhere between two ends."""

    EXACT = "exact"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    RANGE = "range"


@dataclass(frozen=True)
class Source:
    """Where a figure stands: the clause and the words, verbatim."""

    clause: str
    quote: str
    short: str = ""  # the same in fewer words, for a reply


@dataclass(frozen=True)
class Quantity:
    """A number with its unit."""

    value: Decimal
    unit: str


@dataclass(frozen=True)
class Amount:
    """What comes out: `low` and `high` are equal unless the rule gives a range."""

    low: Decimal
    high: Decimal
    unit: str
    bound: Bound = Bound.EXACT


@dataclass(frozen=True)
class Step:
    """One line of arithmetic: operands, what is done with them (× + − min), what comes out."""

    operator: str
    operands: tuple[Quantity, ...]
    result: Quantity


@dataclass(frozen=True)
class Tier:
    """A level reached from a number on."""

    at_least: Decimal
    unit: str
    level: str


@dataclass(frozen=True)
class Computed:
    """What a formula found: a verdict, perhaps an amount, the arithmetic, and the facts it would still need."""

    verdict: Verdict
    amount: Amount | None = None
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    reached: Tier | None = None
    next_tier: Tier | None = None
    distance: Decimal | None = None
    share: Amount | None = None  # what is left to pay oneself, where a rule carries only a part


class Formula(Protocol):
    """A way to work out one item of a rule."""

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on, the leading one first."""

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Work the item out; `others` are the items computed before it."""

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""


@dataclass(frozen=True)
class Condition:
    """Something that must hold of a fact; exactly one of `equals`, `at_least`, `one_of` is set."""

    fact: str
    source: Source
    equals: FactValue | None = None
    at_least: Decimal | None = None
    one_of: tuple[Decimal, ...] = ()
    asked: bool = True  # False: checked when known, never asked for


@dataclass(frozen=True)
class Cap:
    """A limit on the sum of several items; `already` names the fact of what was received before."""

    yuan: Decimal
    items: tuple[str, ...]
    source: Source
    already: str | None = None
    holder: str = ""  # whose limit it is, where it is not a household's: 单个主体
    is_lowest: bool = False  # the lowest of several limits, and which one holds depends on who asks: above it no sum is sure


@dataclass(frozen=True)
class Item:
    """One figure of a rule: whom it pays, how it is worked out, where it stands, which words ask for it."""

    id: str
    label: str
    formula: Formula
    source: Source
    applicants: tuple[str, ...]
    conditions: tuple[Condition, ...]
    asks_about: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    only_said: tuple[str, ...] = ()  # without one of these words a question is never about it (保险: what a cow costs to insure)
    not_about: tuple[str, ...] = ()  # words by which another sum of the document is asked for, though the thing is named alike
    note: str = ""
    in_total: bool = True
    per_year: bool = False
    covers: tuple[str, ...] = ()  # facts that bring a question here although nothing is worked out from them
    is_fallback: bool = False  # speaks for whatever is grown or raised and has no rule of its own


@dataclass(frozen=True)
class Version:
    """A rule as it stands from a day on; a version without items is a withdrawal."""

    since: date
    items: tuple[Item, ...]
    caps: tuple[Cap, ...] = ()
    reading: str = ""
    how_to_apply: Source | None = None


@dataclass(frozen=True)
class Example:
    """A worked example of a rule, run as a test."""

    name: str
    as_of: date
    facts: Facts
    expect: Mapping[str, str]
    applicant: str | None = None


@dataclass(frozen=True)
class Subsidy:
    """A rule with its dated versions."""

    id: str
    title: str
    document: str
    versions: tuple[Version, ...]
    examples: tuple[Example, ...] = ()
    facts: tuple[Fact, ...] = ()  # things the rule counts that the lexicon does not know
    data: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)  # what the rule was made of

    def version_on(self, day: date) -> Version | None:
        """Return the version in force on a day, or None before the first."""
        begun = [version for version in self.versions if version.since <= day]
        return max(begun, key=lambda version: version.since) if begun else None


@dataclass(frozen=True)
class ItemResult:
    """What one item comes to; `open_conditions` are not known yet and are taken to hold, `failed` does not hold."""

    item: Item
    computed: Computed
    open_conditions: tuple[Condition, ...] = ()
    failed: Condition | None = None
    wrong_applicant: bool = False

    @property
    def verdict(self) -> Verdict:
        """The item's verdict."""
        return self.computed.verdict


@dataclass(frozen=True)
class CapResult:
    """What a cap made of the sum below it."""

    cap: Cap
    before: Decimal
    after: Decimal
    already: Decimal = Decimal(0)

    @property
    def bites(self) -> bool:
        """Say whether the cap cut the sum."""
        return self.after < self.before

    @property
    def is_reached(self) -> bool:
        """Say whether more of the same would pay nothing more."""
        return self.before + self.already >= self.cap.yuan

    @property
    def leaves_open(self) -> bool:
        """Say whether the sum is above the lowest of several limits, so that it depends on who asks."""
        return self.cap.is_lowest and self.before + self.already > self.cap.yuan


@dataclass(frozen=True)
class Assessment:
    """What a subsidy comes to for someone on a day, and why."""

    subsidy: Subsidy
    as_of: date
    verdict: Verdict
    items: tuple[ItemResult, ...] = ()
    caps: tuple[CapResult, ...] = ()
    total: Decimal | None = None  # yuan of the items that pay an exact sum, after caps
    missing: tuple[str, ...] = ()  # most telling first
    version: Version | None = None


@dataclass(frozen=True)
class Overview:
    """All the subsidies of a place for one set of facts: `total` adds only exact sums."""

    assessments: tuple[Assessment, ...]
    total: Decimal | None
    missing: tuple[str, ...]
