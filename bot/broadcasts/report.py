"""Who was not reached and why, in plain words and as CSV."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from zoneinfo import ZoneInfo

from bot.storage.broadcasts import BroadcastRow, BroadcastStore
from bot.storage.database import Database
from bot.storage.outbox import OutboxRow, State
from bot.texts import Texts

_MOST_NAMES = 5


class Report:
    """Tells what became of a broadcast; people who subscribed are counted, not named."""

    def __init__(self, database: Database, texts: Texts, reasons: Texts, zone: ZoneInfo) -> None:
        self._database, self._texts, self._reasons, self._zone = database, texts, reasons, zone

    def in_words(self, row: BroadcastRow, place: str) -> str:
        """Say how many got it, and for each reason how many and which groups did not."""
        messages = self._messages(row)
        missed: dict[str, list[str]] = defaultdict(list)
        for message, title in messages:
            if State(message.state) in (State.FAILED, State.UNCERTAIN, State.CANCELLED):
                missed[self._why(message)].append(title)
        sent = sum(1 for message, _ in messages if message.state == State.SENT)
        says = self._texts.say
        head = says("report.head", id=row.id, place=place, audience=says(f"audiences.{row.audience}"), total=len(messages), sent=sent)
        lines = [says("report.line", reason=why, n=len(titles), names=self._names(titles)) for why, titles in missed.items()]
        if messages and sent == len(messages):
            lines = [says("report.all_reached")]
        return "\n".join([head, *lines])

    def as_csv(self, row: BroadcastRow) -> str:
        """Write one line a recipient; spreadsheets need the mark at the beginning to read Chinese."""
        section = self._texts.section("report")
        out = io.StringIO()
        out.write("\ufeff")
        lines = csv.writer(out)
        lines.writerow(section["columns"])
        for number, (message, title) in enumerate(self._messages(row), 1):
            kind = section["kinds"]["group" if message.chat_id < 0 else "person"]
            at = message.changed_at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S")
            result, why = section["results"][message.state], self._why(message) if message.reason else ""
            lines.writerow([number, _safe(title) or section["person"], kind, result, why, at])
        return out.getvalue()

    def _messages(self, row: BroadcastRow) -> list[tuple[OutboxRow, str]]:
        with self._database.session() as session:
            return BroadcastStore(session).messages(row.campaign)

    def _why(self, message: OutboxRow) -> str:
        reason = message.reason or ("unknown" if message.state == State.UNCERTAIN else "cancelled")
        if reason == "repeated":
            return self._texts.say("report.repeated")
        return str(self._reasons.section("delivery").get(reason, reason))

    def _names(self, titles: list[str]) -> str:
        named = [title for title in titles if title]
        if not named:
            return ""
        key = "report.names_more" if len(named) > _MOST_NAMES else "report.names"
        return self._texts.say(key, names=self._texts.say("report.joiner").join(named[:_MOST_NAMES]))


def _safe(cell: str) -> str:
    # A group's title is whatever its members typed: a spreadsheet must not run it as a formula.
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
