"""What officials say to run trainings, the same on every channel: make, change and cancel one, see who comes, record who came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.calls import Told, WordHandler, payload
from bot.clock import Clock
from bot.forms.filling import Filling
from bot.forms.model import load_form
from bot.forms.moments import written
from bot.messages import Button, Reply
from bot.people.officials_only import OfficialDeed, for_officials
from bot.people.roles import Official, Places, acts_in
from bot.people.service import Staff
from bot.storage.forms import OpenForm
from bot.storage.trainings import TrainingRow
from bot.trainings.model import TrainingPlan, TrainingWording, registration_number
from bot.trainings.service import Trainings

FORM = "training"
_MOST_LISTED, _MOST_NAMES = 8, 60
_WORDS_OF_ATTENDANCE = 3
_PAGE_DIGITS = 3  # a longer number is somebody's registration number
_TEXT_FIELDS = ("title", "place", "trainer", "bring")
OnOne = Callable[[Official, TrainingRow, Told], list[Reply]]


class TrainingOrganizing:
    """Handlers for the words of those who hold trainings; each takes a person's id and what they said after the word."""

    def __init__(
        self, trainings: Trainings, staff: Staff, filling: Filling, wording: TrainingWording, places: Places, clock: Clock
    ) -> None:
        self._trainings, self._staff, self._filling = trainings, staff, filling
        self._wording, self._places, self._clock = wording, places, clock
        filling.register(load_form(FORM, Path(__file__).parent / "form.yml"), self.finish)

    def handlers(self) -> dict[str, WordHandler]:
        """Return every word with its handler."""
        return {
            "/training_new": self._for_officials(self.begin),
            "/training_manage": self._for_officials(self.manage),
            "/training_roster": self._on_one(self.roster),
            "/training_change": self._on_one(self.change),
            "/training_cancel": self._on_one(self.cancel),
            "/training_code": self._on_one(self.renew_code),
            "/training_attended": self._on_one(self.record),
        }

    def begin(self, official: Official, told: Told) -> list[Reply]:
        """Begin a new session; lines such as 地点：镇政府 after the word are taken in at once."""
        return self._filling.begin(official, OpenForm(FORM, told={"region": official.region}), told.words)

    def manage(self, official: Official, told: Told) -> list[Reply]:
        """List the sessions of an official's place, each with a button to look into it."""
        says, now = self._wording, self._clock.now()
        mine = [(t, counts) for t, counts in self._trainings.all() if self._is_near(official, t, now)]
        lines = [says.say("manage_head" if mine else "manage_none")]
        buttons = [Button(says.texts["button_new"], "/training_new")]
        for training, counts in mine[:_MOST_LISTED]:
            lines.append(says.say("manage_line", id=training.id, title=training.title, starts=written(training.starts_at, now), **counts))
            buttons.append(Button(says.say("button_roster", id=training.id), payload("training_roster", id=training.id)))
        if len(mine) > _MOST_LISTED:
            lines.append(says.say("list_more", n=len(mine) - _MOST_LISTED))
        return [Reply("\n".join(lines), tuple(buttons))]

    def roster(self, official: Official, training: TrainingRow, told: Told) -> list[Reply]:
        """Show who comes, who waits and who came, some at a time: the button, a page's number or a name leads to the others."""
        says, people = self._wording, self._trainings.roster(training.id)
        page, named = self._part_of_roster(told)
        counts = {state: sum(e.state == state for e, _name in people) for state in ("enrolled", "waiting", "attended")}
        lines = [says.say("roster_head", title=training.title, **counts)]
        meant = [(e, name) for e, name in people if named in (name or says.texts["nameless"]) or registration_number(e.person_id) == named]
        begin = (page - 1) * _MOST_NAMES
        lines += [
            says.say("roster_line", name=name or says.texts["nameless"], number=registration_number(e.person_id), state=says.state(e.state))
            for e, name in meant[begin : begin + _MOST_NAMES]
        ]
        more = len(meant) - begin - _MOST_NAMES
        if named and not meant:
            lines.append(says.say("roster_unnamed", name=named))
        if more > 0:
            lines.append(says.say("roster_more", n=more, id=training.id, page=page + 1))
        if people:
            lines.append(says.say("roster_hint", id=training.id))
        words = ("change", "code", "cancel")
        buttons = [Button(says.texts[f"button_{word}"], payload(f"training_{word}", id=training.id)) for word in words]
        onward = [Button(says.texts["button_more_names"], payload("training_roster", id=training.id, page=page + 1, named=named))]
        return [Reply("\n".join(lines), tuple((onward if more > 0 else []) + ([] if training.cancelled_at else buttons)))]

    def _part_of_roster(self, told: Told) -> tuple[int, str]:
        """Return which page of a roster is wanted, and whose name or number; what is typed behind the session is one of them."""
        typed = told.words.partition(" ")[2].strip()
        is_page = typed.isdecimal() and len(typed) <= _PAGE_DIGITS
        page = typed if is_page else str(told.values.get("page", 1))
        return max(int(page), 1) if page.isdecimal() else 1, "" if is_page else typed or str(told.values.get("named", ""))

    def change(self, official: Official, training: TrainingRow, told: Told) -> list[Reply]:
        """Open a session's form, with what is known of it."""
        if training.cancelled_at:
            return [Reply(self._wording.say("not_open"))]
        known = {name: getattr(training, name) for name in (*_TEXT_FIELDS, "audience", "region", "trade")}
        known |= {"starts_at": training.starts_at.isoformat(), "days": str(training.days)}
        known["seats"] = str(training.seats) if training.seats else None
        _number, _, lines = told.words.partition("\n")
        return self._filling.begin(official, OpenForm(FORM, str(training.id), known), lines)

    def cancel(self, official: Official, training: TrainingRow, told: Told) -> list[Reply]:
        """Call a session off, once the official has said that they mean it."""
        says = self._wording
        if not told.values.get("sure"):
            sure = Button(says.texts["button_cancel_sure"], payload("training_cancel", id=training.id, sure=1))
            starts = written(training.starts_at, self._clock.now())
            return [Reply(says.say("cancel_sure", title=training.title, starts=starts), (sure,))]
        number = len([e for e, _name in self._trainings.roster(training.id) if e.state != "attended"])
        done = self._trainings.cancel(training.id, by=official.person_id)
        return [Reply(says.say("cancelled", title=training.title, people=number) if done else says.say("not_open"))]

    def renew_code(self, official: Official, training: TrainingRow, told: Told) -> list[Reply]:
        """Give a session a new attendance code, as when the first one was lost or got about."""
        code = self._trainings.renew_code(training.id, by=official.person_id)
        return [Reply(self._wording.say("new_code", title=training.title, code=code) if code else self._wording.say("not_open"))]

    def record(self, official: Official, training: TrainingRow, told: Told) -> list[Reply]:
        """Write down by hand that somebody came: the session, their registration number, the days."""
        says, words = self._wording, told.words.split()
        if len(words) != _WORDS_OF_ATTENDANCE or not words[2].isdecimal():
            return [Reply(says.say("roster_hint", id=training.id))]
        if not int(words[2]):
            return [Reply(says.say("record_no_day", id=training.id))]
        found = [e for e, _name in self._trainings.roster(training.id) if registration_number(e.person_id) == words[1].lower()]
        days = min(int(words[2]), training.days)
        if len(found) != 1 or not self._trainings.record_attendance(training.id, found[0].person_id, days, by=official.person_id):
            return [Reply(says.say("record_unknown", number=words[1]))]
        return [Reply(says.say("recorded", title=training.title, number=words[1], days=days))]

    def finish(self, official: Official, form: OpenForm) -> list[Reply]:
        """Make the session, or change it, as the form says."""
        told, says = form.told, self._wording
        seats = int(str(told["seats"])) if told.get("seats") else None
        columns = {name: told.get(name) for name in _TEXT_FIELDS}
        moment, days = datetime.fromisoformat(str(told["starts_at"])), int(str(told["days"]))
        training = self._trainings.find(int(form.subject)) if form.subject else None
        region = training.region if training else told.get("region") or official.region
        # Whoever moved to another office while the form was open has no more say in it.
        if not acts_in(official, region, self._places):
            return [Reply(says.say("not_yours"))]
        if form.subject is None:
            plan = TrainingPlan(
                str(told["title"]), str(told["place"]), region, moment, days,
                str(told["audience"]), told.get("trade"), seats, told.get("trainer"), told.get("bring"),
            )  # fmt: skip
            made = self._trainings.add(plan, by=official.person_id)
            roster = Button(says.say("button_roster", id=made.id), payload("training_roster", id=made.id))
            reach = says.reach(plan.audience, region, made.people)
            return [Reply(says.say("added", title=plan.title, id=made.id, reach=reach, code=made.code), (roster,))]
        wanted = {**columns, "starts_at": moment, "days": days, "seats": seats}
        changed = {name: value for name, value in wanted.items() if training and getattr(training, name) != value}
        if not changed:
            return [Reply(says.say("unchanged"))]
        done = self._trainings.change(int(form.subject), by=official.person_id, **changed)
        return [Reply(says.say("changed", title=columns["title"]) if done else says.say("not_open"))]

    def _is_near(self, official: Official, training: TrainingRow, now: datetime) -> bool:
        return not training.cancelled_at and not self._trainings.is_over(training, now) and acts_in(official, training.region, self._places)

    def _for_officials(self, deed: OfficialDeed) -> WordHandler:
        return for_officials(self._staff, self._wording.say("officials_only"), deed)

    def _on_one(self, deed: OnOne) -> WordHandler:
        """Carry out what concerns one session, for officials of its place only; without its number, list what there is."""

        def handle(official: Official, told: Told) -> list[Reply]:
            training = self._trainings.find(told.id or 0)
            if training is None or not acts_in(official, training.region, self._places):
                return [Reply(self._wording.say("not_yours")), *self.manage(official, told)]
            return deed(official, training, told)

        return self._for_officials(handle)
