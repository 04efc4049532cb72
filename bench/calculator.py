"""How many households a second the calculator assesses against all the rules, and how that grows with their number."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from policy_kb.calculation.assess import assess_all
from policy_kb.knowledge_base import load_shipped
from policy_kb.lexicon import Lexicon
from policy_kb.model import FactValue

SIZES = (1, 10, 100, 1_000, 10_000, 100_000)
DAY = date(2019, 12, 1)  # all five documents are out by then
_TOLD = 6  # facts a household tells
_SECONDS_AT_LEAST = 0.2  # a small number is assessed again and again until it can be timed


def run(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Return one line for each number of households: seconds, assessments a second, and how far growth is from straight."""
    kb = load_shipped()
    rules = tuple(kb.subsidies.values())
    lines: list[dict[str, Any]] = []
    for size in sizes:
        rounds, seconds = 0, 0.0
        while seconds < _SECONDS_AT_LEAST:
            households = list(told(kb.lexicon, size))
            began = time.perf_counter()
            for facts in households:
                assess_all(rules, facts, DAY, "household")
            seconds += time.perf_counter() - began
            rounds += 1
        each = seconds / (size * rounds)
        lines.append(
            {
                "name": "calculator",
                "households": size,
                "rules": len(rules),
                "seconds": each * size,
                "assessments_per_second": len(rules) / each,
                # 1.0 is straight: a household costs the same among a hundred thousand as among a thousand.
                "cost_per_household_vs_first": 1.0 if not lines else each / (lines[0]["seconds"] / lines[0]["households"]),
            }
        )
    return lines


def told(lexicon: Lexicon, households: int) -> Iterator[dict[str, FactValue]]:
    """Make up what so many households have; the same every time."""
    chance = Random(4)
    counted = [fact.id for fact in lexicon.facts.values() if fact.type in ("count", "area", "money", "months")]
    for _ in range(households):
        facts: dict[str, FactValue] = {name: Decimal(chance.randint(1, 40)) for name in chance.sample(counted, _TOLD)}
        facts["registered_poor"] = chance.random() < 0.7
        yield facts


def main() -> None:
    """Print a line of JSON for each number of households."""
    for line in run():
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
