"""Making a sheet on request, and drawing it while its address lasts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.calls import Told, WordHandler
from bot.clock import Clock
from bot.messages import Button, Reply
from bot.sheets.composing import compose_sheet, sheet_texts
from bot.sheets.drawing import picture_of, print_of
from bot.sheets.model import Sheet
from bot.storage.database import Database
from bot.storage.memory import Memory
from bot.storage.sheets import SheetStore
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.question_json import question_from_json

log = structlog.get_logger(__name__)
ADDRESS = "/sheets/"
PICTURE, PRINT = ".png", ".pdf"
_LASTS = timedelta(days=1)
_DRAWINGS: dict[str, Callable[[Sheet], bytes]] = {PICTURE: picture_of, PRINT: print_of}


class Sheets:
    """Gives out sheets of people's last sums; whoever has the address sees the sheet, for a day."""

    def __init__(self, database: Database, knowledge: Callable[[], KnowledgeBase], clock: Clock, zone: ZoneInfo) -> None:
        self._memories, self._sheets = Memory(database), SheetStore(database)
        self._knowledge, self._clock, self._zone = knowledge, clock, zone

    def handlers(self) -> dict[str, WordHandler]:
        """Return the word of the button with its handler."""
        return {"/result_sheet": self.make}

    def make(self, person: str, told: Told) -> list[Reply]:
        """Write the sheet of somebody's last sum and say where it is."""
        words, now, knowledge = sheet_texts(), self._clock.now(), self._knowledge()
        question = question_from_json(self._memories.of(person).get("calculation"))
        today = now.astimezone(self._zone).date()
        # What a document pays is asked for today: it may have been replaced since the sum was told.
        sheet = compose_sheet(knowledge, replace(question, as_of=today), today) if question else None
        if sheet is None:
            example = knowledge.divisions[knowledge.covered_places()[0]].name
            return [Reply(words["nothing_yet"].format(example=example), meta={"outcome": "no_sheet"})]
        token = secrets.token_urlsafe(24)
        self._sheets.keep(_hash(token), person, sheet.to_json(), now + _LASTS, now)
        log.info("sheet.made", items=len(sheet.entries))
        to_print = Button(words["print"], f"{ADDRESS}{token}{PRINT}")
        return [Reply(words["ready"], (to_print,), f"{ADDRESS}{token}{PICTURE}", {"outcome": "sheet"})]

    def drawn(self, address: str) -> bytes | None:
        """Draw what stands at an address (`/sheets/<token>.png` or `.pdf`); None when there is nothing any more."""
        token, dot, kind = address.removeprefix(ADDRESS).rpartition(".")
        draw = _DRAWINGS.get(dot + kind)
        content = self._sheets.find(_hash(token), self._clock.now()) if draw else None
        return draw(Sheet.from_json(content)) if draw and content else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
