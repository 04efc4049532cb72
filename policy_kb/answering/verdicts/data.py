"""The words of yes/no questions and of rules, read from verdicts.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

VERDICTS_FILE = Path(__file__).with_name("verdicts.yml")


@dataclass(frozen=True)
class RuleWords:
    """Words that lay something down: what they do to the thing they speak of, and whether only in principle."""

    words: re.Pattern[str]
    lays_down: str
    in_principle: bool


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of verdicts.yml by its name, a nested one as `measures.amount`."""
    found: Any = _data()
    for part in name.split("."):
        found = found[part]
    return re.compile(found)


@cache
def forms() -> Mapping[str, re.Pattern[str]]:
    """Return how yes/no questions are put, in the order they are looked for."""
    return {name: re.compile(source) for name, source in _data()["forms"].items()}


@cache
def rule_words() -> tuple[RuleWords, ...]:
    """Return the words that lay something down, in the order they are looked for."""
    return tuple(RuleWords(re.compile(r["words"]), r["lays_down"], bool(r.get("in_principle"))) for r in _data()["rules"])


def unit_of(said: str) -> str:
    """Return the unit a figure is compared in."""
    units: Mapping[str, str] = _data()["measures"]["units"]
    return units.get(said, said)


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load(VERDICTS_FILE.read_text(encoding="utf-8"))
    return data
