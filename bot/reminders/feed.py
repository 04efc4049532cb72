"""A person's duties and trainings as an iCalendar file and a feed to subscribe to, at an address nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from bot.clock import Clock
from bot.people.audience import Membership
from bot.people.roles import Places
from bot.reminders.planning import Planner
from bot.storage.audience import AudienceStore
from bot.storage.database import Database
from bot.storage.duties import DutyRow, DutyStore, Part
from bot.storage.reminders import ReminderStore
from bot.storage.trainings import OPEN_STATES, Place, TrainingStore

_LOOK_BACK, _LOOK_AHEAD = timedelta(days=92), timedelta(days=400)
_REFRESH = timedelta(hours=1)
_LENGTH = timedelta(minutes=30)


class Feeds:
    """Gives out calendar addresses and draws the calendars behind them."""

    def __init__(self, database: Database, clock: Clock, texts: Mapping[str, Any], planner: Planner, places: Places, base_url: str) -> None:
        self._database, self._clock, self._texts, self._base_url = database, clock, texts, base_url.rstrip("/")
        self._planner, self._places = planner, places

    def new_address(self, person_id: str) -> str:
        """Return a fresh address; the one before stops working."""
        token = secrets.token_urlsafe(32)
        with self._database.session() as session:
            ReminderStore(session).set_feed_token(person_id, _hash(token), self._clock.now())
        return f"{self._base_url}/calendar/{token}.ics"

    def calendar(self, token: str) -> bytes | None:
        """Draw the calendar behind an address, or None when there is none."""
        now = self._clock.now()
        with self._database.session() as session:
            owner = ReminderStore(session).feed_owner(_hash(token))
            if owner is None:
                return None
            parts = DutyStore(session).parts_of(owner, now + _LOOK_AHEAD, now - _LOOK_BACK)
            further = self._further(session, owner, {(part[2].id, part[1].period) for part in parts}, now)
            places = [place for place in TrainingStore(session).of(owner) if place[0].state in (*OPEN_STATES, "attended")]
        calendar = Calendar()
        calendar.add("prodid", "-//Fuwen//duties and trainings//ZH")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", self._texts["feed_title"])
        calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
        for part in parts:
            calendar.add_component(self._duty(part, now))
        for duty, row in further:
            calendar.add_component(self._due(duty, owner, row["period"], row["due_at"], row["version"], now))
        for place in places:
            calendar.add_component(self._training(place, now))
        return bytes(calendar.to_ical())

    def _further(self, session: Any, owner: str, known: set[tuple[str, str]], now: datetime) -> list[tuple[DutyRow, dict[str, Any]]]:
        """Find the periods of somebody's duties that are too far off to be planned yet."""
        person = Membership(AudienceStore(session), self._places, owner)
        mine = [duty for duty in DutyStore(session).active() if person.is_among(duty.audience, duty.region)]
        coming = ((duty, row) for duty in mine for row in self._planner.coming(duty, now, now + _LOOK_AHEAD))
        return [(duty, row) for duty, row in coming if (duty.id, row["period"]) not in known]

    def _duty(self, part: Part, now: datetime) -> Event:
        assignment, occurrence, duty = part
        event = self._due(duty, assignment.person_id, occurrence.period, occurrence.due_at, occurrence.version, now)
        if assignment.state == "done":
            event.add("x-fuwen-state", assignment.state)
        else:
            event.add_component(_alarm(str(event["summary"])))
        return event

    def _due(self, duty: DutyRow, person_id: str, period: str, due_at: datetime, version: int, now: datetime) -> Event:
        title = self._texts["feed_duty"].format(title=duty.title)
        # The same name before and after it is planned, and under every version of the rule.
        event = _event(f"duty-{duty.id}-{period}-{person_id[:8]}", title, due_at, due_at + _LENGTH, now)
        event.add("sequence", version - 1)
        if duty.quote:
            event.add("description", f"{duty.clause} {duty.quote}")
        return event

    def _training(self, place: Place, now: datetime) -> Event:
        _enrolment, training = place
        title = self._texts["feed_training"].format(title=training.title)
        event = _event(
            f"training-{training.id}", title, training.starts_at, training.starts_at + timedelta(days=training.days - 1, hours=8), now
        )
        event.add("sequence", training.version - 1)
        event.add("location", training.place)
        event.add("status", "CANCELLED" if training.cancelled_at else "CONFIRMED")
        return event


def _event(uid: str, title: str, begins_at: datetime, end_at: datetime, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@fuwen")
    event.add("dtstamp", now)
    event.add("summary", title)
    event.add("dtstart", begins_at)
    event.add("dtend", end_at)
    return event


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(days=-1))
    return alarm


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
