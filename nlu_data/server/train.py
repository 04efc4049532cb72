"""Train the model: `python -m nlu_data.server.train --out model.tar.gz`, from the root of the repository."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import List, Optional

DIALOGUE = Path("nlu_data/dialogue")
DOMAINS = (DIALOGUE / "domain.yml", DIALOGUE / "generated_slots.yml")
RULES, TOPICS, CONFIG = DIALOGUE / "rules.yml", DIALOGUE / "topics", Path("config.yml")


def main(arguments: Optional[List[str]] = None) -> int:
    """Train and write one model file; say in one line what went wrong if it fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where to write the model, for example var/model.tar.gz")
    parser.add_argument("--topics", type=Path, default=TOPICS, help="the examples to learn from")
    options = parser.parse_args(arguments)
    out, topics = options.out.resolve(), options.topics
    missing = [str(p) for p in (CONFIG, RULES, topics, DOMAINS[0]) if not p.exists()]
    if missing:
        print(f"cannot train: {', '.join(missing)} not found; run from the root of the repository", file=sys.stderr)
        return 2
    try:
        written = train(out, topics)
    except Exception as error:  # a broken data file: Rasa has many exception types of its own for it
        print(f"cannot train: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    if written is None:
        print("cannot train: Rasa wrote no model; its messages above say why", file=sys.stderr)
        return 1
    print(f"model written to {written}")
    return 0


def train(out: Path, topics: Path = TOPICS) -> Optional[Path]:
    """Train on the dialogue files and move the model to `out`; the file appears only when complete."""
    from nlu_data.server import light_start, quiet

    quiet.make_rasa_quiet()
    light_start.leave_unused_libraries_out()
    quiet.lower_rasa_log()
    from rasa.model_training import train as rasa_train

    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".training-", dir=out.parent) as workshop:
        result = rasa_train(
            domain=_one_domain(Path(workshop)),
            config=str(CONFIG),
            training_files=[str(topics), str(RULES)],
            output=workshop,
            fixed_model_name="model",
            force_training=True,
        )
        if result.model is None:
            return None
        os.replace(result.model, out)
    return out


def _one_domain(folder: Path) -> str:
    """Write the domain files as one, which is what Rasa's trainer takes."""
    from rasa.shared.core.domain import Domain

    domain = Domain.empty()
    for path in DOMAINS:
        if path.exists():
            domain = domain.merge(Domain.load(str(path)))
    merged = folder / "domain.yml"
    domain.persist(str(merged))
    return str(merged)


if __name__ == "__main__":
    sys.exit(main())
