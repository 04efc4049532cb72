"""What people do with duties: add, change, stop, hand in, put off, say it cannot be done, look over, nudge."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import SHANGHAI, Clock, local
from bot.forms.moments import written
from bot.people.audience import Audience, parse_audience
from bot.people.audit import Action
from bot.people.roles import Official, acts_in
from bot.reminders.composing import unreached
from bot.reminders.model import DutyPlan, DutyRefused, Kinds
from bot.reminders.planning import Planner, due_moment
from bot.reminders.triggers.cycles import check_cycle, is_single
from bot.reminders.triggers.steps import parse_steps
from bot.reminders.triggers.workdays import REST_DAY_WORDS
from bot.storage.audience import AudienceStore
from bot.storage.audit import AuditStore
from bot.storage.database import Database
from bot.storage.duties import DutyRow, DutyStore, OccurrenceRow, Part
from bot.storage.reminders import ReminderStore

_LOOK_BACK, _LOOK_AHEAD = timedelta(days=31), timedelta(days=45)
TOMORROW_AT = 9
_WHEN = frozenset({"cycle", "due_time", "rest_day"})
_CHANGEABLE = frozenset({"title", "cycle", "audience", "due_time", "rest_day", "steps", "escalate_after_days", "ignores_quiet_hours"})


@dataclass(frozen=True)
class Overview:
    """How one period of a duty stands among those below an official: names by state."""

    duty: DutyRow
    occurrence: OccurrenceRow
    names: dict[str, list[str]]


class Duties:
    """The duties and everybody's part in them; every deed of an official is in the audit log."""

    def __init__(self, database: Database, clock: Clock, planner: Planner, kinds: Kinds, places: Any) -> None:
        self._database, self._clock, self._planner, self._kinds, self._places = database, clock, planner, kinds, places

    def add(self, plan: DutyPlan, *, by: str) -> str:
        """Make a duty, plan its first periods, return its id; raises ValueError for what cannot be read."""
        now = self._clock.now()
        with self._database.session() as session:
            duty = DutyStore(session).add(
                id=secrets.token_hex(4), created_by=by, version_since=now, planned_until=now, **self._columns(plan)
            )
            AuditStore(session).add(by, Action.DUTY_ADDED, f"duty:{duty.id}", now, {"region": duty.region, "cycle": duty.cycle})
            self._demand_a_day_to_come(duty, now)
            self._planner.plan(session, duty, now)
            return duty.id

    def change(self, duty_id: str, *, by: str, **columns: Any) -> bool:
        """Change a duty's rule: what was planned under the old version becomes void, and a new version is planned."""
        if unknown := columns.keys() - _CHANGEABLE:
            raise ValueError(f"{', '.join(sorted(unknown))} cannot be changed; known: {', '.join(sorted(_CHANGEABLE))}.")
        if "cycle" in columns:
            check_cycle(columns["cycle"])
        if "title" in columns:
            _demand_a_title(columns["title"])
        now = self._clock.now()
        with self._database.session() as session:
            duty = DutyStore(session).get(duty_id)
            if duty is None or duty.stopped_at:
                return False
            self._planner.revise(session, duty, now, "rule_changed")
            for name, value in columns.items():
                setattr(duty, name, value)
            if columns.keys() & _WHEN:
                self._demand_a_day_to_come(duty, now)
            AuditStore(session).add(by, Action.DUTY_CHANGED, f"duty:{duty_id}", now, {"fields": sorted(columns), "version": duty.version})
            self._planner.plan(session, duty, now)
            return True

    def stop(self, duty_id: str, *, by: str) -> bool:
        """End a duty: nothing of it is sent any more."""
        now = self._clock.now()
        with self._database.session() as session:
            duty = DutyStore(session).get(duty_id)
            if duty is None or duty.stopped_at:
                return False
            self._planner.revise(session, duty, now, "duty_stopped")
            duty.stopped_at = now
            AuditStore(session).add(by, Action.DUTY_STOPPED, f"duty:{duty_id}", now)
            return True

    def all(self) -> Sequence[DutyRow]:
        """Return every duty in force."""
        with self._database.session() as session:
            return DutyStore(session).active()

    def next_due_at(self, duty_id: str) -> datetime | None:
        """Return when a duty falls due next; None once all its days are past."""
        now = self._clock.now()
        with self._database.session() as session:
            duty = DutyStore(session).get(duty_id)
            return self._planner.next_due_at(duty, now) if duty and not duty.stopped_at else None

    def reach(self, duty_id: str) -> int:
        """Count those a duty concerns now, as far as anybody knows them."""
        with self._database.session() as session:
            duty, people = DutyStore(session).get(duty_id), AudienceStore(session)
            return len(people.channels(Audience(people, self._places).members(duty.audience, duty.region))) if duty else 0

    def nearest(self, duty_id: str) -> tuple[DutyRow, Sequence[Part]]:
        """Return a duty with everybody's part in its nearest period not yet settled by all, else its latest one."""
        with self._database.session() as session:
            store = DutyStore(session)
            duty = store.get(duty_id)
            if duty is None:
                raise LookupError(duty_id)
            parts = store.parts_in(o.id for o in store.occurrences(duty, self._clock.now() - _LOOK_BACK))
        by_period: dict[int, list[Part]] = {}
        for part in sorted(parts, key=lambda part: part[1].due_at):
            by_period.setdefault(part[1].id, []).append(part)
        open_ = [found for found in by_period.values() if any(a.state == "open" for a, _o, _d in found)]
        return duty, next(iter(open_), next(iter(reversed(list(by_period.values()))), []))

    def settle_nearest(self, duty_id: str, person_id: str | None, *, by: str) -> list[str]:
        """Record from the shell that the nearest period has been handed in; return whose parts were open."""
        try:
            _duty, parts = self.nearest(duty_id)
        except LookupError:
            return []
        open_ = [a for a, _o, _d in parts if a.state == "open" and person_id in (None, a.person_id)]
        for assignment in open_:
            self._answer(assignment.person_id, assignment.id, "done", None, Action.DUTY_DONE, "already_done", by=by)
        return [assignment.person_id for assignment in open_]

    def mine(self, person_id: str) -> Sequence[Part]:
        """Return a person's parts: the open ones and the lately settled, soonest first."""
        now = self._clock.now()
        with self._database.session() as session:
            return DutyStore(session).parts_of(person_id, now + _LOOK_AHEAD, now - _LOOK_BACK)

    def done(self, person_id: str, assignment_id: int) -> tuple[Part | None, bool]:
        """Record that somebody has handed in; also whether it was news."""
        return self._answer(person_id, assignment_id, "done", None, Action.DUTY_DONE, "already_done")

    def unable(self, person_id: str, assignment_id: int, reason: str) -> tuple[Part | None, bool]:
        """Record that somebody cannot do it, and why."""
        return self._answer(person_id, assignment_id, "unable", reason, Action.DUTY_UNABLE, "already_answered")

    def reopen(self, person_id: str, assignment_id: int) -> Part | None:
        """Take back an answer given by mistake; the reminders still to come go out again."""
        now = self._clock.now()
        with self._database.session() as session:
            part = _own(session, person_id, assignment_id)
            if part is not None and part[0].state != "open":
                part[0].state, part[0].reason, part[0].changed_at = "open", None, now
                ReminderStore(session).revive("duty", [assignment_id], ("already_done", "already_answered"), now)
                AuditStore(session).add(person_id, Action.DUTY_REOPENED, f"assignment:{assignment_id}", now)
            return part

    def later(self, person_id: str, assignment_id: int, until: str) -> tuple[Part | None, datetime]:
        """Remind somebody again in an hour (`1h`) or tomorrow at nine (`tomorrow`)."""
        now = self._clock.now()
        at = now + timedelta(hours=1) if until == "1h" else _tomorrow(now)
        with self._database.session() as session:
            part = _own(session, person_id, assignment_id)
            if part is not None and part[0].state == "open":
                row = _extra("duty", part, f"later:{at:%Y%m%dT%H%M%S}", at)
                ReminderStore(session).add([row])
            return part, at

    def nudge(self, official: Official, occurrence_id: int) -> int:
        """Remind everybody below who has not handed in, now; return how many."""
        now = self._clock.now()
        with self._database.session() as session:
            parts = [p for p in DutyStore(session).parts_in([occurrence_id]) if p[0].state == "open"]
            parts = [p for p in self._below(session, official, parts) if p[0].person_id != official.person_id]
            ReminderStore(session).add([_extra("duty_nudge", part, f"nudge:{now:%Y%m%dT%H%M%S}", now) for part in parts])
            AuditStore(session).add(official.person_id, Action.DUTY_NUDGED, f"occurrence:{occurrence_id}", now, {"people": len(parts)})
            return len(parts)

    def overview(self, official: Official) -> list[Overview]:
        """Show an official how the duties below stand: done, open, unable, not reached."""
        now = self._clock.now()
        with self._database.session() as session:
            parts = self._below(session, official, DutyStore(session).parts_between(now - _LOOK_BACK, now + _LOOK_AHEAD))
            parts = [p for p in parts if p[0].person_id != official.person_id]
            lost = unreached(session, [p[0].id for p in parts if p[0].state == "open"])
            names = AudienceStore(session).names(p[0].person_id for p in parts)
        return _grouped(parts, lost, names)

    def _below(self, session: Any, official: Official, parts: Sequence[Part]) -> list[Part]:
        homes = {person_id: region for person_id, _role, region, _since in AudienceStore(session).officials()}
        inside = {r: acts_in(official, r, self._places) for r in {*homes.values(), *(d.region for _a, _o, d in parts)}}
        return [p for p in parts if inside[homes.get(p[0].person_id, p[2].region)]]

    def _answer(
        self, person_id: str, assignment_id: int, state: str, reason: str | None, action: Action, cause: str, *, by: str = ""
    ) -> tuple[Part | None, bool]:
        now = self._clock.now()
        with self._database.session() as session:
            part = _own(session, person_id, assignment_id)
            if part is None or part[0].state == state == "done":
                return part, False
            part[0].state, part[0].reason, part[0].changed_at = state, reason, now
            for kind in ("duty", "duty_nudge"):
                ReminderStore(session).void_subjects(kind, [assignment_id], now, cause)
            AuditStore(session).add(
                by or person_id, action, f"assignment:{assignment_id}", now, {"duty": part[2].id, "period": part[1].period}
            )
            return part, True

    def _demand_a_day_to_come(self, duty: DutyRow, now: datetime) -> None:
        if self._planner.next_due_at(duty, now) is None:
            single = due_moment(date.fromisoformat(duty.cycle.partition(":")[2]), duty.due_time) if is_single(duty.cycle) else None
            raise DutyRefused("duty_past", at=written(single, now)) if single else DutyRefused("duty_over")

    def _columns(self, plan: DutyPlan) -> dict[str, Any]:
        defaults = self._kinds.entries["duty"]
        basis = plan.basis
        rest_day = plan.rest_day or defaults["rest_day"]
        if rest_day not in REST_DAY_WORDS:
            raise DutyRefused("rest_day", text=rest_day)
        _demand_a_title(plan.title)
        due_time = plan.due_time or defaults["due_time"]
        due_moment(local(self._clock.now()).date(), due_time)
        return {
            "title": plan.title.strip(), "region": plan.region, "cycle": check_cycle(plan.cycle),
            "audience": list(parse_audience(plan.audience)), "due_time": due_time, "rest_day": rest_day,
            "ignores_quiet_hours": plan.ignores_quiet_hours,
            "steps": list(parse_steps(",".join(defaults["steps"] if plan.steps is None else plan.steps))),
            "escalate_after_days": defaults["escalate_after_days"] if plan.escalate_after_days is None else plan.escalate_after_days,
            "document": basis.document if basis else None, "clause": basis.clause if basis else None,
            "quote": basis.quote if basis else None,
        }  # fmt: skip


