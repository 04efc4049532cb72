"""The second pair of eyes: handing over, approving, sending back; and what follows when a document goes live."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.messages import Reply
from bot.people.roles import acts_in
from bot.people.service import Staff
from bot.publishing import showing
from bot.publishing.service import Publishing
from bot.publishing.showing import say
from bot.publishing.texts import refused
from bot.storage.publications import Publication

# Tells a place's groups and subscribers: publication, who made it, who approved it -> the number of the broadcast.
Announce = Callable[[Publication, str, str], int]
# Hands a reply to somebody who did not just write.
Tell = Callable[[str, Reply], None]
# Says until when messages to many wait now, in words; None when they go at once.
HeldUntil = Callable[[], str | None]


class NotAnnounced(Exception):
    """The document is live but the notice did not go out; the message says why."""


@dataclass(frozen=True)
class Approving:
    """Leads a document from the one who hands it in to the one who approves it, and out."""

    publishing: Publishing
    staff: Staff
    tell: Tell
    announce: Announce | None = None
    held_until: HeldUntil = lambda: None
    needs_second: bool = True

    def submit(self, kept: Publication, person: str) -> list[Reply]:
        """Ask the other officials of the place to look, or publish where one is enough."""
        if not self.needs_second:
            return [Reply("\n".join(self._publish(kept, person)))]
        kb = self.publishing.knowledge()
        others = [o for o in self.staff.all() if o.person_id != person and acts_in(o, kept.region, kb.divisions)]
        if not others:
            return [Reply(say("nobody"))]
        submitted = self.publishing.submit(kept.id, person)
        proposal = self.publishing.again(submitted)
        me = self.staff.get(person)
        review = showing.review(proposal, submitted, kb, me.name if me else "")
        for other in others:
            self.tell(other.person_id, review)
        return [Reply(say("submitted", number=kept.id))]

    def approve(self, kept: Publication, person: str) -> list[Reply]:
        """Publish; whoever handed it in may not approve it where two are needed."""
        if self.needs_second and kept.proposed_by == person:
            raise refused("same_person")
        head, *lines = self._publish(kept, person)
        if kept.proposed_by != person:
            self.tell(kept.proposed_by, Reply("\n".join([say("was_published", number=kept.id, title=kept.meta["title"]), *lines])))
        return [Reply("\n".join([head, *lines]))]

    def reject(self, kept: Publication, person: str) -> list[Reply]:
        """Let a document go; whoever handed it in is told."""
        self.publishing.reject(kept.id, person)
        if kept.proposed_by != person:
            self.tell(kept.proposed_by, Reply(say("was_rejected", number=kept.id, title=kept.meta["title"])))
        return [Reply(say("rejected", number=kept.id))]

    def _publish(self, kept: Publication, person: str) -> list[str]:
        live = self.publishing.publish(kept.id, person)
        lines = [say("published", title=live.meta["title"])]
        if live.effects.get("assessed"):
            lines.append(say("effects", **live.effects))
        if self.announce:
            lines.append(self._announced(self.announce, live, person))
        if until := self.held_until():
            lines.append(say("held", until=until))
        return lines

    def _announced(self, announce: Announce, live: Publication, person: str) -> str:
        try:
            number = announce(live, live.proposed_by, person)
        except NotAnnounced as problem:
            return say("not_broadcast", reason=problem)
        self.publishing.announced(live.id, number)
        return say("broadcast", place=self.publishing.knowledge().divisions[live.region].name, broadcast=number)
