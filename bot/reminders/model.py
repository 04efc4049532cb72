"""What the reminders are made of: defaults from kinds.yml, what a reminder becomes, and how moments are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.clock import SHANGHAI
from bot.delivery.quiet_hours import QuietHours
from bot.messages import Button
from bot.reminders.triggers.steps import Hours
from bot.texts import refusal

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Kinds:
    """The reminder kinds and the hours they keep, as kinds.yml says."""

    hours: Hours
    entries: Mapping[str, Mapping[str, Any]]
    late_after: timedelta
    batch_size: int


@dataclass(frozen=True)
class Say:
    """A reminder that goes out: its words and its buttons."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Drop:
    """A reminder with nothing left to say, and why (a key of the texts)."""

    cause: str


Verdict = Say | Drop


class DutyRefused(ValueError):
    """A duty cannot be as somebody wants it; the message says why, in the official's words."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(refusal(reason, **values))


@dataclass(frozen=True)
class Basis:
    """The clause a duty or a rule stands on."""

    document: str
    clause: str
    quote: str


@dataclass(frozen=True)
class DutyPlan:
    """A duty as somebody wants it; what they leave out is taken from kinds.yml."""

    title: str
    region: str
    cycle: str
    audience: tuple[str, ...]
    due_time: str | None = None
    rest_day: str | None = None
    steps: tuple[str, ...] | None = None
    escalate_after_days: int | None = None
    ignores_quiet_hours: bool = False
    basis: Basis | None = None


@dataclass(frozen=True)
class TickReport:
    """What one tick did."""

    queued: int = 0
    on_page: int = 0
    missed: int = 0
    void: int = 0
    late: int = 0
    causes: Mapping[str, int] = field(default_factory=dict)


def load_kinds(quiet: QuietHours | None = None, path: Path = _FOLDER / "kinds.yml") -> Kinds:
    """Read the kinds of reminders and their hours; when nobody is disturbed is a setting, not theirs."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    hours = data.pop("hours")
    late, size = data.pop("late_after_seconds"), data.pop("batch_size")
    return Kinds(_hours(hours, quiet or QuietHours(SHANGHAI)), data, timedelta(seconds=late), size)


def _hours(data: Mapping[str, Any], quiet: QuietHours) -> Hours:
    morning, overdue = (time.fromisoformat(data[name]) for name in ("morning", "overdue"))
    return Hours(morning, overdue, quiet, overdue_days=data["overdue_days"])


def load_texts(path: Path = _FOLDER / "texts.yml") -> dict[str, Any]:
    """Read what the reminders say."""
    texts: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts
