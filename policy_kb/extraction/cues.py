"""The words extraction goes by, loaded once from cues.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Cues:
    """Word lists by name, and the patterns made of them."""

    words: Mapping[str, Any]

    def any_of(self, name: str, text: str) -> bool:
        """Tell whether a text holds one of the words of a list."""
        return any(word in text for word in self.words[name])

    def list_of(self, name: str) -> Sequence[str]:
        """Return the words of a list, longest first."""
        return sorted(self.words[name], key=len, reverse=True)

    def pattern(self, name: str) -> str:
        """Return an alternation of the words of a list, longest first."""
        return "|".join(map(re.escape, self.list_of(name)))

    def unit_kind(self, unit: str) -> str:
        """Return money, share, time or count for a measure word."""
        return next((kind for kind, units in self.words["units"].items() if unit in units), "count")


@cache
def cues() -> Cues:
    """Return the word lists of cues.yml."""
    path = Path(__file__).parent / "cues.yml"
    return Cues(yaml.safe_load(path.read_text(encoding="utf-8")))
