"""Split our examples: four fifths to learn from, one fifth to be asked; the held-out questions are asked too."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import List, Tuple

TOPICS, HELD_OUT = Path("nlu_data/dialogue/topics"), Path("tests/nlu_data/held_out.txt")
SHARE_ASKED, SEED = 5, 20200101


def all_examples() -> List[Tuple[str, str]]:
    """Return every example as (intent, text)."""
    from ruamel.yaml import YAML

    found = []
    for path in sorted(TOPICS.glob("*.yml")):
        for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [(block["intent"], line[2:].strip()) for line in block["examples"].splitlines() if line.strip()]
    return found


def split_examples(folder: Path) -> None:
    """Write nlu.yml to learn from and asked.json to be asked, the same at every run."""
    examples = all_examples()
    random.Random(SEED).shuffle(examples)
    examples.sort(key=lambda example: example[0])
    asked = examples[::SHARE_ASKED]
    taught = [example for place, example in enumerate(examples) if place % SHARE_ASKED]
    lines = ['version: "3.1"', "nlu:"]
    for intent in sorted({intent for intent, _ in taught}):
        lines += [f"  - intent: {intent}", "    examples: |", *(f"      - {text}" for name, text in taught if name == intent)]
    (folder / "nlu.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    held = [line.split(maxsplit=1) for line in HELD_OUT.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    (folder / "asked.json").write_text(json.dumps({"asked": asked, "held": held}, ensure_ascii=False), encoding="utf-8")
