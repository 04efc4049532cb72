"""Chinese for numbers and quantities; every word of it stands in wording.yml."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from policy_kb.calculation.model import Amount, Bound, Step
from policy_kb.lexicon import Lexicon
from policy_kb.model import Mention

_FILE = Path(__file__).parents[1] / "wording.yml"
_TEN_THOUSAND, _HUNDRED_MILLION = Decimal(10_000), Decimal(100_000_000)
_MONEY = "元"


@cache
def words() -> Mapping[str, Any]:
    """Return all the texts of wording.yml."""
    data: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return data


def say(section: str, key: str, **values: object) -> str:
    """Return a text with its braces filled in."""
    return str(words()[section][key]).format(**values)


def plain(number: Decimal) -> str:
    """Write a number without needless zeros (3000.00 → 3000)."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity(value: Decimal, unit: str) -> str:
    """Write a number with its unit, round sums of money in 万 (360000元 → 36万元)."""
    if unit == _MONEY:
        return money(value)
    return f"{plain(value)}{words()['numbers']['units'].get(unit, unit)}"


def money(yuan: Decimal) -> str:
    """Write a sum of money the way people read it: 3000元, 4.6万元, 1.2亿元."""
    for size, name in ((_HUNDRED_MILLION, "hundred_million"), (_TEN_THOUSAND, "ten_thousand")):
        if yuan >= size and yuan * 100 % size == 0:
            return f"{plain(yuan / size)}{words()['numbers'][name]}{_MONEY}"
    return f"{plain(yuan.quantize(Decimal('0.01')))}{_MONEY}"


def amount_text(amount: Amount) -> str:
    """Write an amount with its bound: 3000元, 最高36万元, 不低于3万元, 1000元-5000元."""
    low, high = quantity(amount.low, amount.unit), quantity(amount.high, amount.unit)
    if amount.bound is Bound.RANGE:
        return say("numbers", "money_range", low=low, high=high)
    return str(words()["bounds"][amount.bound.value]).format(amount=high)


def step_text(step: Step) -> str:
    """Write one line of arithmetic: 2头 × 3000元 = 6000元."""
    numbers = [quantity(q.value, q.unit) for q in step.operands]
    if step.operator == "min":
        return say("steps", "capped", before=numbers[0], cap=numbers[1])
    joined = str(words()["numbers"]["operators"][step.operator]).join(numbers)
    return f"{joined} = {quantity(step.result.value, step.result.unit)}"


def quantity_text(lexicon: Lexicon, mention: Mention) -> str:
    """Say a quantity the way people do: 2头牛, 10至19只羊."""
    fact = lexicon.facts.get(mention.fact) if mention.fact else None
    unit = mention.unit or (fact.unit if fact else "")
    label = fact.label if fact else mention.text
    if mention.low is not None and mention.high is not None and mention.low != mention.high:
        number = say("numbers", "range", low=plain(mention.low), high=quantity(mention.high, unit))
    elif mention.value is not None:
        number = quantity(mention.value, unit)
    else:
        return label
    return f"{number}{label}" if unit != _MONEY else f"{label}{number}"
