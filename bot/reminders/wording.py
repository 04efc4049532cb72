"""Puts reminders into words: what, for whom, until when, and the clause it stands on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.calls import payload
from bot.clock import local
from bot.forms.moments import written
from bot.messages import Button
from bot.people.enrolling import how_to_enrol
from bot.storage.duties import AssignmentRow, DutyRow, OccurrenceRow

_QUOTE_LENGTH = 60
_MOST_NAMES = 20
_WEEKLY = re.compile(r"FREQ=WEEKLY;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*)")


class NamedPlaces(Protocol):
    """The divisions, asked for a name."""

    def __getitem__(self, code: str) -> Any:
        """Return a division with a `name`."""
        ...


class Wording:
    """The texts of the reminders, filled in."""

    def __init__(self, texts: Mapping[str, Any], places: NamedPlaces, title_of: Callable[[str], str]) -> None:
        self.texts, self._places, self._title_of = texts, places, title_of

    def say(self, key: str, **values: Any) -> str:
        """Fill in one text."""
        return str(self.texts[key]).format(**values)

    def reminder(self, key: str, duty: DutyRow, occurrence: OccurrenceRow, now: datetime, *, is_late: bool = False) -> str:
        """Say what is due, for whom, until when, on which clause."""
        return self.say(
            key, late=self.late(is_late), region=self.region(duty.region), who=self.who(duty.audience), title=duty.title,
            due=written(occurrence.due_at, now), left=self.left(occurrence.due_at, now), moved=self._moved(occurrence),
            basis=self.basis(duty),
        )  # fmt: skip

    def escalation(
        self, duty: DutyRow, occurrence: OccurrenceRow, names: Sequence[str], unreached: Sequence[str], now: datetime, is_late: bool
    ) -> str:
        """Tell a superior who has not handed in and who could not be reached."""
        return self.say(
            "duty_escalation", late=self.late(is_late), title=duty.title, region=self.region(duty.region),
            due=written(occurrence.due_at, now), days=max(1, (local(now).date() - local(occurrence.due_at).date()).days),
            open=len(names), names=self.names(names), basis=self.basis(duty),
            unreached=self.say("escalation_unreached", names=self.names(unreached)) if unreached else "",
        )  # fmt: skip

    def buttons(self, assignment_id: int) -> tuple[Button, ...]:
        """Return what can be done about one's own part with one tap."""
        return (
            Button(self.texts["button_done"], payload("duty_done", id=assignment_id)),
            Button(self.texts["button_hour"], payload("duty_later", id=assignment_id, until="1h")),
            Button(self.texts["button_tomorrow"], payload("duty_later", id=assignment_id, until="tomorrow")),
            Button(self.texts["button_unable"], payload("duty_unable", id=assignment_id)),
        )

    def state(self, part: AssignmentRow, occurrence: OccurrenceRow, now: datetime) -> str:
        """Say where a part stands."""
        return self.say(f"state_{part.state}", left=self.left(occurrence.due_at, now), reason=part.reason or "")

    def left(self, due_at: datetime, now: datetime) -> str:
        """Say how long there is still, or how long it is past."""
        remaining, days = due_at - now, (local(due_at).date() - local(now).date()).days
        if remaining < timedelta(0):
            return self.say("left_over", n=-days) if days < 0 else self.say("left_just_over")
        hours, minutes = remaining // timedelta(hours=1), remaining // timedelta(minutes=1)
        for key, number in (("left_days", days), ("left_hours", hours), ("left_minutes", minutes)):
            if number >= 1:
                return self.say(key, n=number)
        return self.say("left_now")

    def basis(self, duty: DutyRow) -> str:
        """Name the clause a duty stands on, in its own words; nothing when an official set it without one."""
        if not duty.document:
            return ""
        quote = duty.quote or ""
        short = quote if len(quote) <= _QUOTE_LENGTH else quote[: _QUOTE_LENGTH - 1] + "…"
        return self.say("basis", document=self.document(duty.document), clause=duty.clause or "", quote=short)

    def document(self, slug: str) -> str:
        """Return a document's title."""
        return self._title_of(slug)

    def region(self, code: str) -> str:
        """Return a place's name."""
        return str(self._places[code].name)

    def who(self, audience: Sequence[str]) -> str:
        """Say who is meant by an audience."""
        words = [self.texts["who"].get(word) or self.texts["who"]["person"] for word in audience]
        return str(self.texts["names_joined_by"]).join(dict.fromkeys(words))

    def reach(self, audience: Sequence[str], region: str, people: int) -> str:
        """Say how many people a duty reaches; when it is nobody, how they are enrolled."""
        who, place = self.who(audience), self.region(region)
        if people:
            return self.say("reach", who=who, n=people)
        how = "".join(dict.fromkeys(how_to_enrol(word, place) for word in audience))
        return self.say("reach_nobody", who=who, region=place, how=how)

    def names(self, names: Sequence[str]) -> str:
        """List names, the first of them when there are many."""
        shown = str(self.texts["names_joined_by"]).join(names[:_MOST_NAMES])
        return shown if len(names) <= _MOST_NAMES else f"{shown}…"

    def name_of(self, person_id: str, names: Mapping[str, str]) -> str:
        """Return somebody's name, or the start of their id when they gave none."""
        return names.get(person_id) or self.say("somebody", id=person_id[:6])

    def late(self, is_late: bool) -> str:
        """Mark what goes out late."""
        return str(self.texts["late"]) if is_late else ""

    def cycle(self, cycle: str) -> str:
        """Say a cycle in words: 每月5日, 每年3月最后一天, 每周五."""
        kind, _, detail = cycle.partition(":")
        if kind == "rrule" and (days := _WEEKLY.fullmatch(detail)):
            return self.say(
                "cycle_weekly", days=str(self.texts["names_joined_by"]).join(self.texts["weekdays"][d] for d in days[1].split(","))
            )
        month, _, day = detail.rpartition("-") if kind == "yearly" else ("", "", detail)
        return str(self.texts["cycle_words"][kind]).format(
            month=month.lstrip("0"), day=self._day(day) if kind not in ("date", "rrule") else "", date=detail, rule=detail
        )

    def _day(self, day: str) -> str:
        if day == "last":
            return str(self.texts["day_last"])
        return self.say("day_after", n=day[1:]) if day.startswith("+") else self.say("day_number", n=int(day))

    def _moved(self, occurrence: OccurrenceRow) -> str:
        moved = self.say("moved", day=occurrence.moved_from) if occurrence.moved_from else ""
        return moved + (self.say("provisional") if occurrence.is_provisional else "")
