"""The shape of a fact read from a document."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class FactKind(StrEnum):
    """What a fact tells."""

    AMOUNT = "amount"
    CAP = "cap"
    LOAN = "loan"
    RATE = "rate"
    RATIO = "ratio"
    THRESHOLD = "threshold"
    TERM = "term"
    DEADLINE = "deadline"
    CYCLE = "cycle"
    TARGET = "target"
    DELEGATED = "delegated"
    RESPONSIBLE = "responsible"


class Operator(StrEnum):
    """How the value binds."""

    EQUAL = "="
    AT_MOST = "<="
    AT_LEAST = ">="
    RANGE = "range"
    ONE_OF = "in"
    NONE = ""


@dataclass(frozen=True)
class ExtractedFact:
    """A fact with its values, where it stands, and the words it was read from.

    Units: money in 元, counts and lengths as counted (`万` and `亿` multiplied out); days as ISO dates, months as `2018-03`.
    `per` is what each value is for (`("亩", "年")`); `subject` is what it is about; `sentence` holds `quote`.
    For RESPONSIBLE the values are the departments and `role` is lead, support, carry_out, decide or member.
    """

    kind: FactKind
    values: tuple[Decimal | str, ...]
    operator: Operator
    unit: str
    per: tuple[str, ...]
    subject: str
    clause: str
    quote: str
    sentence: str
    beneficiary: str = ""
    condition: str = ""
    role: str = ""
    document: str = ""
