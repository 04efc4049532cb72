"""What a training session is made of, whom it concerns, and how it is put into words."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from bot.clock import local
from bot.forms.moments import written
from bot.people.audience import Audience
from bot.people.enrolling import how_to_enrol
from bot.storage.trainings import TrainingRow
from bot.texts import refusal

_FOLDER = Path(__file__).parent
_CODE_DIGITS = 6
_REGISTRATION_LENGTH = 6
AUDIENCES = ("everyone", "household", "registered_poor", "official", "village_officer", "county_officer")
EVERYONE, REGISTERED_POOR, HOUSEHOLD = "everyone", "registered_poor", "household"


@dataclass(frozen=True)
class TrainingPlan:
    """A session as somebody wants it; `seats` None means room for all, `trade` is a lexicon fact such as `cattle`."""

    title: str
    place: str
    region: str
    starts_at: datetime
    days: int = 1
    audience: str = EVERYONE
    trade: str | None = None
    seats: int | None = None
    trainer: str | None = None
    bring: str | None = None
    steps: tuple[str, ...] | None = None


class TrainingRefused(ValueError):
    """A session cannot be as somebody wants it; the message says why, in the official's words."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(refusal(reason, **values))


def load_training_texts(path: Path = _FOLDER / "texts.yml") -> dict[str, Any]:
    """Read what the trainings say."""
    texts: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


def new_attendance_code() -> str:
    """Draw the six digits that are read out on the spot."""
    return f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"


def is_attendance_code(text: str) -> bool:
    """Say whether words look like an attendance code."""
    return len(text) == _CODE_DIGITS and text.isascii() and text.isdecimal()


def code_hash(salt: str, code: str) -> str:
    """Return what is stored of an attendance code."""
    return hashlib.sha256(f"{salt}:{code.strip()}".encode()).hexdigest()


def registration_number(person_id: str) -> str:
    """Return the short number by which somebody without a name is told from the others on a list."""
    return person_id[:_REGISTRATION_LENGTH]


def ends_at(training: TrainingRow) -> datetime:
    """Return the end of a session's last day."""
    first = local(training.starts_at).replace(hour=0, minute=0, second=0, microsecond=0)
    return first + timedelta(days=training.days)


def concerned(training: TrainingRow, audience: Audience) -> set[str]:
    """Return the people a session is for, by place, kind and trade."""
    if training.audience not in (EVERYONE, HOUSEHOLD, REGISTERED_POOR):
        return set(audience.officials(training.audience, training.region))
    found = {p for p, facts in audience.households(training.region).items() if suits(training, facts)}
    if training.audience == EVERYONE and not training.trade:
        found |= set(audience.officials("official", training.region))
    return found


def suits(training: TrainingRow, facts: Mapping[str, object]) -> bool:
    """Say whether a household is of the kind and trade a session is for."""
    if training.audience == REGISTERED_POOR and facts.get(REGISTERED_POOR) is not True:
        return False
    return training.trade is None or _has(facts.get(training.trade))


def _has(value: object) -> bool:
    # Profiles keep exact numbers as {"number": "2"}.
    if isinstance(value, Mapping):
        return Decimal(str(value.get("number", "0"))) > 0
    return bool(value)


class TrainingWording:
    """The texts of the trainings, filled in."""

    def __init__(self, texts: Mapping[str, Any], places: Any, title_of: Callable[[str], str]) -> None:
        self.texts, self._places, self.title_of = texts, places, title_of

    def say(self, key: str, **values: Any) -> str:
        """Fill in one text."""
        return str(self.texts[key]).format(**values)

    def reach(self, audience: str, region: str, people: int) -> str:
        """Say how many people are told of a session; when it is nobody, how they are enrolled."""
        if people:
            return self.say("reach", n=people)
        whom = f"role:{HOUSEHOLD if audience in (EVERYONE, REGISTERED_POOR) else audience}"
        return self.say("reach_nobody", how=how_to_enrol(whom, self._places[region].name))

    def state(self, state: str, place: int = 0) -> str:
        """Say where somebody stands: 已报名, 候补第2位, 已签到."""
        return self.say(f"state_{state}" if place or state != "waiting" else "state_waits", place=place)

    def session(self, training: TrainingRow, now: datetime, taken: int | None = None) -> str:
        """Describe a session: title, time, place, seats, trainer, what to bring."""
        key = "seats" if taken is None else "seats_left"
        left = max(0, (training.seats or 0) - (taken or 0))
        return self.say(
            "session", title=training.title, starts=written(training.starts_at, now), days=training.days, place=training.place,
            seats=self.say(key, seats=training.seats, left=left) if training.seats is not None else "",
            trainer=self.say("trainer", trainer=training.trainer) if training.trainer else "",
            bring=self.say("bring", bring=training.bring) if training.bring else "",
        )  # fmt: skip

    def notice(self, key: str, training: TrainingRow, now: datetime, *, is_late: bool) -> str:
        """Write an announcement, a reminder, a change or a cancellation."""
        return self.say(
            key, late=self.texts["late"] if is_late else "", region=self._places[training.region].name, title=training.title,
            starts=written(training.starts_at, now), place=training.place, session=self.session(training, now),
            left=self._left(training.starts_at, now),
        )  # fmt: skip

    def _left(self, starts_at: datetime, now: datetime) -> str:
        days = (local(starts_at).date() - local(now).date()).days
        hours = (starts_at - now) // timedelta(hours=1)
        if days >= 1:
            return self.say("left_days", n=days)
        return self.say("left_hours", n=hours) if hours >= 1 else self.say("left_soon")
