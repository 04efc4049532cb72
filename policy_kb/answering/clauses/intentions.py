"""What a question is after, by its own words first and by the intent understood second."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from policy_kb.model import Question
from policy_kb.search import normalise

INTENTIONS_FILE = Path(__file__).with_name("intentions.yml")
SUMS = frozenset({"ask_subsidy", "start_calculation", "inform", "correct", "remove", "what_if"})


def asks_for_status(question: Question) -> bool:
    """Say whether a question is about a document itself: in force, number, date, issuer."""
    return _matches("status", question.text) or (question.intent == "ask_status" and _matches("maybe_status", question.text))


def asks_for_overview(question: Question) -> bool:
    """Say whether a question wants to know what there is at all."""
    return question.intent == "ask_overview" or _matches("overview", question.text)


def asks_for_sum(question: Question) -> bool:
    """Say whether the calculator should be asked first."""
    return question.intent in SUMS


def _matches(name: str, text: str) -> bool:
    return bool(_patterns()[name].search(normalise(text)))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    data: dict[str, str] = yaml.safe_load(INTENTIONS_FILE.read_text(encoding="utf-8"))
    return {name: re.compile(pattern) for name, pattern in data.items()}
