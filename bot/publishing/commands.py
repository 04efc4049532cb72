"""What an official says to publish a document, the same on every channel: a file, /publish, and the buttons under the replies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.calls import Told, WordHandler
from bot.errors import BotError
from bot.messages import Button, Reply
from bot.people.roles import Official, Places, acts_in
from bot.people.service import Staff
from bot.publishing import reading, showing
from bot.publishing.approving import Approving
from bot.publishing.given import place_code
from bot.publishing.service import ESSENTIAL, Publishing
from bot.publishing.showing import say
from bot.publishing.texts import publishing_texts, refused
from bot.storage.publications import Publication
from policy_kb.errors import UnreadableFile

NOTICE = "notice"


@dataclass(frozen=True)
class PublishCommands:
    """Handlers for the publishing words; each takes a person's id and what they said after the word."""

    publishing: Publishing
    approving: Approving
    staff: Staff
    places: Places

    def handlers(self) -> dict[str, WordHandler]:
        """Return every word with its handler; what cannot be done is said, never raised."""
        words: dict[str, WordHandler] = {
            "/publish": self.begin,
            "/publish_set": self.tell,
            "/publish_submit": self.submit,
            "/publish_rules": self.rules,
            "/publish_rule": self.confirm,
            "/publish_approve": self.approve,
            "/publish_reject": self.reject,
            "/publish_details": self.details,
        }
        return {word: _kindly(handler) for word, handler in words.items()}

    def hand_in(self, person: str, content: bytes, name: str) -> list[Reply]:
        """Take a file in and show what was read; nothing is published yet."""
        try:
            official = self._official(person)
            proposal = self.publishing.propose(content, name, {})
            if proposal.meta.region:
                self._may(official, proposal.meta.region)
            kept = self.publishing.keep(proposal, name, person, [rule.id for rule in proposal.rules if rule.is_sure])
            return self._shown(kept, official)
        except (BotError, UnreadableFile) as problem:
            return [Reply(str(problem))]

    def begin(self, person: str, told: Told) -> list[Reply]:
        """Ask for the file; with a number, show that document, or fill in a field of it."""
        official = self._official(person)
        if told.id is None:
            lines = [
                say("open_line", number=p.id, title=p.meta["title"], state=say(f"states.{p.state}"))
                for p in self.publishing.publications.open()
                if p.proposed_by == person
            ]
            return [Reply("\n".join([say("send_file"), *([say("open_head"), *lines] if lines else [])]))]
        kept = self._mine(person, told)
        _, _, rest = told.words.partition(" ")
        if not rest.strip():
            return self._shown(kept, official)
        field, _, value = rest.strip().partition(" ")
        known = publishing_texts().section("flow")["fields"]
        if field not in known or not value.strip():
            return [Reply(say("which_field", fields="、".join(known), number=kept.id))]
        return self._told(kept, known[field], value.strip(), official)

    def tell(self, person: str, told: Told) -> list[Reply]:
        """Fill in a field that a button carries."""
        kept = self._mine(person, told)
        return self._told(kept, str(told.values.get("key")), str(told.values.get("value")), self._official(person))

    def submit(self, person: str, told: Told) -> list[Reply]:
        """Hand a document to a second official, or publish it where one is enough."""
        kept = self._mine(person, told)
        if not kept.region:
            return self._shown(kept, self._official(person))
        return self.approving.submit(kept, person)

    def details(self, person: str, told: Told) -> list[Reply]:
        """Show the clauses, figures and draft rules that were read, to whoever handed it in or is to approve it."""
        kept = self._near(person, told)
        return reading.details(self.publishing.again(kept), kept)

    def rules(self, person: str, told: Told) -> list[Reply]:
        """Show the rules that wait for a person's word."""
        return [showing.rules_to_check(self._mine(person, told))]

    def confirm(self, person: str, told: Told) -> list[Reply]:
        """Confirm one rule."""
        kept = self.publishing.confirm_of(self._mine(person, told).id, [str(told.values.get("rule"))], person)
        return [Reply(say("rule_confirmed")), showing.rules_to_check(kept)]

    def approve(self, person: str, told: Told) -> list[Reply]:
        """Publish what another official has handed in."""
        return self.approving.approve(self._near(person, told), person)

    def reject(self, person: str, told: Told) -> list[Reply]:
        """Let a document go."""
        return self.approving.reject(self._near(person, told), person)

    def _told(self, kept: Publication, key: str, value: str, official: Official) -> list[Reply]:
        if key == NOTICE:
            return [showing.notice(self.publishing.edit_notice(kept.id, value), self.approving.needs_second)]
        if key == ESSENTIAL:
            self._may(official, place_code(value, self.publishing.knowledge()))
        return self._shown(self.publishing.tell(kept, {key: value}), official)

    def _shown(self, kept: Publication, official: Official) -> list[Reply]:
        if not kept.region:
            place = self.publishing.knowledge().divisions[official.region].name
            here = Button(say("buttons.here", place=place), showing.payload("set", id=kept.id, key=ESSENTIAL, value=official.region))
            field = publishing_texts().section("fields")[ESSENTIAL]
            return [Reply(say("missing", field=field, number=kept.id), (here,))]
        self._may(official, kept.region)
        proposal = self.publishing.again(kept)
        return showing.overview(proposal, kept, self.publishing.knowledge(), self.approving.needs_second)

    def _official(self, person: str) -> Official:
        official = self.staff.get(person)
        if official is None:
            raise refused("not_official")
        return official

    def _may(self, official: Official, region: str) -> None:
        if not acts_in(official, region, self.places):
            raise refused("not_yours")

    def _near(self, person: str, told: Told) -> Publication:
        """Return an open document of a place where somebody may act."""
        official = self._official(person)
        kept = self.publishing.open(told.id or 0)
        if kept.region or kept.proposed_by != person:
            self._may(official, kept.region)
        return kept

    def _mine(self, person: str, told: Told) -> Publication:
        kept = self._near(person, told)
        if kept.proposed_by != person:
            raise refused("not_yours")
        return kept


def _kindly(handler: Callable[[str, Told], list[Reply]]) -> WordHandler:
    def answered(person: str, told: Told) -> list[Reply]:
        try:
            return handler(person, told)
        except (BotError, UnreadableFile) as problem:
            return [Reply(str(problem))]

    return answered
