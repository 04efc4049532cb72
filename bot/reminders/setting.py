"""What officials say to set duties, the same on every channel: make one freely, change it, stop it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.calls import Told, WordHandler, payload
from bot.clock import Clock
from bot.forms.filling import Filling
from bot.forms.model import load_form
from bot.forms.moments import written
from bot.messages import Button, Reply
from bot.people.officials_only import OfficialDeed, for_officials
from bot.people.roles import Official, Places, acts_in
from bot.people.service import Staff
from bot.reminders.duties import Duties
from bot.reminders.model import Basis, DutyPlan, Kinds
from bot.reminders.wording import Wording
from bot.storage.duties import DutyRow
from bot.storage.forms import OpenForm

FORM = "duty"
_MOST_LISTED = 8
OnOne = Callable[[Official, DutyRow, Told], list[Reply]]


class DutySetting:
    """Handlers for the words of those who set duties; each takes a person's id and what they said after the word."""

    def __init__(
        self, duties: Duties, staff: Staff, filling: Filling, wording: Wording, kinds: Kinds, places: Places, clock: Clock,
        knowledge: Callable[[], Any],
    ) -> None:  # fmt: skip
        self._duties, self._staff, self._filling, self._wording = duties, staff, filling, wording
        self._defaults, self._places, self._clock, self._knowledge = kinds.entries["duty"], places, clock, knowledge
        filling.register(load_form(FORM, Path(__file__).parent / "form.yml"), self.finish)

    def handlers(self) -> dict[str, WordHandler]:
        """Return every word with its handler."""
        return {
            "/duty_new": self._for_officials(self.begin),
            "/duty_manage": self._for_officials(self.manage),
            "/duty_change": self._on_one(self.change),
            "/duty_stop": self._on_one(self.stop),
        }

    def begin(self, official: Official, told: Told) -> list[Reply]:
        """Begin a new duty; lines such as 周期：每月5日 after the word are taken in at once."""
        usual = {"region": official.region, "due_time": self._defaults["due_time"], "rest_day": self._defaults["rest_day"]}
        usual |= {"steps": ",".join(self._defaults["steps"]), "escalate_after_days": str(self._defaults["escalate_after_days"])}
        return self._filling.begin(official, OpenForm(FORM, told=usual), told.words)

    def manage(self, official: Official, told: Told) -> list[Reply]:
        """List the duties set for an official's place, each with buttons to change and to stop it."""
        says = self._wording
        mine = [duty for duty in self._duties.all() if acts_in(official, duty.region, self._places)]
        lines = [says.say("manage_head" if mine else "manage_none")]
        buttons = [Button(says.texts["button_new"], "/duty_new"), Button(says.texts["button_ready"], "/duty_ready")]
        for n, duty in enumerate(mine[:_MOST_LISTED], 1):
            due = self._due(duty.id)
            lines.append(
                says.say("manage_line", n=n, title=duty.title, region=says.region(duty.region), cycle=says.cycle(duty.cycle), due=due)
            )
            for word in ("change", "stop"):
                buttons.append(Button(f"{n}. {says.texts[f'button_{word}']}", payload(f"duty_{word}", id=duty.id)))
        if len(mine) > _MOST_LISTED:
            lines.append(says.say("manage_more", n=len(mine) - _MOST_LISTED))
        return [Reply("\n".join(lines), tuple(buttons))]

    def change(self, official: Official, duty: DutyRow, told: Told) -> list[Reply]:
        """Open a duty's form, with what is known of it."""
        known: dict[str, str | None] = {name: getattr(duty, name) for name in ("title", "cycle", "rest_day", "region", "due_time")}
        known |= {"audience": ",".join(duty.audience), "steps": ",".join(duty.steps)}
        known["escalate_after_days"] = str(duty.escalate_after_days) if duty.escalate_after_days else None
        known["basis"] = f"{duty.document} {duty.clause}" if duty.document else None
        return self._filling.begin(official, OpenForm(FORM, duty.id, known))

    def stop(self, official: Official, duty: DutyRow, told: Told) -> list[Reply]:
        """End a duty, once the official has said that they mean it."""
        says = self._wording
        if not told.values.get("sure"):
            sure = Button(says.texts["button_stop_sure"], payload("duty_stop", id=duty.id, sure=1))
            return [Reply(says.say("stop_sure", title=duty.title), (sure,))]
        self._duties.stop(duty.id, by=official.person_id)
        return [Reply(says.say("stopped", title=duty.title))]

    def finish(self, official: Official, form: OpenForm) -> list[Reply]:
        """Make the duty, or change it, as the form says."""
        told, says = form.told, self._wording
        days = int(str(told["escalate_after_days"])) if told.get("escalate_after_days") else None
        columns: dict[str, Any] = {
            "title": str(told["title"]), "cycle": str(told["cycle"]), "audience": str(told["audience"]).split(","),
            "due_time": told.get("due_time") or self._defaults["due_time"], "rest_day": told.get("rest_day") or self._defaults["rest_day"],
            "steps": [step for step in str(told.get("steps") or "").split(",") if step], "escalate_after_days": days,
        }  # fmt: skip
        if form.subject is not None:
            return [Reply(self._change(official, form.subject, columns))]
        region = told.get("region") or official.region
        if not acts_in(official, region, self._places):
            return [Reply(says.say("not_saved"))]
        columns |= {name: tuple(columns[name]) for name in ("audience", "steps")}
        plan = DutyPlan(region=region, basis=self._basis(told.get("basis")), **columns)
        duty_id = self._duties.add(plan, by=official.person_id)
        reach = says.reach(plan.audience, region, self._duties.reach(duty_id))
        return [Reply(says.say("set_up", title=plan.title, cycle=says.cycle(plan.cycle), due=self._due(duty_id), reach=reach))]

    def _change(self, official: Official, duty_id: str, columns: dict[str, Any]) -> str:
        """Change what is new in the form; reminders already planned stay when nothing is."""
        says, duty = self._wording, self._find(duty_id)
        # Whoever moved to another office while the form was open has no more say in it.
        if duty is None or not acts_in(official, duty.region, self._places):
            return says.say("not_saved")
        new = {name: value for name, value in columns.items() if (getattr(duty, name) or None) != (value or None)}
        if not new:
            return says.say("unchanged")
        if not self._duties.change(duty_id, by=official.person_id, **new):
            return says.say("not_saved")
        reach = says.reach(columns["audience"], duty.region, self._duties.reach(duty_id))
        return says.say("changed", title=columns["title"], due=self._due(duty_id), reach=reach)

    def _find(self, duty_id: str) -> DutyRow | None:
        return next((duty for duty in self._duties.all() if duty.id == duty_id), None)

    def _due(self, duty_id: str) -> str:
        at = self._duties.next_due_at(duty_id)
        return written(at, self._clock.now()) if at else str(self._wording.texts["never_due"])

    def _basis(self, told: str | None) -> Basis | None:
        if not told:
            return None
        document, _, clause = told.partition(" ")
        return Basis(document, clause, str(self._knowledge().clause_text(document, clause)))

    def _for_officials(self, deed: OfficialDeed) -> WordHandler:
        return for_officials(self._staff, self._wording.say("officials_only"), deed)

    def _on_one(self, deed: OnOne) -> WordHandler:
        """Carry out what concerns one duty, for officials of its place only."""

        def handle(official: Official, told: Told) -> list[Reply]:
            duty = self._find(str(told.values.get("id", told.words)))
            if duty is None or not acts_in(official, duty.region, self._places):
                return self.manage(official, told)
            return deed(official, duty, told)

        return self._for_officials(handle)
