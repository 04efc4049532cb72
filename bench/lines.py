"""The lines of the result: what was measured, against whom, and whether the goal is met."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
RESULTS, FIGURES = FOLDER / "results.json", FOLDER / "figures.json"
DIGITS = 4


@dataclass(frozen=True)
class Goal:
    """A bound for a line's ratio (or for its gain, where the line is a difference)."""

    sign: str
    bound: float

    def is_met_by(self, value: float) -> bool:
        """Say whether a value keeps to the bound."""
        return value <= self.bound if self.sign == "<=" else value >= self.bound

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}"


@dataclass(frozen=True)
class Line:
    """One measured thing; `spread` is the lowest and highest ratio over the runs."""

    name: str
    unit: str
    ours: float
    peer: float
    ratio: float
    spread: tuple[float, float]
    goal: str
    met: bool
    runs: int
    note: str = ""

    def judged_by_ours(self, goal: Goal) -> Line:
        """Return the line with a goal that our own value has to meet, whatever the peer's is."""
        return replace(self, goal=f"ours {goal}", met=goal.is_met_by(self.ours))


def line(name: str, unit: str, ours: Sequence[float], peer: Sequence[float], goal: Goal, note: str = "") -> Line:
    """Make a line of interleaved runs: the medians, their ratio, and the spread of the runs' own ratios."""
    ratios = [_ratio(a, b) for a, b in zip(ours, peer, strict=True)]
    a, b = statistics.median(ours), statistics.median(peer)
    return _line(name, unit, (a, b, _ratio(a, b)), (min(ratios), max(ratios)), goal, len(ours), note)


def gain(name: str, unit: str, ours: float, peer: float, goal: Goal, note: str = "") -> Line:
    """Make a line that counts the difference of two shares, in points of a hundred; a repeated run gives the same."""
    points = (ours - peer) * 100
    return _line(name, unit, (ours, peer, points), (points, points), goal, 1, note)


def _line(name: str, unit: str, values: tuple[float, float, float], spread: tuple[float, float], goal: Goal, runs: int, note: str) -> Line:
    ours, peer, ratio = (round(value, DIGITS) for value in values)
    low, high = (round(value, DIGITS) for value in spread)
    return Line(name, unit, ours, peer, ratio, (low, high), str(goal), goal.is_met_by(ratio), runs, note)


def _ratio(ours: float, peer: float) -> float:
    return ours / peer if peer else float("nan")


def machine() -> str:
    """Describe this machine in one line."""
    kind = next((text.split(":", 1)[1].strip() for text in _cpu_lines() if text.startswith("model name")), platform.processor())
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{kind}, {os.cpu_count()} cores, {gigabytes:.0f} GB, {platform.system()} {platform.release()}, load {os.getloadavg()[0]:.1f}"


def _cpu_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def keep(lines: Iterable[Line], figures: Mapping[str, Any]) -> None:
    """Write lines and figures, each in the place of its forerunner; what was not measured now stays as it was."""
    beside = {"machine": machine(), "date": datetime.now(UTC).isoformat(timespec="seconds")}
    entries = {entry["name"]: entry for entry in kept_lines()} | {one.name: asdict(one) | beside for one in lines}
    _write(RESULTS, [entries[name] for name in sorted(entries, key=_place)])
    _write(FIGURES, kept_figures() | dict(figures))


def kept_lines() -> list[dict[str, Any]]:
    """Read the lines of the last runs."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []


def kept_figures() -> dict[str, Any]:
    """Read the figures behind the lines."""
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


ORDER = (
    "conversation.turn", "conversation.turn200", "conversation.flat", "conversation.ready", "conversation.memory",
    "conversation.throughput", "conversation.accuracy", "search.qps_100k", "search.recall_gain", "search.growth",
    "calculator.growth", "delivery.rate", "delivery.reply", "reminders.growth", "scaleout.throughput",
)  # fmt: skip


def _place(name: str) -> int:
    return ORDER.index(name)


def table(entries: Iterable[Mapping[str, Any]]) -> str:
    """Write the lines as a Markdown table."""
    rows = ["| line | unit | ours | peer | ratio | spread | runs | goal | met |", "|---|---|--:|--:|--:|---|--:|---|---|"]
    for entry in entries:
        low, high = entry["spread"]
        cells = (
            entry["name"], entry["unit"], _short(entry["ours"]), _short(entry["peer"]), _short(entry["ratio"]),
            f"{_short(low)}–{_short(high)}", str(entry["runs"]), entry["goal"], "yes" if entry["met"] else "**no**",
        )  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
