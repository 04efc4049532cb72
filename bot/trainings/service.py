"""What people do with trainings: announce, change, cancel, enrol, leave, sign in on the spot."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import Clock, local
from bot.forms.moments import written
from bot.people.audience import Audience
from bot.people.audit import Action
from bot.reminders.model import Kinds
from bot.reminders.triggers.steps import moments, out_of_quiet_hours, parse_steps
from bot.storage.audience import AudienceStore
from bot.storage.audit import AuditStore
from bot.storage.database import Database
from bot.storage.reminders import ReminderStore
from bot.storage.trainings import OPEN_STATES, EnrolmentRow, Place, TrainingRow, TrainingStore
from bot.trainings.model import AUDIENCES, TrainingPlan, TrainingRefused, code_hash, concerned, ends_at, new_attendance_code

_MOST_WRONG_CODES = 5
_CHANGEABLE = frozenset({"title", "place", "starts_at", "days", "seats", "trainer", "bring"})


@dataclass(frozen=True)
class Announced:
    """A session just made: its number, its attendance code (known now and never again), how many are told."""

    id: int
    code: str
    people: int


@dataclass(frozen=True)
class SignedIn:
    """What became of an attendance code: `code_right`, `code_twice`, `code_wrong`, `code_locked`, `code_no_session`."""

    outcome: str
    training: TrainingRow | None = None


class Trainings:
    """The sessions, their lists, and the reminders of both."""

    def __init__(self, database: Database, clock: Clock, kinds: Kinds, places: Any) -> None:
        self._database, self._clock, self._kinds, self._places = database, clock, kinds, places

    def add(self, plan: TrainingPlan, *, by: str) -> Announced:
        """Make a session and announce it to those it concerns."""
        if plan.audience not in AUDIENCES:
            raise TrainingRefused("training_audience", text=plan.audience, known="、".join(AUDIENCES))
        self._check(title=plan.title, place=plan.place, starts_at=plan.starts_at)
        now, code, salt = self._clock.now(), new_attendance_code(), secrets.token_hex(8)
        steps = list(parse_steps(",".join(plan.steps if plan.steps is not None else self._kinds.entries["training_reminder"]["steps"])))
        with self._database.session() as session:
            training = TrainingStore(session).add(
                title=plan.title, place=plan.place, region=plan.region, starts_at=plan.starts_at, days=plan.days,
                audience=plan.audience, trade=plan.trade, seats=plan.seats, trainer=plan.trainer, bring=plan.bring,
                steps=steps, code_hash=f"{salt}:{code_hash(salt, code)}", created_by=by, created_at=now, version=1,
            )  # fmt: skip
            people = concerned(training, Audience(AudienceStore(session), self._places))
            at = out_of_quiet_hours(now, training.starts_at, self._kinds.hours)
            rows = [_row("training_announcement", training.id, p, "once", training, at) for p in sorted(people)]
            ReminderStore(session).add(rows)
            AuditStore(session).add(by, Action.TRAINING_ADDED, f"training:{training.id}", now, {"region": plan.region})
            return Announced(training.id, code, len(people))

    def change(self, training_id: int, *, by: str, **columns: Any) -> bool:
        """Change a session: old reminders become void, everybody on the list is told."""
        if unknown := columns.keys() - _CHANGEABLE:
            raise ValueError(f"{', '.join(sorted(unknown))} cannot be changed; known: {', '.join(sorted(_CHANGEABLE))}.")
        self._check(**columns)
        now = self._clock.now()
        with self._database.session() as session:
            store = TrainingStore(session)
            training = store.lock(training_id)
            if training is None or training.cancelled_at:
                return False
            for name, value in columns.items():
                setattr(training, name, value)
            training.version += 1
            self._retell(session, training, "training_changed", "session_changed", now)
            self._remind(session, training, store.enrolled(training_id, "enrolled"), now)
            self._promote(session, training, now)
            AuditStore(session).add(by, Action.TRAINING_CHANGED, f"training:{training_id}", now, {"fields": sorted(columns)})
            return True

    def _check(self, **told: Any) -> None:
        """Raise TrainingRefused for a session without a name or a place, or that would have begun already."""
        now = self._clock.now()
        for name in ("title", "place"):
            if not str(told.get(name, name)).strip():
                raise TrainingRefused(f"training_{name}")
        if "starts_at" in told and told["starts_at"] <= now:
            raise TrainingRefused("training_past", at=written(told["starts_at"], now))

    def cancel(self, training_id: int, *, by: str) -> bool:
        """Call a session off and tell everybody on the list."""
        now = self._clock.now()
        with self._database.session() as session:
            training = TrainingStore(session).lock(training_id)
            if training is None or training.cancelled_at:
                return False
            training.cancelled_at = now
            training.version += 1
            ReminderStore(session).void_subjects("training_announcement", [training_id], now, "session_cancelled")
            self._retell(session, training, "training_cancelled", "session_cancelled", now)
            AuditStore(session).add(by, Action.TRAINING_CANCELLED, f"training:{training_id}", now)
            return True

    def enrol(self, training_id: int, person_id: str) -> tuple[TrainingRow, EnrolmentRow, int] | None:
        """Put somebody on the list, or on the waiting list when it is full; None when the session is over or off."""
        now = self._clock.now()
        with self._database.session() as session:
            store = TrainingStore(session)
            training = store.lock(training_id)
            if training is None or training.cancelled_at or now >= ends_at(training):
                return None
            old = store.enrolment(training_id, person_id)
            if old is None or old.state not in (*OPEN_STATES, "attended"):
                is_full = training.seats is not None and store.taken(training_id) >= training.seats
                old = store.enrol(training_id, person_id, "waiting" if is_full else "enrolled", now)
                session.flush()
                if old.state == "enrolled":
                    self._remind(session, training, [old], now)
            return training, old, waiting_place(store, old)

    def leave(self, training_id: int, person_id: str) -> TrainingRow | None:
        """Take somebody off the list and move the first of the waiting list up."""
        now = self._clock.now()
        with self._database.session() as session:
            store = TrainingStore(session)
            training = store.lock(training_id)
            enrolment = store.enrolment(training_id, person_id)
            if training is None or enrolment is None or enrolment.state not in OPEN_STATES:
                return None
            enrolment.state = "cancelled"
            session.flush()
            ReminderStore(session).void_subjects("training_reminder", [enrolment.id], now, "not_enrolled")
            if not training.cancelled_at and now < ends_at(training):
                self._promote(session, training, now)
            return training

    def is_attending(self, person_id: str) -> bool:
        """Say whether one of the sessions somebody is on the list of takes place today."""
        with self._database.session() as session:
            return bool(_under_way(TrainingStore(session).of(person_id), self._clock.now()))

    def sign_in(self, person_id: str, code: str) -> SignedIn:
        """Record that somebody is there, by the code read out on the spot."""
        now = self._clock.now()
        with self._database.session() as session:
            store = TrainingStore(session)
            places = _under_way(store.of(person_id), now)
            if not places:
                return SignedIn("code_no_session")
            for enrolment, training in places:
                salt, _, hashed = training.code_hash.partition(":")
                if enrolment.wrong_codes < _MOST_WRONG_CODES and secrets.compare_digest(code_hash(salt, code), hashed):
                    is_new = enrolment.state != "attended"
                    enrolment.state, enrolment.days_attended = "attended", training.days
                    return SignedIn("code_right" if is_new else "code_twice", training)
            worst = min(store.count_wrong_code(enrolment.id) for enrolment, _training in places)
            return SignedIn("code_locked" if worst > _MOST_WRONG_CODES else "code_wrong")

    def record_attendance(self, training_id: int, person_id: str, days: int, *, by: str) -> bool:
        """Write down by hand how many days somebody came, as when the code was locked or they left early."""
        with self._database.session() as session:
            enrolment = TrainingStore(session).enrolment(training_id, person_id)
            if enrolment is None:
                return False
            enrolment.state, enrolment.days_attended = "attended", days
            AuditStore(session).add(by, Action.TRAINING_CHANGED, f"training:{training_id}", self._clock.now(), {"attendance_days": days})
            return True

    def renew_code(self, training_id: int, *, by: str) -> str | None:
        """Draw a new attendance code and return it; the old one is worthless, wrong tries are forgiven."""
        now, code, salt = self._clock.now(), new_attendance_code(), secrets.token_hex(8)
        with self._database.session() as session:
            training = TrainingStore(session).lock(training_id)
            if training is None or training.cancelled_at:
                return None
            training.code_hash = f"{salt}:{code_hash(salt, code)}"
            for enrolment in TrainingStore(session).enrolled(training_id):
                enrolment.wrong_codes = 0
            AuditStore(session).add(by, Action.TRAINING_CHANGED, f"training:{training_id}", now, {"fields": ["code"]})
            return code

    def find(self, training_id: int) -> TrainingRow | None:
        """Return one session."""
        with self._database.session() as session:
            return TrainingStore(session).get(training_id)

    def roster(self, training_id: int) -> list[tuple[EnrolmentRow, str]]:
        """Return everybody on a session's list with the name they are known by, in the order they came."""
        with self._database.session() as session:
            people = TrainingStore(session).enrolled(training_id, *OPEN_STATES, "attended")
            names = AudienceStore(session).names(e.person_id for e in people)
            return [(e, names.get(e.person_id, "")) for e in people]

    def reminds_at(self, training: TrainingRow) -> list[datetime]:
        """Return when those on a session's list will still be reminded of it."""
        return [m.at for m in moments(tuple(training.steps), training.starts_at, self._kinds.hours, since=self._clock.now())]

    def is_over(self, training: TrainingRow, now: datetime) -> bool:
        """Say whether a session's last day is past."""
        return now >= ends_at(training)

    def coming_for(self, person_id: str, region: str | None) -> list[tuple[TrainingRow, EnrolmentRow | None, int, int]]:
        """Return the sessions somebody may join or has joined: with their place on the list, seats taken, waiting place."""
        now = self._clock.now()
        with self._database.session() as session:
            store, audience, found = TrainingStore(session), Audience(AudienceStore(session), self._places), []
            for training in store.coming(now):
                enrolment = store.enrolment(training.id, person_id)
                lives_there = bool(region) and self._places.lies_in(region, training.region)
                if enrolment or (lives_there and _may_join(training, audience, person_id)):
                    found.append((training, enrolment, store.taken(training.id), waiting_place(store, enrolment)))
            return found

    def archive(self, person_id: str) -> Sequence[Place]:
        """Return every session somebody was ever on the list of."""
        with self._database.session() as session:
            return TrainingStore(session).of(person_id)

    def all(self) -> list[tuple[TrainingRow, dict[str, int]]]:
        """Return every session with its people counted by state."""
        with self._database.session() as session:
            store = TrainingStore(session)
            return [(t, {s: len(store.enrolled(t.id, s)) for s in ("enrolled", "waiting", "attended")}) for t in store.all()]

    def _remind(self, session: Any, training: TrainingRow, enrolments: Iterable[EnrolmentRow], now: datetime) -> None:
        spoken = moments(tuple(training.steps), training.starts_at, self._kinds.hours, since=now)
        ids = []
        for enrolment in enrolments:
            ids.append(enrolment.id)
            rows = [_row("training_reminder", enrolment.id, enrolment.person_id, m.step, training, m.at) for m in spoken]
            ReminderStore(session).add(rows)
        ReminderStore(session).revive("training_reminder", ids, ("not_enrolled",), now)

    def _retell(self, session: Any, training: TrainingRow, kind: str, cause: str, now: datetime) -> None:
        enrolments = TrainingStore(session).enrolled(training.id)
        reminders = ReminderStore(session)
        reminders.void_subjects("training_reminder", [e.id for e in enrolments], now, cause)
        reminders.void_subjects("training_changed", [e.id for e in enrolments], now, cause)
        reminders.add([_row(kind, e.id, e.person_id, "once", training, now) for e in enrolments])

    def _promote(self, session: Any, training: TrainingRow, now: datetime) -> None:
        store = TrainingStore(session)
        free = None if training.seats is None else training.seats - store.taken(training.id)
        for enrolment in store.enrolled(training.id, "waiting")[: None if free is None else max(0, free)]:
            enrolment.state = "enrolled"
            step = f"{now:%Y%m%dT%H%M%S}"
            ReminderStore(session).add([_row("training_promoted", enrolment.id, enrolment.person_id, step, training, now)])
            self._remind(session, training, [enrolment], now)


