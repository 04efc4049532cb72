"""Who gets a broadcast: groups of a place and below, people there who subscribed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from bot.broadcasts.model import Plan, Preview, To
from bot.clock import Clock
from bot.delivery.pacing import Limits
from bot.delivery.quiet_hours import QuietHours
from bot.people.roles import Places
from bot.storage.broadcasts import KIND, BroadcastStore, Recipient
from bot.storage.chats import Reach
from bot.storage.outbox import Draft, Priority

SAME_TEXT_AGAIN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """The recipients of a broadcast, those among them who had the same text, and how many told no place."""

    recipients: Sequence[Recipient]
    repeated: frozenset[int]
    without_place: int


class Recipients:
    """Finds recipients as they are now."""

    def __init__(self, places: Places, clock: Clock, quiet_hours: QuietHours) -> None:
        self._places, self._clock, self._quiet_hours = places, clock, quiet_hours

    def find(self, store: BroadcastStore, plan: Plan) -> Found:
        """Return everybody a broadcast is meant for, also those who cannot be reached."""
        lies_in = lru_cache(maxsize=None)(self._places.lies_in)
        everybody = store.groups() if plan.to is not To.SUBSCRIBERS else []
        if plan.to is not To.GROUPS:
            everybody += store.subscribers(plan.topic)
        meant = [who for who in everybody if who.region and lies_in(who.region, plan.region)]
        had = set() if plan.is_forced else store.had_the_same(plan.text, self._clock.now() - SAME_TEXT_AGAIN_AFTER)
        repeated = frozenset(who.chat_id for who in meant if who.chat_id in had)
        return Found(meant, repeated, sum(1 for who in everybody if not who.region))

    def preview(self, found: Found, plan: Plan) -> Preview:
        """Say how many a broadcast reaches and what stands in the way."""
        groups = sum(1 for who in found.recipients if who.is_group)
        unreachable = Counter[Reach](who.reach for who in found.recipients if who.reach is not Reach.OPEN)
        to_send = len(found.recipients) - len(found.repeated)
        begins = max(plan.starts_at or self._clock.now(), self._clock.now())
        return Preview(
            groups, len(found.recipients) - groups, unreachable, len(found.repeated), found.without_place,
            None if plan.ignores_quiet_hours else self._quiet_until(begins), to_send / Limits().bulk_per_second,
        )  # fmt: skip

    def drafts(self, found: Found, plan: Plan, campaign: str) -> list[Draft]:
        """Write the messages of a broadcast, one a recipient."""
        return [
            Draft(
                who.chat_id,
                plan.text,
                Priority.BULK,
                kind_of(plan, who),
                who.person_id,
                campaign,
                f"{campaign}:{who.chat_id}",
                ignore_quiet_hours=plan.ignores_quiet_hours,
                attachment=plan.attachment,
            )
            for who in found.recipients
        ]

    def _quiet_until(self, moment: datetime) -> datetime | None:
        return self._quiet_hours.next_open(moment) if self._quiet_hours.covers(moment) else None


def kind_of(plan: Plan, who: Recipient) -> str:
    """Return the kind of a message; by it, ending a subscription finds what still waits of it."""
    return KIND if who.is_group else f"{KIND}:{plan.topic}"
