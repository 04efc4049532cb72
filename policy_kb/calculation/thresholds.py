"""Formulas that pay nothing by themselves: recognition levels, entitlements counted in days, stated figures, delegation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from policy_kb.calculation.formulas import HUNDRED, number
from policy_kb.calculation.model import Amount, Bound, Computed, Facts, Quantity, Step, Tier, Verdict

_YEAR = "年"


@dataclass(frozen=True)
class Levels:
    """Levels reached by a number (10户, 20户, 30户); the highest one reached counts."""

    of: str
    tiers: tuple[Tier, ...]  # rising

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return (self.of,)

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""
        return tuple(tier.at_least for tier in self.tiers)

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Find the highest level reached and the distance to the next."""
        value = number(facts, self.of)
        if value is None:
            return Computed(Verdict.MUST_ASK, missing=(self.of,))
        reached = [tier for tier in self.tiers if value >= tier.at_least]
        ahead = [tier for tier in self.tiers if value < tier.at_least]
        next_tier = ahead[0] if ahead else None
        distance = next_tier.at_least - value if next_tier else None
        verdict = Verdict.RECOGNISED if reached else Verdict.NOT_YET
        return Computed(verdict, reached=reached[-1] if reached else None, next_tier=next_tier, distance=distance)


@dataclass(frozen=True)
class CountOrShare:
    """Recognised when a number is reached, or when it is a large enough share of another number."""

    of: str
    unit: str
    at_least: Decimal
    out_of: str
    percent: Decimal
    level: str

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return (self.of, self.out_of)

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""
        return (self.at_least, self.percent)

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Try the number first, then the share; either suffices."""
        count, whole = number(facts, self.of), number(facts, self.out_of)
        by_count, by_share = Tier(self.at_least, self.unit, self.level), Tier(self.percent, "%", self.level)
        if count is None:
            return Computed(Verdict.MUST_ASK, missing=(self.of,))
        steps: tuple[Step, ...] = ()
        if whole:
            share = (count * HUNDRED / whole).quantize(Decimal("0.01"))
            steps = (Step("÷", (Quantity(count, self.unit), Quantity(whole, self.unit)), Quantity(share, "%")),)
            if share >= self.percent:
                return Computed(Verdict.RECOGNISED, steps=steps, reached=by_share)
        if count >= self.at_least:
            return Computed(Verdict.RECOGNISED, steps=steps, reached=by_count)
        if whole is None:
            return Computed(Verdict.MUST_ASK, missing=(self.out_of,), next_tier=by_count, distance=self.at_least - count)
        return Computed(Verdict.NOT_YET, steps=steps, next_tier=by_count, distance=self.at_least - count)


@dataclass(frozen=True)
class AllThresholds:
    """Recognised only when every one of several numbers is reached (three ratios, or years and area)."""

    parts: tuple[tuple[str, Tier], ...]  # fact, threshold

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return tuple(fact for fact, _ in self.parts)

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""
        return tuple(tier.at_least for _, tier in self.parts)

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Find the first threshold missed; ask for what is not known when none is missed."""
        values = [(number(facts, fact), tier) for fact, tier in self.parts]
        for value, tier in values:
            if value is not None and value < tier.at_least:
                return Computed(Verdict.NOT_YET, next_tier=tier, distance=tier.at_least - value)
        missing = tuple(fact for fact, _ in self.parts if facts.get(fact) is None)
        if missing:
            return Computed(Verdict.MUST_ASK, missing=missing)
        return Computed(Verdict.RECOGNISED, reached=self.parts[0][1])


@dataclass(frozen=True)
class Entitlement:
    """Something due that is not money: so many times, so long each, for so many years, or for fewer of them where `years` is told."""

    factors: tuple[Quantity, ...]
    unit: str
    years: str | None = None

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return (self.years,) if self.years else ()

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""
        return tuple(factor.value for factor in self.factors)

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Multiply the factors."""
        told = number(facts, self.years) if self.years else None
        factors = tuple(Quantity(told, f.unit) if told and f.unit == _YEAR and told <= f.value else f for f in self.factors)
        product = Decimal(1)
        for factor in factors:
            product *= factor.value
        step = Step("×", factors, Quantity(product, self.unit))
        return Computed(Verdict.FLOOR, Amount(product, product, self.unit, Bound.AT_LEAST), (step,))


@dataclass(frozen=True)
class OwnPart:
    """What is left to pay oneself: a share of so much for each unit of a fact (每亩保费40元，农户自缴20%)."""

    of: str
    unit: str
    rate: Decimal
    percent: Decimal

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return (self.of,)

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote; the share may stand in the clause above."""
        return (self.rate,)

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Multiply the premium by the quantity and take the share of it."""
        quantity = number(facts, self.of)
        if quantity is None:
            return Computed(Verdict.MUST_ASK, missing=(self.of,))
        whole = quantity * self.rate
        own = whole * self.percent / HUNDRED
        steps = (
            Step("×", (Quantity(quantity, self.unit), Quantity(self.rate, "元")), Quantity(whole, "元")),
            Step("×", (Quantity(whole, "元"), Quantity(self.percent, "%")), Quantity(own, "元")),
        )
        return Computed(Verdict.PAYS, Amount(own, own, "元"), steps)


@dataclass(frozen=True)
class Stated:
    """A figure or term the document states; the quote is the answer."""

    value: tuple[Decimal, ...] = ()

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return ()

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""
        return self.value

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Return the verdict alone."""
        return Computed(Verdict.STATED)


@dataclass(frozen=True)
class CountyDecides:
    """The document leaves the sum to the county; the quote says so."""

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return ()

    def figures(self) -> tuple[Decimal, ...]:
        """List no figure: there is none."""
        return ()

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Return the verdict alone."""
        return Computed(Verdict.COUNTY_DECIDES)
