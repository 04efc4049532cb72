"""What the sender has at hand: the next messages of the outbox, looked at but not taken."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.storage.outbox_claims import Claimed, Openings

SHELF_LENGTH = 40
# Other processes queue too (the command line): their rows are found by looking.
LOOK_SECONDS = 0.25


class Shelf:
    """Holds the next messages for a moment, so that one look at the database serves many."""

    def __init__(self) -> None:
        self._messages: list[Claimed] = []
        self._looked_at = -math.inf
        self.has_more = False

    def fill(self, messages: Sequence[Claimed], now: float) -> None:
        """Put what a look found on the shelf, in the order in which it is to go."""
        self._messages = list(messages)
        self._looked_at = now
        self.has_more = len(messages) == SHELF_LENGTH

    def spoil(self) -> None:
        """Forget what was found: something came that may have to go first."""
        self._messages, self._looked_at = [], -math.inf

    def is_old(self, now: float) -> bool:
        """Say whether it is time to look again."""
        return now >= self._looked_at + LOOK_SECONDS

    def take(self, openings: Openings | None) -> Claimed | None:
        """Take the first message that may go now."""
        if openings is None:
            return None
        for place, message in enumerate(self._messages):
            if message.priority <= openings.lowest and message.chat_id not in openings.waiting_chats:
                return self._messages.pop(place)
        return None
