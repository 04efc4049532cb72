"""Decides whether a duty's reminder still has something to say, and says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.calls import payload
from bot.messages import Button
from bot.reminders.model import Drop, Say, Verdict
from bot.reminders.wording import Wording
from bot.storage.audience import AudienceStore
from bot.storage.duties import DutyStore, Part
from bot.storage.reminders import ReminderRow, ReminderStore

_CAUSES = {"done": "already_done", "unable": "already_answered", "released": "no_longer_responsible"}
# Outbox states in which nobody can say the person has the message.
NOT_REACHED = ("failed", "cancelled")
# States of a reminder that had its turn, whatever came of it.
_SAID_OR_NOT = ("queued", "missed", "on_page", "seen")


class DutyComposer:
    """Reminders and nudges about one's own part."""

    def __init__(self, wording: Wording, text: str) -> None:
        self._wording, self._text = wording, text

    def compose(self, session: Any, rows: Sequence[ReminderRow], now: datetime, late: frozenset[int]) -> Mapping[int, Verdict]:
        """Say each reminder whose part is still open under the same version of the rule."""
        parts = {part[0].id: part for part in DutyStore(session).parts({row.subject_id for row in rows})}
        return {row.id: self._verdict(row, parts.get(row.subject_id), now, row.id in late) for row in rows}

    def _verdict(self, row: ReminderRow, part: Part | None, now: datetime, is_late: bool) -> Verdict:
        if part is None:
            return Drop("person_forgotten")
        assignment, occurrence, duty = part
        if duty.stopped_at:
            return Drop("duty_stopped")
        if occurrence.void_at or row.version != occurrence.version:
            return Drop("rule_changed")
        if assignment.state in _CAUSES:
            return Drop(_CAUSES[assignment.state])
        text = self._wording.reminder(self._text, duty, occurrence, now, is_late=is_late)
        return Say(text, self._wording.buttons(assignment.id))


class EscalationComposer:
    """What a superior is told when some have not handed in days after the deadline."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def compose(self, session: Any, rows: Sequence[ReminderRow], now: datetime, late: frozenset[int]) -> Mapping[int, Verdict]:
        """Name to each superior those below who are still open."""
        parts: dict[int, list[Part]] = defaultdict(list)
        for part in DutyStore(session).parts_in({row.subject_id for row in rows}):
            parts[part[1].id].append(part)
        return {row.id: self._verdict(session, row, parts[row.subject_id], now, row.id in late) for row in rows}

    def _verdict(self, session: Any, row: ReminderRow, parts: Sequence[Part], now: datetime, is_late: bool) -> Verdict:
        open_ = [part for part in parts if part[0].state == "open" and part[0].person_id != row.person_id]
        if not open_:
            return Drop("nobody_open")
        _assignment, occurrence, duty = open_[0]
        if duty.stopped_at or occurrence.void_at:
            return Drop("duty_stopped" if duty.stopped_at else "rule_changed")
        names = AudienceStore(session).names(part[0].person_id for part in open_)
        lost = unreached(session, [part[0].id for part in open_])
        text = self._wording.escalation(
            duty, occurrence, [self._wording.name_of(a.person_id, names) for a, _o, _d in open_],
            [self._wording.name_of(a.person_id, names) for a, _o, _d in open_ if lost.get(a.id) == "unreached"], now, is_late,
        )  # fmt: skip
        return Say(text, (Button(self._wording.texts["button_nudge"], payload("duty_nudge", id=occurrence.id)),))


def unreached(session: Any, assignment_ids: Sequence[int]) -> dict[int, str]:
    """Return the parts whose last reminder did not arrive (`unreached`) or may not have (`uncertain`)."""
    store = ReminderStore(session)
    rows = [r for kind in ("duty", "duty_nudge") for r in store.about(kind, assignment_ids) if r.state in _SAID_OR_NOT]
    last = {row.subject_id: row for row in sorted(rows, key=lambda row: row.due_at)}
    deliveries = store.deliveries(row.id for row in last.values() if row.state == "queued")
    found = {}
    for subject, row in last.items():
        state = deliveries.get(row.id, ("", None))[0]
        if row.state in ("missed", "on_page") or state in NOT_REACHED:
            found[subject] = "unreached"
        elif state == "uncertain":
            found[subject] = "uncertain"
    return found
