"""Decides whether a training's notice still has something to say, and says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.calls import payload
from bot.messages import Button
from bot.reminders.model import Drop, Say, Verdict
from bot.storage.reminders import ReminderRow
from bot.storage.trainings import EnrolmentRow, TrainingRow, TrainingStore
from bot.trainings.model import TrainingWording


class AnnouncementComposer:
    """Tells those a session concerns that it takes place."""

    def __init__(self, wording: TrainingWording) -> None:
        self._wording = wording

    def compose(self, session: Any, rows: Sequence[ReminderRow], now: datetime, late: frozenset[int]) -> Mapping[int, Verdict]:
        """Announce each session that is still to come."""
        trainings = {number: TrainingStore(session).get(number) for number in {row.subject_id for row in rows}}
        return {row.id: self._verdict(row, trainings[row.subject_id], now, row.id in late) for row in rows}

    def _verdict(self, row: ReminderRow, training: TrainingRow | None, now: datetime, is_late: bool) -> Verdict:
        if training is None or training.cancelled_at:
            return Drop("session_cancelled")
        text = self._wording.notice("training_announcement", training, now, is_late=is_late)
        return Say(text, (Button(self._wording.texts["button_enrol"], payload("training_enrol", id=training.id)),))


class EnrolmentComposer:
    """Reminders, changes, cancellations and promotions, to those on a session's list."""

    def __init__(self, wording: TrainingWording, key: str) -> None:
        self._wording, self._key = wording, key

    def compose(self, session: Any, rows: Sequence[ReminderRow], now: datetime, late: frozenset[int]) -> Mapping[int, Verdict]:
        """Say each notice to those who are still on the list of the same version of the session."""
        places = {e.id: (e, t) for e, t in TrainingStore(session).places([row.subject_id for row in rows])}
        return {row.id: self._verdict(row, places.get(row.subject_id), now, row.id in late) for row in rows}

    def _verdict(self, row: ReminderRow, place: tuple[EnrolmentRow, TrainingRow] | None, now: datetime, is_late: bool) -> Verdict:
        if place is None:
            return Drop("person_forgotten")
        enrolment, training = place
        if training.cancelled_at and self._key != "training_cancelled":
            return Drop("session_cancelled")
        if enrolment.state == "cancelled":
            return Drop("not_enrolled")
        if self._key == "training_reminder" and row.version != training.version:
            return Drop("session_changed")
        text = self._wording.notice(self._key, training, now, is_late=is_late)
        leave = Button(self._wording.texts["button_leave"], payload("training_leave", id=training.id))
        return Say(text, () if training.cancelled_at else (leave,))
