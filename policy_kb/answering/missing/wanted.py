"""What is asked for and may stand in no clause: how much, a wage, an insurance's payout, an interest, the last day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from policy_kb.search.words import normalise

WANTED_FILE = Path(__file__).with_name("wanted.yml")


@dataclass(frozen=True)
class Wanted:
    """Something asked for, and what a text shows that gives it; `near` are the words of one that speaks of this payment only."""

    what: str
    asks: re.Pattern[str]
    answers: re.Pattern[str]
    near: re.Pattern[str] | None = None

    @property
    def is_payment(self) -> bool:
        """Say whether it is paid under a name of its own, so that no subsidy answers it."""
        return self.near is not None

    def is_given_by(self, texts: Iterable[str]) -> bool:
        """Say whether one of some texts gives it."""
        return any(self.answers.search(normalise(text)) for text in texts)

    def is_another_sum(self, texts: Iterable[str]) -> bool:
        """Say whether some texts name a sum and do not so much as speak of this payment."""
        said = normalise("\n".join(texts))
        return self.near is not None and not self.near.search(said) and bool(_shipped()[1].search(said))


def wanted(text: str) -> Wanted | None:
    """Return what a question asks for that only a shown sum or day answers; nothing when it asks for something else."""
    read = (normalise(text), normalise("，".join(text.split())))  # a blank may stand for a comma, or for nothing
    return next((one for one in _shipped()[0] if any(one.asks.search(said) for said in read)), None)


def payment_wanted(text: str) -> Wanted | None:
    """Return the payment with a name of its own that a question asks for (保险赔多少, 工资多少)."""
    one = wanted(text)
    return one if one and one.is_payment else None


@cache
def _shipped() -> tuple[tuple[Wanted, ...], re.Pattern[str]]:
    """Return everything wanted.yml says, payments first, and the pattern of a sum."""
    data = yaml.safe_load(WANTED_FILE.read_text(encoding="utf-8"))
    words = {"{how_much}": data["how_much"], "{sum}": data["sum"]}
    entries = (*data["payments"].values(), *data["others"].values())
    return tuple(_wanted(entry, words) for entry in entries), _pattern(data["sum"], words)


def _wanted(entry: Mapping[str, str], words: Mapping[str, str]) -> Wanted:
    asks, answers = _pattern(entry["asks"], words), _pattern(entry["answers"], words)
    return Wanted(entry["what"], asks, answers, _pattern(entry["near"], words) if "near" in entry else None)


def _pattern(source: str, words: Mapping[str, str]) -> re.Pattern[str]:
    for word, meant in words.items():
        source = source.replace(word, meant)
    # The text compared has its width folded, so a class that excludes ， must exclude the narrow comma too.
    return re.compile(source.replace("，", "，,").replace("；", "；;"))
