"""How a broadcast is shown to officials."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from bot.broadcasts.model import Preview, Status, To
from bot.broadcasts.rights import Places
from bot.delivery.quiet_hours import QuietHours
from bot.messages import Button
from bot.storage.broadcasts import BroadcastRow, Stage
from bot.storage.outbox import State
from bot.texts import Texts

_EXCERPT = 30
# What may be done next, by stage.
_DEEDS = {
    Stage.DRAFT: ("test", "submit", "groups", "subscribers", "all", "cancel"),
    Stage.APPROVED: ("status", "cancel"),
    Stage.RUNNING: ("status", "pause", "cancel"),
    Stage.PAUSED: ("status", "resume", "cancel"),
    Stage.DONE: ("status", "report", "retry"),
    Stage.CANCELLED: ("report",),
}


class BroadcastWording:
    """Puts broadcasts into words and buttons."""

    def __init__(self, texts: Texts, places: Places, zone: ZoneInfo, quiet_hours: QuietHours | None = None) -> None:
        self.texts, self._places, self._zone, self._quiet_hours = texts, places, zone, quiet_hours

    def preview(self, row: BroadcastRow, preview: Preview) -> str:
        """Say whom a broadcast reaches and what stands in the way, with its text."""
        says, place = self.texts.say, self.place(row.region)
        audience = says(f"audiences.{row.audience}")
        lines = [says("preview.head", id=row.id, stage=says(f"stages.{row.state}"), place=place, audience=audience)]
        lines.append(says("preview.recipients", total=preview.total, groups=preview.groups, subscribers=preview.subscribers))
        if preview.unreachable:
            reasons = (says("preview.reason", reason=says(f"reaches.{reach}"), n=n) for reach, n in preview.unreachable.items())
            lines.append(says("preview.unreachable", n=sum(preview.unreachable.values()), reasons=says("report.joiner").join(reasons)))
        if preview.reaches_nobody:
            lines.append(self.nobody(row))
        for key in ("repeated", "without_place"):
            if number := getattr(preview, key):
                lines.append(says(f"preview.{key}", n=number))
        if row.starts_at:
            lines.append(says("preview.starts_at", at=self._written(row.starts_at)))
        if preview.quiet_until:
            lines.append(says("preview.quiet", until=self._written(preview.quiet_until)))
        if preview.total:
            lines.append(says("preview.takes", minutes=max(1, ceil(preview.seconds / 60))))
        if row.attachment:
            lines.append(says("preview.file", name=row.attachment.get("name", "")))
        return "\n".join([*lines, "", row.text])

    def nobody(self, row: BroadcastRow) -> str:
        """Say that a broadcast reaches nobody, and how groups and people come to be reached."""
        says, place = self.texts.say, self.place(row.region)
        hows = {To.GROUPS: ("groups",), To.SUBSCRIBERS: ("subscribers",)}.get(To(row.audience), ("groups", "subscribers"))
        return says("preview.nobody", how="".join(says(f"preview.how_{how}", place=place) for how in hows))

    def status(self, row: BroadcastRow, status: Status) -> str:
        """Say how far a broadcast has come."""
        says, counts = self.texts.say, status.counts
        waiting = counts[State.QUEUED] + counts[State.SENDING]
        lines = [says("status.head", id=row.id, stage=says(f"stages.{row.state}"))]
        if row.started_at is None:
            return "\n".join([*lines, says("preview.starts_at", at=self._written(row.starts_at))] if row.starts_at else lines)
        lines.append(
            says("status.counts", sent=counts[State.SENT], waiting=waiting, failed=counts[State.FAILED],
                 uncertain=counts[State.UNCERTAIN], cancelled=counts[State.CANCELLED])
        )  # fmt: skip
        if status.left_seconds is not None and waiting:
            lines.append(says("status.rate", rate=round(status.rate, 1), minutes=max(1, ceil(status.left_seconds / 60))))
        if status.pause_reason:
            lines.append(says("status.paused", reason=says(f"pause_reasons.{status.pause_reason}")))
        return "\n".join(lines)

    def begins(self, row: BroadcastRow, now: datetime) -> str:
        """Say when an approved broadcast begins: now, at its moment, or once people may be disturbed."""
        says = self.texts.say
        at = max(row.starts_at or now, now)
        if self._quiet_hours and not row.ignores_quiet_hours and self._quiet_hours.covers(at):
            at = self._quiet_hours.next_open(at)
        return says("commands.approved_later", at=self._written(at)) if at > now else says("commands.approved_now")

    def line(self, row: BroadcastRow) -> str:
        """Name a broadcast in one line."""
        excerpt = " ".join(row.text.split())[:_EXCERPT]
        return self.texts.say("commands.list_line", id=row.id, stage=self.texts.say(f"stages.{row.state}"), text=excerpt)

    def buttons(self, row: BroadcastRow) -> tuple[Button, ...]:
        """Offer what may be done next."""
        deeds = (deed for deed in _DEEDS[Stage(row.state)] if deed != row.audience)
        return tuple(self.button(deed, row.id) for deed in deeds)

    def button(self, deed: str, number: int) -> Button:
        """Make the button for one deed."""
        return Button(self.texts.say(f"commands.buttons.{deed}"), f"/broadcast {deed} {number}")

    def place(self, code: str) -> str:
        """Return the name of a place."""
        return self._places[code].name

    def _written(self, moment: datetime) -> str:
        return moment_text(moment, self._zone)


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """Write a moment as people here say it: 11月30日07:30."""
    local = moment.astimezone(zone)
    return f"{local.month}月{local.day}日{local:%H:%M}"
