"""A figure someone claims beside the limit a clause sets: 40 % where at least 50 % must be given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from policy_kb.answering.verdicts.data import pattern, unit_of
from policy_kb.answering.verdicts.putting import Claim, Figure, Form, read_claim
from policy_kb.extraction.model import Operator
from policy_kb.extraction.numbers import Quantity, read_quantities

_BOUNDS = (Operator.AT_MOST, Operator.AT_LEAST)
_TWO = 2
AGE = "岁"
_NEAR = 6  # characters before a figure in which a word binds it


@dataclass(frozen=True)
class Limit:
    """A bound a clause sets: its value, the words it stands in, and whether it binds or only wishes."""

    value: Decimal
    unit: str
    is_upper: bool
    said: str
    piece: str

    @property
    def before(self) -> str:
        """What stands before the figure in its piece."""
        return self.piece[: self.piece.find(self.said)]

    @property
    def is_soft(self) -> bool:
        """Whether the clause only wishes for it (提倡签订3年以上)."""
        return bool(pattern("soft").search(self.before[-_NEAR:]))

    @property
    def is_for_each(self) -> bool:
        """Whether it holds for each of something (每户不超过) rather than for the whole."""
        return bool(pattern("per_each").search(self.before))

    @property
    def in_principle(self) -> bool:
        """Whether the clause leaves room beside it."""
        return bool(pattern("in_principle").search(self.piece))


@dataclass(frozen=True)
class Compared:
    """A claimed figure and the limit it was compared with; `working` is how the figure came about, if not said outright."""

    figure: Figure
    limit: Limit
    is_broken: bool
    working: str = ""


def compare(claim: Claim, pieces: Iterable[str], share: Callable[[str], float]) -> Compared | None:
    """Compare a claim's figures with the limit of the same unit that speaks most of the same thing; None where that cannot be done."""
    pieces = list(pieces)
    limits = [limit for piece in pieces for limit in _limits(piece)]
    for figure, working in _candidates(claim, {_u(q.unit) for p in pieces for q in read_quantities(p)}):
        fitting = [limit for limit in limits if limit.unit == figure.unit]
        asks_each = bool(pattern("per_each").search(claim.said))
        fitting = [limit for limit in fitting if limit.is_for_each == asks_each] or fitting
        same = sum(other.unit == figure.unit for other in claim.figures)
        if same > 1 and len(fitting) > 1:
            continue  # 35%、75%、85% against three limits: which is whose nobody can tell
        if not fitting or (len(limits) > 1 and any(pattern("or_else").search(limit.piece) for limit in limits)):
            continue
        limit = _meant(figure, fitting, share)
        if limit is not None and not limit.is_soft:
            return Compared(figure, limit, _is_broken(figure, limit), working)
    return None


def _meant(figure: Figure, fitting: list[Limit], share: Callable[[str], float]) -> Limit | None:
    """Return the limit a figure is held against; an age against both of its limits (年满18周岁、不超过65周岁), if there are no more."""
    best = max(fitting, key=lambda at: share(at.piece))
    if figure.unit != AGE:
        return best
    beside = [limit for limit in fitting if limit.piece == best.piece]
    if len({limit.is_upper for limit in beside}) < len(beside):
        return None  # 男60周岁以下、女55周岁以下: which one holds is not told
    return next((limit for limit in beside if _is_broken(figure, limit)), best)


@lru_cache(maxsize=20_000)
def units_limited(sentence: str) -> frozenset[str]:
    """Return the units in which a sentence sets limits: a question that claims a figure is answered by such a sentence first."""
    return frozenset(_u(q.unit) for q in read_quantities(sentence) if q.operator in _BOUNDS or _u(q.unit) == AGE)


def units_claimed(said: str) -> frozenset[str]:
    """Return the units of the figures a yes/no question claims; none for any other question."""
    claim = read_claim(said)
    units = {figure.unit for figure in claim.figures} if claim.form is not Form.NONE else set()
    return frozenset(units | {"%"} if sum(f.unit == "元" for f in claim.figures) == _TWO else units)


def names_other_figures(claim: Claim, sentence: str) -> bool:
    """Say whether a claim names a figure that the sentence does not have: then it speaks of another case."""
    there = {(value, _u(q.unit)) for q in read_quantities(sentence) for value in q.values}
    return any((figure.value, figure.unit) not in there for figure in claim.figures)


def _limits(piece: str) -> list[Limit]:
    quantities = list(read_quantities(piece))
    bounds = [Limit(q.values[0], _u(q.unit), q.operator is Operator.AT_MOST, _said(piece, q), piece)
              for q in quantities if q.operator in _BOUNDS]  # fmt: skip
    ages = (q for q in quantities if q.operator is Operator.RANGE and _u(q.unit) == AGE)  # 60—65周岁
    ends = [
        Limit(value, AGE, is_upper, _said(piece, q), piece) for q in ages for value, is_upper in zip(q.values, (False, True), strict=True)
    ]
    return [*bounds, *ends]


def _candidates(claim: Claim, units: set[str]) -> list[tuple[Figure, str]]:
    """Return the figures claimed, and where two sums are named and the clause speaks in per cent, what one is of the other."""
    plain = [(figure, "") for figure in claim.figures]
    sums = sorted((f for f in claim.figures if f.unit == "元"), key=lambda f: f.value)
    if len(sums) == _TWO and "%" in units and sums[0].value:
        percent = (sums[0].value / sums[1].value * 100).quantize(Decimal("0.1")).normalize()
        return [(Figure(percent, "%", 0, f"{percent:f}%"), f"{_yuan(sums[0])} ÷ {_yuan(sums[1])} = {percent:f}%")]
    return plain


def _yuan(figure: Figure) -> str:
    return figure.said if figure.said.endswith("元") else f"{figure.said}元"


def _is_broken(figure: Figure, limit: Limit) -> bool:
    if limit.is_upper:
        return figure.value > limit.value or (figure.value == limit.value and figure.side > 0)
    return figure.value < limit.value or (figure.value == limit.value and figure.side < 0)


def _said(piece: str, quantity: Quantity) -> str:
    return piece[quantity.start : quantity.end]


def _u(unit: str) -> str:
    return unit_of(unit)
