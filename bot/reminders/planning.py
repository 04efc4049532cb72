"""Turns duties into rows ahead of time: the periods, everybody's part in each, and every reminder of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.clock import SHANGHAI, local
from bot.people.audience import Audience
from bot.people.roles import Official, Places, Role, superiors_of
from bot.reminders.model import Kinds
from bot.reminders.triggers.cycles import Period, periods
from bot.reminders.triggers.steps import Moment, lead_of, moments, out_of_quiet_hours
from bot.reminders.triggers.workdays import is_working_day, to_working_day
from bot.storage.audience import AudienceStore
from bot.storage.database import Database
from bot.storage.duties import AssignmentRow, DutyRow, DutyStore, OccurrenceRow
from bot.storage.reminders import ReminderStore

# A rest day moves a deadline by a week-long holiday and its weekends at most.
_SHIFT_MARGIN = timedelta(days=14)
_LOOK_AHEAD = timedelta(days=7)
_FAR_AHEAD, _CENTURY = timedelta(days=800), timedelta(days=36_525)


class Planner:
    """Plans duties; running it again changes nothing that is already right."""

    def __init__(self, places: Places, kinds: Kinds) -> None:
        self._places, self._kinds = places, kinds

    def plan_all(self, database: Database, now: datetime) -> None:
        """Bring every duty's rows up to date, each in its own transaction, so that one that is wrong holds up no other."""
        with database.session() as session:
            ids = [duty.id for duty in DutyStore(session).active()]
        for duty_id in ids:
            with database.session() as session:
                duty = DutyStore(session).get(duty_id)
                if duty is not None and duty.stopped_at is None:
                    self.plan(session, duty, now)

    def plan(self, session: Any, duty: DutyRow, now: datetime) -> None:
        """Bring one duty's rows up to date within the caller's transaction."""
        store = DutyStore(session)
        begin = max(duty.version_since, min(duty.planned_until, now))
        oldest = max(duty.version_since, min(begin, now - timedelta(days=self._kinds.hours.overdue_days)))
        known = store.occurrences(duty, oldest)
        if self._calendar_moved(duty, known, now):
            self.revise(session, duty, now, "calendar_announced")
            known, begin, oldest = (), now, now
        horizon = now + _LOOK_AHEAD + max((lead_of(step) for step in duty.steps), default=_LOOK_AHEAD)
        periods_known = {occurrence.period for occurrence in known}
        if new := [row for row in self._occurrences(duty, begin, horizon) if row["period"] not in periods_known]:
            store.add_occurrences(new)
            known = store.occurrences(duty, oldest)
        if horizon - duty.planned_until > _LOOK_AHEAD / 2:  # written now and then, not at every planning
            duty.planned_until = horizon
        if known:
            audience = Audience(AudienceStore(session), self._places)
            for occurrence in known:
                self._staff(session, duty, occurrence, audience, now)

    def revise(self, session: Any, duty: DutyRow, now: datetime, cause: str) -> None:
        """Begin a new version of a duty: what was planned under the old one and is not due yet becomes void."""
        store, reminders = DutyStore(session), ReminderStore(session)
        future = store.occurrences(duty, now)
        parts = [a.id for a, _o, _d in store.parts_in(o.id for o in future)]
        reminders.void_subjects("duty", parts, now, cause)
        reminders.void_subjects("duty_nudge", parts, now, cause)
        reminders.void_subjects("duty_escalation", [o.id for o in future], now, cause)
        store.void_future(duty.id, now)
        duty.version, duty.version_since, duty.planned_until = duty.version + 1, now, now
        session.flush()

    def next_due_at(self, duty: DutyRow, now: datetime) -> datetime | None:
        """Return when a duty falls due next, planned yet or not; None once all its days are past."""
        coming = self._occurrences(duty, now, now + _FAR_AHEAD) or self._occurrences(duty, now, now + _CENTURY)
        return min((row["due_at"] for row in coming), default=None)

    def coming(self, duty: DutyRow, now: datetime, until: datetime) -> list[dict[str, Any]]:
        """Return the periods of a duty that fall due up to a moment, planned yet or not, as rows would be."""
        return self._occurrences(duty, now, until)

    def _occurrences(self, duty: DutyRow, after: datetime, until: datetime) -> list[dict[str, Any]]:
        first, last = local(after).date() - _SHIFT_MARGIN, local(until).date() + _SHIFT_MARGIN
        rows = [self._occurrence(duty, period) for period in periods(duty.cycle, first, last)]
        return [row for row in rows if after < row["due_at"] <= until]

    def _occurrence(self, duty: DutyRow, period: Period) -> dict[str, Any]:
        working = to_working_day(period.day, duty.rest_day)
        return {
            "duty_id": duty.id,
            "version": duty.version,
            "period": period.name,
            "due_at": due_moment(working.day, duty.due_time),
            "moved_from": period.day.isoformat() if working.day != period.day else None,
            "is_provisional": working.is_provisional,
            "void_at": None,
        }

    def _calendar_moved(self, duty: DutyRow, known: Sequence[OccurrenceRow], now: datetime) -> bool:
        planned = {o.period: o.due_at for o in known if o.is_provisional and o.due_at > now}
        if not planned:
            return False
        anew = self._occurrences(duty, now, max(planned.values()) + _SHIFT_MARGIN)
        return any(row["due_at"] != planned[row["period"]] for row in anew if row["period"] in planned)

    def _staff(self, session: Any, duty: DutyRow, occurrence: OccurrenceRow, audience: Audience, now: datetime) -> None:
        store, reminders = DutyStore(session), ReminderStore(session)
        members = audience.members(duty.audience, duty.region)
        present = {a.person_id for a in store.assignments(occurrence.id)}
        reminders.void_subjects("duty", store.unassign(occurrence.id, members), now, "no_longer_responsible")
        joined = {p: since for p, since in members.items() if p not in present and (since is None or since < occurrence.due_at)}
        if joined:
            settled = store.settled_before(duty.id, occurrence.period, occurrence.version)
            store.assign([_part(occurrence.id, person_id, settled.get(person_id)) for person_id in joined])
            parts = [a for a in store.assignments(occurrence.id) if a.person_id in joined and a.state == "open"]
            reminders.add(self._reminders(duty, occurrence, parts, joined))
        reminders.add(self._escalations(duty, occurrence, audience, members, now))

    def _reminders(
        self, duty: DutyRow, occurrence: OccurrenceRow, parts: Iterable[AssignmentRow], since: Mapping[str, datetime | None]
    ) -> list[dict[str, Any]]:
        # Most members share one beginning, so the moments are worked out once for each beginning, not for each member.
        spoken: dict[datetime, list[Moment]] = {}
        rows = []
        for part in parts:
            begin = max(duty.version_since, since[part.person_id] or duty.version_since)
            if begin not in spoken:
                spoken[begin] = moments(
                    tuple(duty.steps), occurrence.due_at, self._kinds.hours, since=begin,
                    ignores_quiet_hours=duty.ignores_quiet_hours, is_working_day=is_working_day,
                )  # fmt: skip
            rows += [_reminder("duty", part.id, part.person_id, m, duty, occurrence) for m in spoken[begin]]
        return rows

    def _escalations(
        self, duty: DutyRow, occurrence: OccurrenceRow, audience: Audience, members: Iterable[str], now: datetime
    ) -> list[dict[str, Any]]:
        if duty.escalate_after_days is None:
            return []
        day = local(occurrence.due_at).date() + timedelta(days=duty.escalate_after_days)
        at = datetime.combine(day, self._kinds.hours.overdue, SHANGHAI)
        if at < now - timedelta(days=1):
            return []
        useful_until = at + timedelta(days=self._kinds.hours.overdue_days)
        moment = Moment(
            "escalation", at if duty.ignores_quiet_hours else out_of_quiet_hours(at, useful_until, self._kinds.hours), useful_until
        )
        above = superiors(audience.all_officials(), members, self._places)
        return [_reminder("duty_escalation", occurrence.id, person_id, moment, duty, occurrence) for person_id in sorted(above)]


