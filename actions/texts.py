"""The actions' own sentences, read once from texts.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("texts.yml")


@dataclass(frozen=True)
class Texts:
    """Sentences by key; `say` fills in the names in braces."""

    own_place_cues: tuple[str, ...]
    away_cues: tuple[str, ...]
    away_doings: tuple[str, ...]
    away_houses: tuple[str, ...]
    helping_doings: tuple[str, ...]
    buttons: Mapping[str, str]
    sentences: Mapping[str, str]

    def say(self, key: str, **names: Any) -> str:
        """Return a sentence with its blanks filled; raises KeyError for a key nobody wrote."""
        return self.sentences[key].format(**names)


@cache
def texts() -> Texts:
    """Return the sentences of texts.yml."""
    data = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    cues = ("own_place_cues", "away_cues", "away_doings", "away_houses", "helping_doings")
    own, away, doings, houses, helping = (tuple(data.pop(name)) for name in cues)
    return Texts(own, away, doings, houses, helping, data.pop("buttons"), data)
