"""The publishing of a process: its parts, connected once, and what a channel with files registers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

from bot.broadcasts.model import BroadcastRefused, Plan, load_broadcast_texts
from bot.broadcasts.recipients import Recipients
from bot.broadcasts.rights import Rights
from bot.broadcasts.service import BroadcastService
from bot.broadcasts.wording import moment_text
from bot.calls import Call, Handler, Told
from bot.clock import Clock
from bot.delivery.quiet_hours import QuietHours
from bot.messages import Reply
from bot.people.service import Staff
from bot.publishing.approving import Announce, Approving, NotAnnounced, Tell
from bot.publishing.audience import campaign_of
from bot.publishing.commands import PublishCommands
from bot.publishing.service import Publishing
from bot.storage.audience import AudienceStore
from bot.storage.database import Database
from bot.storage.outbox import Draft, Outbox, Priority
from bot.storage.publications import Publication
from policy_kb.intake.messages import refusal
from policy_kb.intake.reading import MAX_BYTES
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.regions import Divisions

_TELEGRAM, _KIND = "telegram", "publishing"


def open_publishing(
    database: Database, clock: Clock, staff: Staff, places: Divisions, knowledge: Callable[[], KnowledgeBase], zone: ZoneInfo,
    *, needs_second: bool, quiet_hours: QuietHours | None = None,
) -> PublishCommands:  # fmt: skip
    """Connect the parts."""
    outbox = Outbox(database, clock)
    publishing = Publishing(database, clock, outbox, knowledge, zone)
    rights = Rights(staff.get, places, load_broadcast_texts(), needs_second)
    quiet_hours = quiet_hours or QuietHours(zone)
    broadcasts = BroadcastService(database, clock, outbox, Recipients(places, clock, quiet_hours), rights)

    def held_until() -> str | None:
        now = clock.now()
        return moment_text(quiet_hours.next_open(now), zone) if quiet_hours.covers(now) else None

    approving = Approving(publishing, staff, teller(database, outbox), announcer(broadcasts), held_until, needs_second)
    return PublishCommands(publishing, approving, staff, places)


def announcer(broadcasts: BroadcastService) -> Announce:
    """Return what sends the notice to the groups and subscribers of the place."""

    def announce(publication: Publication, made_by: str, approved_by: str) -> int:
        plan = Plan(publication.region, publication.notice, origin=campaign_of(publication.id))
        try:
            number = broadcasts.create(plan, made_by)
            broadcasts.approve(number, approved_by)
        except BroadcastRefused as problem:
            raise NotAnnounced(str(problem)) from problem
        return number

    return announce


def teller(database: Database, outbox: Outbox) -> Tell:
    """Return what writes to an official in their private chat; who has none sees it when they ask."""

    def tell(person: str, reply: Reply) -> None:
        with database.session() as session:
            channel, external = AudienceStore(session).channels([person]).get(person, ("", ""))
        if channel == _TELEGRAM:
            # A colleague waits for it: it does not wait for morning.
            outbox.enqueue(
                Draft(int(external), reply.text, Priority.REMINDER, _KIND, person, ignore_quiet_hours=True, buttons=reply.buttons)
            )

    return tell


def file_handlers(commands: PublishCommands, download: Callable[[str], Awaitable[bytes]]) -> dict[str, Handler]:
    """Return what a channel registers to hand over files: one that comes alone, and one with /publish; no replies: not ours."""
    words = commands.handlers()

    async def take(call: Call) -> list[Reply]:
        if call.file is None or await asyncio.to_thread(commands.staff.get, call.person_id) is None:
            return []
        if call.file.size > MAX_BYTES:  # Telegram would not hand it over
            return [Reply(str(refusal("too_big", name=call.file.name, megabytes=str(round(call.file.size / 1024 / 1024)))))]
        content = await download(call.file.file_id)
        return await asyncio.to_thread(commands.hand_in, call.person_id, content, call.file.name)

    async def publish(call: Call) -> list[Reply]:
        told = Told(call.words, {})
        return await take(call) or await asyncio.to_thread(words["/publish"], call.person_id, told)

    return {"document": take, "publish": publish}
