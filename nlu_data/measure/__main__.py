"""Measure classifiers on a split of our own examples: `python -m nlu_data.measure`, from the root of the repository."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List

from nlu_data.measure.split import split_examples

CANDIDATES = Path(__file__).with_name("candidates.yml")
HEAD = ("classifier", "accuracy", "held out", "parse ms", "ready s", "memory MB", "training s")


def main() -> int:
    """Train and measure each candidate in processes of its own, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="measure only candidates whose name contains this")
    only = parser.parse_args().only
    with tempfile.TemporaryDirectory(prefix="fuwen-measure-") as folder:
        split_examples(Path(folder))
        rows = [_measured(name, entry, Path(folder)) for name, entry in _candidates().items() if not only or only in name]
    print(_table(rows))
    return 0


def _candidates() -> Dict[str, Any]:
    from ruamel.yaml import YAML

    return dict(YAML(typ="safe").load(CANDIDATES.read_text(encoding="utf-8")))


def _measured(name: str, entry: Dict[str, Any], folder: Path) -> List[str]:
    (folder / "candidate.json").write_text(json.dumps(entry), encoding="utf-8")
    figures: Dict[str, float] = {}
    for step in ("train", "use"):
        command = [sys.executable, "-m", "nlu_data.measure.one", step, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{name}: {done.stderr[-2000:]}")
        figures.update(json.loads(done.stdout.splitlines()[-1]))
    print(f"{name}: {figures}", file=sys.stderr)
    accuracies = [f"{figures[key]:.1%}" for key in ("accuracy", "held_out")]
    return [name, *accuracies, *(f"{figures[key]:.1f}" for key in ("parse_ms", "ready_s", "memory_mb", "training_s"))]


def _table(rows: List[List[str]]) -> str:
    lines = [" | ".join(HEAD), " | ".join("---" for _ in HEAD), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
