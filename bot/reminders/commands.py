"""What a person can say about duties, the same on every channel: /duties, /done and the buttons under their replies."""

from __future__ import annotations

from bot.calls import Told, WordHandler, payload
from bot.clock import Clock
from bot.forms.moments import written
from bot.messages import Button, Reply
from bot.people.officials_only import OfficialDeed, for_officials
from bot.people.roles import Official
from bot.people.service import Staff
from bot.reminders.duties import Duties, Overview
from bot.reminders.feed import Feeds
from bot.reminders.proposals import Proposals
from bot.reminders.wording import Wording
from bot.storage.duties import Part

_MOST_LISTED = 8
_MOST_READY = 5
READY, FEED = "ready", "feed"


class DutyCommands:
    """Handlers for the duty words; each takes a person's id and what they said after the word."""

    def __init__(self, duties: Duties, staff: Staff, proposals: Proposals, feeds: Feeds, wording: Wording, clock: Clock) -> None:
        self._duties, self._staff, self._proposals = duties, staff, proposals
        self._feeds, self._wording, self._clock = feeds, wording, clock

    def handlers(self) -> dict[str, WordHandler]:
        """Return every word with its handler."""
        return {
            "/duties": self.list_mine,
            "/done": self.done,
            "/unable": self.unable,
            "/duty_done": self.done,
            "/duty_unable": self.unable,
            "/duty_reopen": self.reopen,
            "/duty_later": self.later,
            "/duty_overview": self._for_officials(self.overview),
            "/duty_nudge": self._for_officials(self.nudge),
            "/duty_ready": self._for_officials(self.ready),
            "/duty_accept": self._for_officials(self.accept),
            "/duty_feed": self.feed,
        }

    def list_mine(self, person: str, told: Told) -> list[Reply]:
        """List somebody's own duties with their state; `ready` shows the ready ones, `feed` the calendar address."""
        if told.words in (READY, FEED):
            return (self._for_officials(self.ready) if told.words == READY else self.feed)(person, told)
        now, says, parts = self._clock.now(), self._wording, self._duties.mine(person)
        lines = [says.say("duties_head")] if parts else [says.say("duties_none")]
        for n, (assignment, occurrence, duty) in enumerate(parts[:_MOST_LISTED], 1):
            state = says.state(assignment, occurrence, now)
            lines.append(says.say("duties_line", n=n, title=duty.title, due=written(occurrence.due_at, now), state=state))
        if len(parts) > _MOST_LISTED:
            lines.append(says.say("duties_more", n=len(parts) - _MOST_LISTED))
        buttons = [self._done_button(part, n) for n, part in enumerate(parts[:_MOST_LISTED], 1) if part[0].state == "open"]
        if self._staff.get(person):
            buttons += [Button(says.texts[f"button_{word}"], f"/duty_{word}") for word in ("overview", "ready", "manage", "feed")]
        return [Reply("\n".join(lines), tuple(buttons))]

    def done(self, person: str, told: Told) -> list[Reply]:
        """Record that somebody has handed in; without a number, the only open duty, or ask which."""
        number = told.id
        if number is None:
            open_ = [part for part in self._duties.mine(person) if part[0].state == "open"]
            if len(open_) != 1:
                buttons = tuple(self._done_button(part, n) for n, part in enumerate(open_[:_MOST_LISTED], 1))
                return [Reply(self._wording.say("duties_done_which" if open_ else "duties_none"), buttons)]
            number = open_[0][0].id
        part, is_new = self._duties.done(person, number)
        if part is None:
            return [self._not_yours()]
        now = self._clock.now()
        text = self._wording.say(
            "done_thanks" if is_new else "done_already", title=part[2].title, period=part[1].period, at=written(now, now)
        )
        return [Reply(text, (self._reopen_button(number),))]

    def unable(self, person: str, told: Told) -> list[Reply]:
        """Record that somebody cannot do it; without a reason, ask for one."""
        number, reasons = told.id, self._wording.texts["unable_reasons"]
        choice = told.values.get("reason")
        reason = reasons[choice] if isinstance(choice, int) and 0 <= choice < len(reasons) else told.words.partition(" ")[2].strip()
        mine = {part[0].id: part for part in self._duties.mine(person)}
        if number not in mine:
            return [self._not_yours()]
        title, period = mine[number][2].title, mine[number][1].period
        if not reason:
            buttons = tuple(Button(text, payload("duty_unable", id=number, reason=n)) for n, text in enumerate(reasons))
            return [Reply(self._wording.say("unable_ask", title=title, id=number), buttons)]
        self._duties.unable(person, number, reason[:200])
        return [Reply(self._wording.say("unable_thanks", title=title, period=period, reason=reason[:200]), (self._reopen_button(number),))]

    def reopen(self, person: str, told: Told) -> list[Reply]:
        """Take back an answer given by mistake."""
        part = self._duties.reopen(person, told.id or 0)
        return [Reply(self._wording.say("reopened", title=part[2].title)) if part else self._not_yours()]

    def later(self, person: str, told: Told) -> list[Reply]:
        """Remind somebody again in an hour, or tomorrow at nine."""
        part, at = self._duties.later(person, told.id or 0, str(told.values.get("until", "1h")))
        if part is None:
            return [self._not_yours()]
        return [Reply(self._wording.say("later_thanks", at=written(at, self._clock.now()), title=part[2].title))]

    def overview(self, official: Official, told: Told) -> list[Reply]:
        """Show a superior who has handed in, who has not, and who could not be reached."""
        found = self._duties.overview(official)
        return [self._overview(entry) for entry in found[:_MOST_LISTED]] or [Reply(self._wording.say("overview_none"))]

    def nudge(self, official: Official, told: Told) -> list[Reply]:
        """Remind all who have not handed in, with one tap of their superior."""
        number = self._duties.nudge(official, told.id or 0)
        return [Reply(self._wording.say("nudged", n=number) if number else self._wording.say("nudged_none"))]

    def ready(self, official: Official, told: Told) -> list[Reply]:
        """Offer the duties that the documents of an official's place state."""
        begin = told.values.get("from", 0)
        return [self._proposals.offer(official, begin if isinstance(begin, int) else 0)]

    def accept(self, official: Official, told: Told) -> list[Reply]:
        """Turn an offered duty into a real one, with one tap."""
        return [self._proposals.accept(official, str(told.values.get("key", told.words)))]

    def feed(self, person: str, told: Told) -> list[Reply]:
        """Give somebody a fresh address of their calendar."""
        return [Reply(self._wording.say("feed_link", url=self._feeds.new_address(person)))]

    def _for_officials(self, deed: OfficialDeed) -> WordHandler:
        return for_officials(self._staff, self._wording.say("officials_only"), deed)

    def _overview(self, entry: Overview) -> Reply:
        says, duty = self._wording, entry.duty
        due = written(entry.occurrence.due_at, self._clock.now())
        lines = [says.say("overview_head", title=duty.title, region=says.region(duty.region), due=due)]
        for state in ("done", "open", "unable", "unreached", "uncertain"):
            if names := entry.names.get(state):
                lines.append(says.say(f"overview_{state}", n=len(names), names=says.names(names)))
        nudge = Button(says.texts["button_nudge"], payload("duty_nudge", id=entry.occurrence.id))
        return Reply("\n".join(lines), (nudge,) if entry.names.get("open") else ())

    def _done_button(self, part: Part, n: int) -> Button:
        return Button(f"{n}. {self._wording.texts['button_done']}", payload("duty_done", id=part[0].id))

    def _reopen_button(self, number: int) -> Button:
        return Button(self._wording.texts["button_back"], payload("duty_reopen", id=number))

    def _not_yours(self) -> Reply:
        return Reply(self._wording.say("not_yours"))


def joined(official: Official | None, refusal: str | None, wording: Wording) -> Reply:
    """Say what became of an invitation code."""
    if official is None:
        return Reply(wording.say(refusal or "invite_unknown"))
    role = wording.texts["roles"][official.role.value]
    buttons = (Button(wording.texts["button_duties"], "/duties"), Button(wording.texts["button_trainings"], "/training"))
    return Reply(wording.say("invite_joined", region=wording.region(official.region), role=role), buttons)
