"""The two models, ours and stock, taught the same four fifths of our examples; kept until what they learn from changes."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.serving.processes import RASA_PYTHON, ROOT

STOCK = ROOT / "bench" / "stock"
_LEARNED_FROM = ("nlu_data/dialogue", "tests/nlu_data/held_out.txt")
_OURS_TOO = ("config.yml", "nlu_data/vocabulary", "nlu_data/components")
_SPLIT = "import sys; from pathlib import Path; from nlu_data.measure.split import split_examples; split_examples(Path(sys.argv[1]))"
_RULES, _DOMAIN = "nlu_data/dialogue/rules.yml", "nlu_data/dialogue/domain.yml"
_QUIET = {"RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "ERROR", "TF_CPP_MIN_LOG_LEVEL": "3"}


@dataclass(frozen=True)
class Models:
    """Where the models lie, the seconds and processor seconds each took to train, and the questions held back: (intent, text)."""

    files: dict[str, Path]
    training: dict[str, dict[str, float]]
    asked: list[tuple[str, str]]


def models(folder: Path, kinds: Sequence[str] = ("ours", "stock")) -> Models:
    """Return the models, trained first where there is none for today's examples."""
    split = _split(folder)
    nlu = str(split / "nlu.yml")
    stock = ("-m", "rasa", "train", "--config", str(STOCK / "config.yml"), "--domain", _DOMAIN, "--data", nlu, _RULES, "--force")
    ours = ("-m", "nlu_data.server.train", "--topics", nlu, "--out", str(split / f"ours-{_fingerprint(_OURS_TOO)}.tar.gz"))
    name = f"stock-{_fingerprint(('bench/stock/config.yml',))}"
    files = {"ours": Path(ours[-1]), "stock": split / f"{name}.tar.gz"}
    commands = {"ours": ours, "stock": (*stock, "--out", str(split), "--fixed-model-name", name)}
    training = {kind: _trained(files[kind], commands[kind]) for kind in kinds}
    asked = [(intent, text) for intent, text in json.loads((split / "asked.json").read_text(encoding="utf-8"))["asked"]]
    return Models(files, training, asked)


def _split(folder: Path) -> Path:
    """Return the folder of today's split; with KEEP=1, that of the newest stock model, which took minutes to train."""
    kept = sorted(folder.glob("split-*/stock-*.json"), key=lambda path: path.stat().st_mtime)
    if kept and os.environ.get("KEEP") == "1":
        return kept[-1].parent
    split = folder / f"split-{_fingerprint(_LEARNED_FROM)}"
    split.mkdir(parents=True, exist_ok=True)
    _rasa("-c", _SPLIT, str(split))
    return split


def _trained(file: Path, command: Sequence[str]) -> dict[str, float]:
    record = file.with_suffix(".json")
    if not (file.exists() and record.exists()):
        print(f"training {file.name.split('-')[0]} …", flush=True)
        began, used = time.perf_counter(), _processor_seconds()
        _rasa(*command)
        figures = {"seconds": time.perf_counter() - began, "processor_seconds": _processor_seconds() - used}
        record.write_text(json.dumps(figures), encoding="utf-8")
    return dict(json.loads(record.read_text(encoding="utf-8")))


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rasa(*command: str) -> None:
    env = {**os.environ, **_QUIET, "RASA_MAX_CACHE_SIZE": "0"}
    done = subprocess.run([RASA_PYTHON, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:3])} failed:\n{done.stderr[-2000:]}")


def _fingerprint(names: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for top in (ROOT / name for name in names):
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
