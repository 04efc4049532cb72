"""The parts of a run by name; those that are programs of their own are called here and read."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

from bench import calculator as households
from bench import conversation, scaleout, search
from bench.lines import Goal, Line, line
from bench.serving.processes import APP_PYTHON, ROOT

Part = Callable[[], tuple[list[Line], dict[str, Any]]]
RECIPIENTS, BROADCASTS = 1000, 5
REMINDERS = (100, 1_000, 10_000, 100_000)
REPLY_SECONDS = 1.0
SWEEPS, SHORT_SWEEP = 5, (1, 1_000)


def delivery() -> tuple[list[Line], dict[str, Any]]:
    """Send broadcasts against Telegram's limits."""
    runs = [_said("bench.delivery", "--recipients", str(RECIPIENTS))[0] for _ in range(BROADCASTS)]
    share = [run["share_of_permitted_rate"] for run in runs]
    slow = [run["answer_seconds_95"] for run in runs]
    worst = max(run["answer_seconds_worst"] for run in runs)
    note = f"broadcasts to {RECIPIENTS} recipients with blocked, moved, failing and timed-out ones among them"
    lines = [
        line("delivery.rate", "share of the permitted rate", share, [1.0] * BROADCASTS, Goal(">=", 0.9), note),
        line(
            "delivery.reply", "s, 95 of 100 answers meanwhile", slow, [REPLY_SECONDS] * BROADCASTS, Goal("<=", 1.0),
            f"against one second; the slowest of all took {worst} s",
        ),
    ]  # fmt: skip
    return lines, {"delivery.broadcasts": runs}


def reminders() -> tuple[list[Line], dict[str, Any]]:
    """Queue reminders that fall due together, more and more of them, against a straight line."""
    rows = _said("bench.reminders", "--sizes", *map(str, REMINDERS))
    few, many = REMINDERS[1], REMINDERS[-1]
    cost = {(row["name"], row["people"]): row["queue_seconds"] / row["people"] for row in rows}
    growth = [cost[name, many] / cost[name, few] for name in dict.fromkeys(row["name"] for row in rows)]
    note = f"{many:,} due in one minute against {few:,}, a run on each database; 1 is a straight line"
    one = line("reminders.growth", "s a reminder, most / few", growth, [1.0] * len(growth), Goal("<=", 1.5), note)
    return [one], {"delivery.reminders": rows}


def calculator() -> tuple[list[Line], dict[str, Any]]:
    """Assess more and more households, against a straight line."""
    growths = [_cost(households.run(SHORT_SWEEP)) for _ in range(SWEEPS - 1)]
    rows = households.run()
    most, straight = rows[-1]["households"], Goal("<=", 1.2)
    note = f"one sweep to {most:,} households, {SWEEPS - 1} to {SHORT_SWEEP[-1]:,}; 1 is a straight line"
    growths.append(_cost(rows))
    one = line("calculator.growth", "cost a household, most / one", growths, [1.0] * SWEEPS, straight, note)
    return [one], {"calculator.households": rows}


def _cost(rows: list[dict[str, Any]]) -> float:
    return float(rows[-1]["cost_per_household_vs_first"])


def _said(module: str, *arguments: str) -> list[dict[str, Any]]:
    """Run a program of the bench and read the JSON it prints: one document, or one a line."""
    done = subprocess.run([APP_PYTHON, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{module} failed:\n{done.stderr[-2000:]}")
    found, decoder, rest = [], json.JSONDecoder(), done.stdout.strip()
    while rest:
        entry, end = decoder.raw_decode(rest)
        found.append(entry)
        rest = rest[end:].lstrip()
    return found


PARTS: dict[str, Part] = {
    "search": search.measure,
    "calculator": calculator,
    "delivery": delivery,
    "reminders": reminders,
    "scaleout": scaleout.measure,
    "conversation": conversation.measure,
}
