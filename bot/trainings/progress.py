"""How much of the training everybody is to have, somebody has had this year; the rule is data and names its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from bot.clock import local
from bot.people.roles import Places
from bot.storage.trainings import Place
from bot.trainings.model import TrainingWording

_FILE = Path(__file__).parent / "progress.yml"


@dataclass(frozen=True)
class TrainingRule:
    """So many sessions a year, each of so many days, for so many years; and the clause that says so."""

    region: str
    times_a_year: int
    days_each: int
    years: int
    document: str
    clause: str
    quote: str


@dataclass(frozen=True)
class Progress:
    """What somebody has had this year, measured by a rule."""

    rule: TrainingRule
    times: int
    days: int
    too_short: int

    @property
    def missing(self) -> int:
        """How many sessions are still to come this year."""
        return max(0, self.rule.times_a_year - self.times)


def load_rules(path: Path = _FILE) -> tuple[TrainingRule, ...]:
    """Read the rules."""
    return tuple(TrainingRule(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8")))


def rule_for(region: str | None, rules: Sequence[TrainingRule], places: Places) -> TrainingRule | None:
    """Return the rule of somebody's place, or None where there is none."""
    return next((rule for rule in rules if region and places.lies_in(region, rule.region)), None)


def progress(rule: TrainingRule, archive: Sequence[Place], now: datetime) -> Progress:
    """Count this year's sessions that are long enough, and those that are not."""
    year = local(now).year
    attended = [e.days_attended for e, t in archive if e.state == "attended" and local(t.starts_at).year == year]
    counted = [days for days in attended if days >= rule.days_each]
    return Progress(rule, len(counted), sum(counted), len(attended) - len(counted))


def in_words(found: Progress, wording: TrainingWording) -> str:
    """Say a progress with its source: 今年已参加1次共5天，还差1次."""
    rule = found.rule
    key = "progress" if found.missing else "progress_enough"
    text = wording.say(key, times=found.times, days=found.days, missing=found.missing)
    if found.too_short:
        text += wording.say("progress_short", n=found.too_short, each=rule.days_each)
    return text + wording.say("progress_source", document=wording.title_of(rule.document), clause=rule.clause, quote=rule.quote)