def superiors(officials: Mapping[str, tuple[str, str]], members: Iterable[str], places: Places) -> set[str]:
    """Return the nearest officials above any of some people; of the same rank and place one search is enough."""
    everybody = [Official(person_id, Role(role), region) for person_id, (role, region) in officials.items()]
    posts = {officials[person_id]: person_id for person_id in members if person_id in officials}
    found = (superiors_of(Official(person_id, Role(role), region), everybody, places) for (role, region), person_id in posts.items())
    return {superior.person_id for above in found for superior in above}


def due_moment(day: date, due_time: str) -> datetime:
    """Return the moment a deadline ends, from its day and the hour on the clock of the place."""
    return datetime.combine(day, time.fromisoformat(due_time), SHANGHAI)


def _part(occurrence_id: int, person_id: str, settled: AssignmentRow | None) -> dict[str, Any]:
    # Who handed in before the rule changed need not hand in again.
    state, reason, changed_at = (settled.state, settled.reason, settled.changed_at) if settled else ("open", None, None)
    return {"occurrence_id": occurrence_id, "person_id": person_id, "state": state, "reason": reason, "changed_at": changed_at}


def _reminder(kind: str, subject_id: int, person_id: str, moment: Moment, duty: DutyRow, occurrence: OccurrenceRow) -> dict[str, Any]:
    return {
        "kind": kind,
        "subject_id": subject_id,
        "person_id": person_id,
        "step": moment.step,
        "version": occurrence.version,
        "due_at": moment.at,
        "useful_until": moment.useful_until,
        "ignores_quiet_hours": duty.ignores_quiet_hours,
        "state": "due",
        "cause": None,
        "settled_at": None,
    }
