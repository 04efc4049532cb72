"""Pictures of how it grows, drawn from the figures of the last runs into docs/bench/."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import matplotlib as mpl

from bench.lines import FOLDER

mpl.use("Agg")
import matplotlib.pyplot as plt

OUT = FOLDER.parent / "docs" / "bench"
COLOURS = {"ours": "#1f6f4a", "stock": "#b4532a", "rank_bm25": "#b4532a", "fts5_trigram": "#5b6c9e", "fts5_jieba": "#a58a2b"}
Figures = Mapping[str, Any]


def draw(figures: Figures) -> list[str]:
    """Draw every picture whose figures are there; return the files' names."""
    OUT.mkdir(parents=True, exist_ok=True)
    drawn = []
    for name, (needed, painter) in PICTURES.items():
        if needed in figures:
            picture, axes = plt.subplots(figsize=(7, 4))
            painter(axes, figures[needed])
            axes.grid(visible=True, alpha=0.3)
            axes.legend()
            picture.tight_layout()
            picture.savefig(OUT / f"{name}.png", dpi=110)
            plt.close(picture)
            drawn.append(f"{name}.png")
    return drawn


def _turns(axes: Any, curves: Mapping[str, list[float]]) -> None:
    for kind, times in curves.items():
        axes.plot(range(1, len(times) + 1), times, label=kind, color=COLOURS.get(kind))
    axes.set(title="A turn with an action, as the conversation grows", xlabel="turn", ylabel="ms (median of the talks)", yscale="log")


def _crowds(axes: Any, rates: Mapping[str, Mapping[str, float]]) -> None:
    for kind, by_users in rates.items():
        axes.plot([int(u) for u in by_users], list(by_users.values()), marker="o", label=kind, color=COLOURS.get(kind))
    axes.set(title="Turns a second, many people at once", xlabel="people at once", ylabel="turns a second", ylim=(0, None))


def _sizes(axes: Any, speeds: Mapping[str, Mapping[str, float]]) -> None:
    for name, by_size in speeds.items():
        axes.plot([int(s) for s in by_size], list(by_size.values()), marker="o", label=name, color=COLOURS.get(name))
    axes.set(title="Search as the passages grow", xlabel="passages", ylabel="queries a second", xscale="log", yscale="log")


def _reminders(axes: Any, rows: list[Mapping[str, Any]]) -> None:
    for name in dict.fromkeys(row["name"] for row in rows):
        own = [row for row in rows if row["name"] == name]
        axes.plot([row["people"] for row in own], [row["queue_seconds"] for row in own], marker="o", label=name)
    axes.set(title="Reminders due in one minute", xlabel="people", ylabel="s until all are queued", xscale="log", yscale="log")


def _households(axes: Any, rows: list[Mapping[str, Any]]) -> None:
    axes.plot([row["households"] for row in rows], [row["seconds"] for row in rows], marker="o", label="ours", color=COLOURS["ours"])
    axes.set(title="Households against all rules of their place", xlabel="households", ylabel="s", xscale="log", yscale="log")


PICTURES: dict[str, tuple[str, Callable[[Any, Any], None]]] = {
    "turns": ("conversation.curve_ms", _turns),
    "crowds": ("conversation.turns_a_second", _crowds),
    "search": ("search.queries_a_second", _sizes),
    "reminders": ("delivery.reminders", _reminders),
    "households": ("calculator.households", _households),
}
