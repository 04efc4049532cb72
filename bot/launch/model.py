"""The trained Rasa model: trained when what it learns from has changed, checked before it is used."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

from bot.errors import LaunchError
from bot.launch.steps import Steps

_INPUTS = ("config.yml", "nlu_data/dialogue", "nlu_data/vocabulary", "nlu_data/components", "nlu_data/uv.lock")
_NOT_INPUTS = ("__pycache__", ".rasa")


def prepare_model(root: Path, data_dir: Path, python: Path, env: Mapping[str, str], steps: Steps) -> Path:
    """Return the path of a sound model, trained anew only if its inputs changed; raises LaunchError if it is broken."""
    fingerprint = fingerprint_of_inputs(root)
    model = data_dir / "models" / f"fuwen-{fingerprint[:16]}.tar.gz"
    record = model.with_suffix(".json")
    if not record.exists():
        model.parent.mkdir(parents=True, exist_ok=True)
        _train(root, model, python, env, steps)
        record.write_text(json.dumps({"inputs": fingerprint, "sha256": _digest(model)}), encoding="utf-8")
        _drop_older(model)
    _check(model, json.loads(record.read_text(encoding="utf-8"))["sha256"])
    return model


def fingerprint_of_inputs(root: Path) -> str:
    """Return one number for everything the model is learned from."""
    digest = hashlib.sha256()
    for name in _INPUTS:
        top = root / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and not any(part in _NOT_INPUTS for part in path.parts):
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _train(root: Path, model: Path, python: Path, env: Mapping[str, str], steps: Steps) -> None:
    unfinished = model.with_name("training.tar.gz")
    unfinished.unlink(missing_ok=True)
    with steps.step("training the language model"):
        command = [str(python), "-m", "nlu_data.server.train", "--out", str(unfinished)]
        steps.run(command, env, "the language model could not be trained", cwd=root)
        if not unfinished.exists():
            raise LaunchError("training ended without a model; look at what it said in the log and start again")
        unfinished.replace(model)


def _check(model: Path, expected: str) -> None:
    if model.exists() and _digest(model) == expected and tarfile.is_tarfile(model):
        return
    raise LaunchError(f"the trained model {model} is broken; delete the folder {model.parent} and start again: it will be trained anew")


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _drop_older(model: Path) -> None:
    for path in model.parent.glob("fuwen-*"):
        if path.name.split(".")[0] != model.name.split(".")[0]:
            path.unlink()
