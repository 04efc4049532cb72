"""The broadcasts of a process: their parts, connected once, for the bot and the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.broadcasts.approvals import Approvals
from bot.broadcasts.commands import BroadcastCommands
from bot.broadcasts.model import load_broadcast_texts
from bot.broadcasts.progress import BroadcastReader, BroadcastWatch
from bot.broadcasts.recipients import Recipients
from bot.broadcasts.report import Report
from bot.broadcasts.rights import Places, Rights
from bot.broadcasts.service import BroadcastService
from bot.broadcasts.wording import BroadcastWording
from bot.clock import Clock
from bot.delivery.quiet_hours import QuietHours
from bot.people.roles import Official
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.texts import load_texts


class Staff(Protocol):
    """Whoever knows the officials."""

    def get(self, person_id: str) -> Official | None:
        """Return an official in office, or None for a household."""
        ...

    def all(self) -> Sequence[Official]:
        """Return everybody in office."""
        ...


@dataclass(frozen=True)
class Broadcasts:
    """Everything about broadcasts."""

    service: BroadcastService
    reader: BroadcastReader
    watch: BroadcastWatch
    report: Report
    wording: BroadcastWording
    commands: BroadcastCommands


def open_broadcasts(
    database: Database, clock: Clock, staff: Staff, places: Places, zone: ZoneInfo, *,
    needs_second: bool = True, quiet_hours: QuietHours | None = None,
) -> Broadcasts:  # fmt: skip
    """Connect the parts."""
    texts, outbox = load_broadcast_texts(), Outbox(database, clock)
    rights = Rights(staff.get, places, texts, needs_second)
    quiet_hours = quiet_hours or QuietHours(zone)
    recipients = Recipients(places, clock, quiet_hours)
    service = BroadcastService(database, clock, outbox, recipients, rights)
    reader = BroadcastReader(database, clock, outbox, recipients, rights)
    wording = BroadcastWording(texts, places, zone, quiet_hours)
    report = Report(database, texts, load_texts(), zone)
    everybody: Callable[[], Sequence[Official]] = staff.all
    approvals = Approvals(database, outbox, everybody, rights, wording)
    commands = BroadcastCommands(service, reader, rights, approvals, report, wording, clock)
    return Broadcasts(service, reader, BroadcastWatch(database, clock, outbox, service), report, wording, commands)