def single_due(moment: datetime) -> dict[str, str]:
    """Return the cycle, hour and rest-day rule of a deadline given to the minute: it stays where it was put."""
    there = moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else local(moment)
    return {"cycle": f"date:{there.date().isoformat()}", "due_time": there.time().isoformat("seconds"), "rest_day": "none"}


def _demand_a_title(title: str) -> None:
    if not title.strip():
        raise DutyRefused("duty_title")


def _own(session: Any, person_id: str, assignment_id: int) -> Part | None:
    part = DutyStore(session).part(assignment_id)
    return part if part and part[0].person_id == person_id and part[0].state != "released" and part[1].void_at is None else None


def _tomorrow(now: datetime) -> datetime:
    there = local(now) + timedelta(days=1)
    return there.replace(hour=TOMORROW_AT, minute=0, second=0, microsecond=0)


def _extra(kind: str, part: Part, step: str, at: datetime) -> dict[str, Any]:
    assignment, occurrence, _duty = part
    return {
        "kind": kind, "subject_id": assignment.id, "person_id": assignment.person_id, "step": step, "version": occurrence.version,
        "due_at": at, "useful_until": at + timedelta(days=1),
        "ignores_quiet_hours": True, "state": "due", "cause": None, "settled_at": None,
    }  # fmt: skip


def _grouped(parts: Sequence[Part], lost: Mapping[int, str], names: Mapping[str, str]) -> list[Overview]:
    found: dict[int, Overview] = {}
    for assignment, occurrence, duty in parts:
        entry = found.setdefault(occurrence.id, Overview(duty, occurrence, {}))
        name = names.get(assignment.person_id) or assignment.person_id[:6]
        # Why somebody cannot do it is what their superior needs to know.
        entry.names.setdefault(assignment.state, []).append(f"{name}（{assignment.reason}）" if assignment.reason else name)
        if assignment.state == "open" and assignment.id in lost:
            entry.names.setdefault(lost[assignment.id], []).append(name)
    return list(found.values())
