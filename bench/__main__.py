"""`make bench`: measure, print the table, write bench/results.json, docs/bench.md and pictures; ONLY=search does one part."""

from __future__ import annotations

import os
import sys
import time

from bench.fresh import freshen_memory
from bench.lines import FOLDER, keep, kept_figures, kept_lines, machine, table
from bench.parts import PARTS
from bench.plots import draw
from bench.report import write_report


def main() -> int:
    """Measure the parts asked for; a part that fails is said and does not stop the others."""
    only = os.environ.get("ONLY") or ",".join(sys.argv[1:])
    names = only.split(",") if only else list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        print(f"there is no bench {', '.join(unknown)}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(machine(), flush=True)
    failed = [name for name in names if not _measured(name)]
    draw(kept_figures())
    write_report(FOLDER.parent / "docs" / "bench.md")
    print(table(kept_lines()))
    return 1 if failed else 0


def _measured(name: str) -> bool:
    is_fresh = freshen_memory()
    began = time.perf_counter()
    print(f"{name} …" if is_fresh else f"{name} … (as root, memory would be put in order first)", flush=True)
    try:
        lines, figures = PARTS[name]()
    except (RuntimeError, OSError) as problem:
        print(f"{name} was not measured: {problem}", file=sys.stderr)
        return False
    keep(lines, figures)
    print(f"{name}: done in {time.perf_counter() - began:.0f} s", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
