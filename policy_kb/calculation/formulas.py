"""The ways a rule may work out a sum: one small class each, named in FORMULAS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from policy_kb.calculation.model import Amount, Bound, Computed, Facts, Quantity, Step, Tier, Verdict
from policy_kb.errors import WrongFact
from policy_kb.lexicon import NEW

VERDICT_OF_BOUND = {
    Bound.EXACT: Verdict.PAYS,
    Bound.AT_MOST: Verdict.CEILING,
    Bound.AT_LEAST: Verdict.FLOOR,
    Bound.RANGE: Verdict.RANGE,
}
HUNDRED = Decimal(100)


def number(facts: Facts, fact: str) -> Decimal | None:
    """Return a numeric fact, or None when it is not known; raises WrongFact for yes/no and text."""
    value = facts.get(fact)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Decimal):
        raise WrongFact(f"{fact}: a number was expected, not {value!r}")
    return value


def paid_for(quantity: Decimal, most: Decimal | None, unit: str) -> tuple[Decimal, tuple[Step, ...]]:
    """Return how many are paid for, and the step that says so where there are more (每户最多补5头)."""
    if most is None or quantity <= most:
        return quantity, ()
    return most, (Step("min", (Quantity(quantity, unit), Quantity(most, unit)), Quantity(most, unit)),)


@dataclass(frozen=True)
class PerUnit:
    """So much for each unit of a fact: exactly, at most, or between two rates; `cap` limits the item itself."""

    of: str
    unit: str
    rate: Decimal
    rate_high: Decimal | None = None
    bound: Bound = Bound.EXACT
    cap: Decimal | None = None
    years: str | None = None
    most: Decimal | None = None  # that many are paid for, whatever more there is

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return (self.of, self.years) if self.years else (self.of,)

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""
        return tuple(f for f in (self.rate, self.rate_high, self.cap, self.most) if f is not None)

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Multiply the rate by the quantity, and by the years where they are known."""
        quantity = number(facts, self.of)
        if quantity is None:
            return Computed(Verdict.MUST_ASK, missing=(self.of,))
        years = number(facts, self.years) if self.years else None
        quantity, cut = paid_for(quantity, self.most, self.unit)
        low, steps = self._product(self.rate, quantity, years)
        high = low
        if self.rate_high is not None:
            high, more = self._product(self.rate_high, quantity, years)
            steps += more
        return Computed(VERDICT_OF_BOUND[self.bound], Amount(low, high, "元", self.bound), (*cut, *steps))

    def _product(self, rate: Decimal, quantity: Decimal, years: Decimal | None) -> tuple[Decimal, tuple[Step, ...]]:
        result = quantity * rate
        steps = [Step("×", (Quantity(quantity, self.unit), Quantity(rate, "元")), Quantity(result, "元"))]
        if years is not None:
            steps.append(Step("×", (Quantity(result, "元"), Quantity(years, "年")), Quantity(result * years, "元")))
            result *= years
        if self.cap is not None and result > self.cap:
            steps.append(Step("min", (Quantity(result, "元"), Quantity(self.cap, "元")), Quantity(self.cap, "元")))
            result = self.cap
        return result, tuple(steps)

    def needed_for(self, target: Decimal) -> Decimal:
        """Return the least whole quantity whose sum reaches a target."""
        return (target / self.rate).to_integral_value(ROUND_CEILING)


@dataclass(frozen=True)
class ByScale:
    """So much for each unit of a fact, at a rate its whole number decides (5头以上每头800元); below the first step nothing is paid."""

    of: str
    unit: str
    steps: tuple[tuple[Decimal, Decimal], ...]  # from so many on, so much for each; rising
    most: Decimal | None = None  # that many are paid for, whatever more there is

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return (self.of,)

    @property
    def rate(self) -> Decimal:
        """The highest rate there is."""
        return max(rate for _, rate in self.steps)

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""
        return tuple(figure for step in (*self.steps, (self.most or Decimal(0),)) for figure in step if figure > 0)

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Multiply the number by the rate of the highest step it reaches; name the first step where it reaches none."""
        quantity = number(facts, self.of)
        if quantity is None:
            return Computed(Verdict.MUST_ASK, missing=(self.of,))
        reached = [rate for start, rate in self.steps if quantity >= start]
        if not reached:
            start = self.steps[0][0]
            return Computed(Verdict.NOT_YET, next_tier=Tier(start, self.unit, ""), distance=start - quantity)
        quantity, cut = paid_for(quantity, self.most, self.unit)
        result = quantity * reached[-1]
        step = Step("×", (Quantity(quantity, self.unit), Quantity(reached[-1], "元")), Quantity(result, "元"))
        return Computed(Verdict.PAYS, Amount(result, result, "元"), (*cut, step))


@dataclass(frozen=True)
class PercentOf:
    """A percentage of a money fact, or of another item of the same rule (`of: item:name`).

    `otherwise` names the item that gives the sum where it is not told, `less` what is taken off it first, `years` how long it is paid.
    """

    of: str
    percent: Decimal
    bound: Bound = Bound.EXACT
    leaves_rest: bool = False  # the rest is for the person to pay
    otherwise: str = ""  # so many people at so much a head
    years: str | None = None
    less: str | None = None

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        told = "" if self.of.startswith("item:") else self.of
        return tuple(fact for fact in (told, self.years, self.less) if fact)

    @property
    def carries_a_cost(self) -> bool:
        """Say whether the rest is for the person to pay: always of a cost that only one document speaks of."""
        return self.leaves_rest or self.of.startswith(NEW)

    @property
    def item(self) -> str:
        """Name the item it may be a part of; nothing when it is a part of none."""
        return (self.of if self.of.startswith("item:") else self.otherwise).removeprefix("item:")

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""
        return (self.percent,)

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Take the percentage of the sum."""
        whole = self._base(facts, others)
        if whole is None:
            missing = others[self.item].missing if self.item else (self.of,)
            return Computed(Verdict.MUST_ASK, missing=missing)
        base, taken_off = self._after_less(whole, facts)
        result = base * self.percent / HUNDRED
        steps = [*taken_off, Step("×", (Quantity(base, "元"), Quantity(self.percent, "%")), Quantity(result, "元"))]
        years = number(facts, self.years) if self.years else None
        if years is not None and years > 1:
            steps.append(Step("×", (Quantity(result, "元"), Quantity(years, "年")), Quantity(result * years, "元")))
            result *= years
        rest = Amount(base - result, base - result, "元", _turned(self.bound)) if self.carries_a_cost else None
        return Computed(VERDICT_OF_BOUND[self.bound], Amount(result, result, "元", self.bound), tuple(steps), share=rest)

    def _base(self, facts: Facts, others: Mapping[str, Computed]) -> Decimal | None:
        told = None if self.of.startswith("item:") else number(facts, self.of)
        if told is not None or not self.item:
            return told
        amount = others[self.item].amount
        return amount.low if amount else None

    def _after_less(self, whole: Decimal, facts: Facts) -> tuple[Decimal, tuple[Step, ...]]:
        """Take off what does not count, where it is told and is no more than the whole."""
        less = number(facts, self.less) if self.less else None
        if not less or less > whole:
            return whole, ()
        rest = whole - less
        return rest, (Step("-", (Quantity(whole, "元"), Quantity(less, "元")), Quantity(rest, "元")),)


