"""The app's own sentences, read from `texts.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEXTS_FILE = Path(__file__).parent / "texts.yml"


class Texts:
    """Sentences by dotted key (`conversation.empty`), with blanks to fill."""

    def __init__(self, sentences: Mapping[str, Any]) -> None:
        self._sentences = sentences

    def say(self, key: str, **values: object) -> str:
        """Return a sentence with its blanks filled; an unknown key is a fault of ours, told by name."""
        sentence: Any = self._sentences
        for part in key.split("."):
            sentence = sentence[part]
        return str(sentence).format(**values)

    def section(self, key: str) -> Mapping[str, Any]:
        """Return the sentences of one section; empty when there is none."""
        return dict(self._sentences.get(key) or {})


def load_texts(path: Path = TEXTS_FILE) -> Texts:
    """Read the sentences."""
    return Texts(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def own_texts() -> Texts:
    """Return the app's own sentences, read once."""
    return load_texts()


def refusal(key: str, **values: object) -> str:
    """Say why something officials ask for cannot be, and how to write it."""
    return own_texts().say(f"refused.{key}", **values)
