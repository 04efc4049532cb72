"""The table and the figures behind it, written into docs/bench.md between two marks; what stands around them is written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.lines import kept_figures, kept_lines, table

BEGIN, END = "<!-- written by make bench: begin -->", "<!-- written by make bench: end -->"


def write_report(path: Path) -> None:
    """Put the newest table and figures into the page."""
    page = path.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n{report()}\n{END}{after}", encoding="utf-8")


def report() -> str:
    """Return the table, where and when it was measured, and the figures behind it, as Markdown."""
    entries, figures = kept_lines(), kept_figures()
    measured = dict.fromkeys(f"{e['name'].split('.')[0]}: {e['date']}, {e['machine']}" for e in entries)
    notes = [f"- `{e['name']}`: {e['note']}" for e in entries if e["note"]]
    parts = [table(entries), "Measured:\n\n" + "\n".join(f"- {one}" for one in measured), "Notes:\n\n" + "\n".join(notes)]
    return "\n\n".join([*parts, *_figures(figures)])


def _figures(figures: Mapping[str, Any]) -> Iterator[str]:
    if turns := figures.get("conversation.turns_ms"):
        rows = [
            f"| {at} | {_ms(turns['ours'][at])} | {_ms(turns['stock'][at])} |"
            for at in turns["ours"]
        ]  # fmt: skip
        yield _table("Turn", ["turn", "ours p50 / p95 ms", "stock p50 / p95 ms"], rows)
    if crowds := figures.get("conversation.turns_a_second"):
        rows = [f"| {users} | {crowds['ours'][users]:.1f} | {crowds['stock'][users]:.1f} |" for users in crowds["ours"]]
        yield _table("Turns a second", ["people at once", "ours", "stock"], rows)
    if training := figures.get("conversation.training"):
        rows = [f"| {kind} | {f['seconds']:.0f} | {f['processor_seconds']:.0f} |" for kind, f in training.items()]
        yield _table("Training, once each", ["", "s", "processor s"], rows)
    if speeds := figures.get("search.queries_a_second"):
        yield _search(speeds, figures["search.builds"])
    if recall := figures.get("search.recall"):
        count = recall["questions"]["count"]
        rows = [f"| {name} | {f['1']:.1%} | {f['3']:.1%} |" for name, f in recall.items() if name != "questions"]
        yield _table(f"The key in the first passage, in the first three; {count:.0f} questions", ["", "recall@1", "recall@3"], rows)
    if rows := [_reminder(row) for row in figures.get("delivery.reminders", [])]:
        yield _table("Reminders due in one minute", ["database", "people", "s until queued", "rows a second"], rows)
    if households := figures.get("calculator.households"):
        rows = [f"| {row['households']:,} | {row['seconds']:.3f} | {row['households'] / row['seconds']:,.0f} |" for row in households]
        yield _table("Households against all rules of their place", ["households", "s", "households a second"], rows)
    if scale := figures.get("scaleout"):
        yield _scale(scale)


FEW = 10  # queries a second, below which a decimal is told


def _search(speeds: Mapping[str, Any], builds: Mapping[str, Any]) -> str:
    rows = []
    for name, by_size in speeds.items():
        for size, rate in by_size.items():
            built = builds[name][size]
            speed = f"{rate:,.1f}" if rate < FEW else f"{rate:,.0f}"
            rows.append(f"| {name} | {int(size):,} | {speed} | {built['build_seconds']:.1f} | {built['megabytes']:,.0f} |")
    return _table("Search", ["engine", "passages", "queries a second", "build s", "build MB"], rows)


def _scale(scale: Mapping[str, Any]) -> str:
    killed, rates = scale["killed_under_load"], scale["turns_a_second"]
    rows = [
        f"| turns a second, two of each | {rates['two']:.1f} |",
        f"| turns a second, one of each | {rates['one']:.1f} |",
        *(
            f"| processor ms a turn, {name} of each, PostgreSQL left out | {work:.1f} |"
            for name, work in scale.get("processor_ms_a_turn", {}).items()
        ),
        f"| cores busy with two of each, PostgreSQL left out | {scale['cores_busy']:.2f} |",
        f"| pairs of messages 50 ms apart written down in order | {scale['pairs_in_order']:.0%} |",
        f"| killed under load | {', '.join(killed['killed'])} |",
        f"| conversations, turns meanwhile | {killed['conversations']}, {killed['turns']} |",
        f"| conversations lost or out of order | {killed['conversations_lost_or_out_of_order']} |",
        f"| turns without an answer | {killed['turns_without_answer']} |",
        f"| longest wait, median wait | {killed['longest_wait_seconds']:.1f} s, {killed['median_wait_seconds']:.2f} s |",
    ]
    return _table("Scale-out", ["", ""], rows)


def _reminder(row: Mapping[str, Any]) -> str:
    kind = row["name"].split(".")[1]
    return f"| {kind} | {row['people']:,} | {row['queue_seconds']:.2f} | {row['queued_per_second']:,.0f} |"


def _ms(times: Mapping[str, float]) -> str:
    return f"{times['p50']:.0f} / {times['p95']:.0f}"


def _table(title: str, head: list[str], rows: list[str]) -> str:
    return "\n".join([f"### {title}", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *rows])