def waiting_place(store: TrainingStore, enrolment: EnrolmentRow | None) -> int:
    """Return somebody's place on the waiting list, from 1; 0 when they do not wait."""
    if enrolment is None or enrolment.state != "waiting":
        return 0
    return [e.id for e in store.enrolled(enrolment.training_id, "waiting")].index(enrolment.id) + 1


def _may_join(training: TrainingRow, audience: Audience, person_id: str) -> bool:
    return person_id in concerned(training, audience)


def _is_on(training: TrainingRow, now: datetime) -> bool:
    morning = local(training.starts_at).replace(hour=0, minute=0, second=0, microsecond=0)
    return training.cancelled_at is None and morning <= now < ends_at(training)


def _under_way(places: Iterable[Place], now: datetime) -> list[Place]:
    return [(e, t) for e, t in places if _is_on(t, now) and e.state in (*OPEN_STATES, "attended")]


def _row(kind: str, subject_id: int, person_id: str, step: str, training: TrainingRow, at: datetime) -> dict[str, Any]:
    return {
        "kind": kind, "subject_id": subject_id, "person_id": person_id, "step": step, "version": training.version, "due_at": at,
        "useful_until": training.starts_at, "ignores_quiet_hours": False, "state": "due", "cause": None, "settled_at": None,
    }  # fmt: skip
