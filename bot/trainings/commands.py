"""What a person can say about trainings, the same on every channel: /training and the buttons under its replies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.calls import Told, WordHandler, payload
from bot.clock import Clock
from bot.forms.moments import written
from bot.messages import Button, Reply
from bot.people.roles import Places
from bot.people.service import Staff
from bot.storage.profiles import Profiles
from bot.storage.trainings import EnrolmentRow, TrainingRow
from bot.trainings.model import TrainingWording, is_attendance_code, registration_number
from bot.trainings.progress import TrainingRule, in_words, progress, rule_for
from bot.trainings.service import Trainings

_MOST_LISTED = 5
_CHOOSE_PLACE = "/set_region"


class TrainingCommands:
    """Handlers for the training words; each takes a person's id and what they said after the word."""

    def __init__(
        self,
        trainings: Trainings,
        profiles: Profiles,
        wording: TrainingWording,
        rules: tuple[TrainingRule, ...],
        staff: Staff,
        clock: Clock,
        places: Places,
    ) -> None:
        self._trainings, self._profiles, self._wording = trainings, profiles, wording
        self._rules, self._staff, self._clock, self._places = rules, staff, clock, places

    def handlers(self) -> dict[str, WordHandler]:
        """Return every word with its handler."""
        return {
            "/training": self.training,
            "/training_enrol": self.enrol,
            "/training_leave": self.leave,
            "/training_archive": self.archive,
        }

    def training(self, person: str, told: Told) -> list[Reply]:
        """List the sessions somebody may join; with six digits after it, sign in."""
        if told.words:
            return [self._sign_in(person, told.words)]
        now, says, home = self._clock.now(), self._wording, self._home(person)
        if home is None and not self._trainings.archive(person):
            return [Reply(says.say("list_no_place"), (Button(says.texts["button_place"], _CHOOSE_PLACE),))]
        coming = self._trainings.coming_for(person, home)
        if not coming:
            return [Reply("\n".join(filter(None, (says.say("list_none"), self._progress(person)))), self._more_buttons(person))]
        lines, buttons = [says.say("list_head")], []
        for n, (training, enrolment, taken, place) in enumerate(coming[:_MOST_LISTED], 1):
            lines.append(says.say("list_line", n=n, session=says.session(training, now, taken), state=self._state(enrolment, place)))
            buttons.append(self._button(n, training, enrolment))
        if len(coming) > _MOST_LISTED:
            lines.append(says.say("list_more", n=len(coming) - _MOST_LISTED))
        lines.append(self._progress(person))
        return [Reply("\n".join(filter(None, lines)), (*buttons, *self._more_buttons(person)))]

    def hear(self, person: str, text: str) -> list[Reply] | None:
        """Take six digits for an attendance code on the days of somebody's session; None for all other words."""
        if not is_attendance_code(text) or not self._trainings.is_attending(person):
            return None
        return [self._sign_in(person, text)]

    def enrol(self, person: str, told: Told) -> list[Reply]:
        """Put somebody on a session's list."""
        known = {training.id for training, *_ in self._trainings.coming_for(person, self._home(person))}
        if told.id not in known:
            return [Reply(self._wording.say("not_for_you"))]
        found = self._trainings.enrol(told.id, person)
        if found is None:
            return [Reply(self._wording.say("not_open"))]
        training, enrolment, place = found
        if enrolment.state == "waiting":
            return [Reply(self._wording.say("waiting", place=place), (self._leave_button(training),))]
        now, says = self._clock.now(), self._wording
        times = says.texts["joined_by"].join(written(at, now) for at in self._trainings.reminds_at(training))
        text = says.say("enrolled", session=says.session(training, now), times=says.say("reminded_at", times=times) if times else "")
        return [Reply(text, (self._leave_button(training),))]

    def leave(self, person: str, told: Told) -> list[Reply]:
        """Take somebody off a session's list."""
        training = self._trainings.leave(told.id or 0, person)
        if training is None:
            return [Reply(self._wording.say("not_open"))]
        return [Reply(self._wording.say("left", title=training.title))]

    def archive(self, person: str, told: Told) -> list[Reply]:
        """Show what somebody has attended, and how far they are this year."""
        now, says = self._clock.now(), self._wording
        lines = [
            says.say(
                "archive_line", starts=written(t.starts_at, now), title=t.title, days=e.days_attended or t.days, state=self._state(e, 0)
            )
            for e, t in self._trainings.archive(person)
            if e.state != "waiting"
        ]
        head = says.say("archive_head") if lines else says.say("archive_none")
        return [Reply("\n".join(filter(None, (head, *lines, self._progress(person)))))]

    def _home(self, person: str) -> str | None:
        # An official who never told where they live is at home in their division.
        official = self._staff.get(person)
        return self._profiles.of(person).region or (official.region if official else None)

    def _sign_in(self, person: str, code: str) -> Reply:
        result = self._trainings.sign_in(person, code)
        values: Mapping[str, Any] = {"number": registration_number(person)}
        if result.training is not None:
            values = {"title": result.training.title, "days": result.training.days, "progress": self._progress(person)}
        return Reply(self._wording.say(result.outcome, **values))

    def _progress(self, person: str) -> str:
        rule = rule_for(self._profiles.of(person).region, self._rules, self._places)
        if rule is None:
            return ""
        return in_words(progress(rule, self._trainings.archive(person), self._clock.now()), self._wording)

    def _state(self, enrolment: EnrolmentRow | None, place: int) -> str:
        return self._wording.state(enrolment.state if enrolment else "none", place)

    def _button(self, n: int, training: TrainingRow, enrolment: EnrolmentRow | None) -> Button:
        if enrolment and enrolment.state in ("enrolled", "waiting"):
            button = self._leave_button(training)
            return Button(f"{n}. {button.title}", button.payload)
        return Button(f"{n}. {self._wording.texts['button_enrol']}", payload("training_enrol", id=training.id))

    def _leave_button(self, training: TrainingRow) -> Button:
        return Button(self._wording.texts["button_leave"], payload("training_leave", id=training.id))

    def _more_buttons(self, person: str) -> tuple[Button, ...]:
        archive = Button(self._wording.texts["button_list"], "/training_archive")
        organize = Button(self._wording.texts["button_organize"], "/training_manage")
        return (archive, organize) if self._staff.get(person) else (archive,)