def _turned(bound: Bound) -> Bound:
    return {Bound.AT_LEAST: Bound.AT_MOST, Bound.AT_MOST: Bound.AT_LEAST}.get(bound, bound)


@dataclass(frozen=True)
class Fixed:
    """A sum for one household or firm: a ceiling, a range, or a flat sum; `of` may name what must be had, `times` how many get it."""

    yuan: Decimal
    yuan_high: Decimal | None = None
    bound: Bound = Bound.EXACT
    of: str | None = None
    times: str | None = None
    unit: str = ""  # of what gets it

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return tuple(fact for fact in (self.of, self.times) if fact)

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""
        return (self.yuan,) if self.yuan_high is None else (self.yuan, self.yuan_high)

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Return the sum, once what it is for is known to be there."""
        if self.of and facts.get(self.of) is None:
            return Computed(Verdict.MUST_ASK, missing=(self.of,))
        if self.of and facts.get(self.of) is False:
            return Computed(Verdict.NOT_ELIGIBLE)
        high = self.yuan if self.yuan_high is None else self.yuan_high
        many = number(facts, self.times) if self.times else None
        if many is None or many == 1:
            return Computed(VERDICT_OF_BOUND[self.bound], Amount(self.yuan, high, "元", self.bound))
        ends = tuple(dict.fromkeys((self.yuan, high)))
        steps = tuple(Step("×", (Quantity(many, self.unit), Quantity(end, "元")), Quantity(many * end, "元")) for end in ends)
        return Computed(VERDICT_OF_BOUND[self.bound], Amount(many * self.yuan, many * high, "元", self.bound), steps)


@dataclass(frozen=True)
class Schedule:
    """A sum per unit paid over several years: all, the Nth (`year` fact), the first N (`first`) or the last N (`last`)."""

    of: str
    unit: str
    rates: tuple[Decimal, ...]
    total: Decimal
    year: str
    first: str
    last: str | None = None
    shares: tuple[Decimal, ...] = ()  # where the document gives each year's share of the total, and not its rate

    @property
    def uses(self) -> tuple[str, ...]:
        """Name the facts the formula works on."""
        return (self.of, *self.periods)

    @property
    def periods(self) -> tuple[str, ...]:
        """Name the facts that pick some of the years."""
        return tuple(fact for fact in (self.year, self.first, self.last) if fact)

    def figures(self) -> tuple[Decimal, ...]:
        """List the figures that must stand in the quote."""
        return (*(self.shares or self.rates), self.total)

    def chosen(self, facts: Facts) -> tuple[int, ...]:
        """Return the years asked about, counted from 1; all of them when none was named."""
        year, first = number(facts, self.year), number(facts, self.first)
        last = number(facts, self.last) if self.last else None
        if last is not None:
            return tuple(range(len(self.rates) - min(int(last), len(self.rates)) + 1, len(self.rates) + 1))
        if year is not None:
            return (int(year),) if 1 <= year <= len(self.rates) else ()
        if first is not None:
            return tuple(range(1, min(int(first), len(self.rates)) + 1))
        return tuple(range(1, len(self.rates) + 1))

    def compute(self, facts: Facts, others: Mapping[str, Computed]) -> Computed:
        """Add the rates of the years asked about and multiply by the quantity."""
        quantity = number(facts, self.of)
        if quantity is None:
            return Computed(Verdict.MUST_ASK, missing=(self.of,))
        rates = [self.rates[year - 1] for year in self.chosen(facts)]
        rate = sum(rates, Decimal(0))
        steps = [Step("×", (Quantity(quantity, self.unit), Quantity(rate, "元")), Quantity(quantity * rate, "元"))]
        if len(rates) > 1:
            steps.insert(0, Step("+", tuple(Quantity(r, "元") for r in rates), Quantity(rate, "元")))
        return Computed(Verdict.PAYS, Amount(quantity * rate, quantity * rate, "元"), tuple(steps))
