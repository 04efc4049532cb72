"""When the next message may go: pure arithmetic over seconds, no clock of its own."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from statistics import median

from bot.storage.outbox import Priority

_MINUTE = 60.0
# Two groups over their own limits must not silence everybody; three refusals in a row are no longer about one chat.
_REFUSALS_MEANING_ALL = 3
# The middle of the last answers: the first ones after a start, or a single slow one, say nothing about the rest.
_ANSWERS_KNOWN = 15
_ANSWERS_NEEDED = 5
_HANGS_AFTER = 4


@dataclass(frozen=True)
class Limits:
    """What Telegram allows, and what we leave of it to replies; `margin` is for messages arriving closer together than they left."""

    per_second: int = 30
    bulk_per_second: float = 25.0
    bulk_catch_up_seconds: float = 1.0
    kept_for_replies: int = 3
    chat_seconds: float = 1.0
    group_seconds: float = 3.0
    group_per_minute: int = 20
    margin: float = 0.05


class Pacer:
    """Remembers what went out and says what may go now; moments are seconds of one steady timer."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._sent: deque[float] = deque(maxlen=limits.per_second)
        self._bulk_next = -math.inf
        self._chat_next: dict[int, float] = {}
        self._group_sent: dict[int, deque[float]] = {}
        self._paused_until = -math.inf
        self._refused: set[int] = set()
        self._busy: set[int] = set()

    def depart(self, chat_id: int, priority: Priority, now: float) -> None:
        """Count one message that leaves now; its chat waits until it has landed, so that order is kept."""
        self.remember(chat_id, priority, now)
        self._busy.add(chat_id)

    def land(self, chat_id: int, now: float) -> None:
        """Note that a message's end is known; the gap counts from here, however late Telegram saw it."""
        self._busy.discard(chat_id)
        gap = self._limits.chat_seconds if chat_id > 0 else self._limits.group_seconds
        self.pause_chat(chat_id, now + gap + self._limits.margin)

    def remember(self, chat_id: int, priority: Priority, now: float) -> None:
        """Count one message that left at a moment."""
        self._sent.append(now)
        if priority is not Priority.REPLY:
            step = 1 / self._limits.bulk_per_second
            # Time lost to a slow answer is made up, but only a little of it.
            self._bulk_next = max(self._bulk_next + step, now + step - self._limits.bulk_catch_up_seconds)
        self._chat_next[chat_id] = max(self._chat_next.get(chat_id, now), now + self._chat_gap(chat_id, now))

    def slow_down(self, chat_id: int, seconds: float, now: float) -> None:
        """Obey a refusal: it names one chat, until several chats in a row are refused; then it means us all."""
        self.pause_chat(chat_id, now + seconds)
        self._refused.add(chat_id)
        if len(self._refused) >= _REFUSALS_MEANING_ALL:
            self.pause_all(now + seconds)

    def went_through(self) -> None:
        """Note that Telegram took a message, so no refusal before it was about everybody."""
        self._refused.clear()

    def pause_chat(self, chat_id: int, until: float) -> None:
        """Leave a chat alone until a moment."""
        self._chat_next[chat_id] = max(self._chat_next.get(chat_id, until), until)

    def pause_all(self, until: float) -> None:
        """Send nothing at all until a moment."""
        self._paused_until = max(self._paused_until, until)

    def lowest_open(self, now: float) -> Priority | None:
        """Return the least urgent priority that may go now; None when nothing may."""
        if now < self._open_at():
            return None
        return Priority.BULK if now >= self._bulk_open_at() else Priority.REPLY

    def waiting_chats(self, now: float) -> set[int]:
        """Return the chats whose turn has not come, forgetting those whose has."""
        self._chat_next = {chat: at for chat, at in self._chat_next.items() if at > now}
        self._group_sent = {chat: sent for chat, sent in self._group_sent.items() if sent[-1] > now - 2 * _MINUTE}
        return self._busy | set(self._chat_next)

    def seconds_to_change(self, now: float) -> float:
        """Return how long until something more than now may go; infinite when nothing is held back."""
        gates = (self._open_at(), self._bulk_open_at(), *self._chat_next.values())
        return min((at - now for at in gates if at > now), default=math.inf)

    def _open_at(self) -> float:
        return max(self._window_opens_at(self._limits.per_second), self._paused_until)

    def _bulk_open_at(self) -> float:
        return max(self._window_opens_at(self._limits.per_second - self._limits.kept_for_replies), self._bulk_next)

    def _window_opens_at(self, most: int) -> float:
        return self._sent[-most] + 1 + self._limits.margin if len(self._sent) >= most else -math.inf

    def _chat_gap(self, chat_id: int, now: float) -> float:
        if chat_id > 0:
            return self._limits.chat_seconds + self._limits.margin
        sent = self._group_sent.setdefault(chat_id, deque(maxlen=self._limits.group_per_minute))
        sent.append(now)
        gap = self._limits.group_seconds + self._limits.margin
        is_full = len(sent) == self._limits.group_per_minute
        return max(gap, sent[0] + _MINUTE + self._limits.margin - now) if is_full else gap


class InFlight:
    """What is under way: of messages to many one at a time, so that a sudden end leaves one in doubt; replies go beside it.

    A message that hangs far longer than answers usually take is in doubt already, and no longer holds up the next.
    """

    def __init__(self, patience_seconds: float = 0.6) -> None:
        self._patience = patience_seconds
        self._took: deque[float] = deque(maxlen=_ANSWERS_KNOWN)
        self._since: dict[int, float] = {}
        self._blocking: set[int] = set()

    def begin(self, message: int, priority: Priority, now: float) -> None:
        """Note that a message left."""
        self._since[message] = now
        if priority is not Priority.REPLY:
            self._blocking.add(message)

    def end(self, message: int, now: float, was_answered: bool) -> None:
        """Note that a message's end is known; only real answers teach how long one takes."""
        if was_answered:
            self._took.append(now - self._since[message])
        self.forget(message)

    def forget(self, message: int) -> None:
        """Drop a message that did not leave after all."""
        self._since.pop(message, None)
        self._blocking.discard(message)

    @property
    def messages(self) -> set[int]:
        """Return the messages under way."""
        return set(self._since)

    def has_room(self, now: float) -> bool:
        """Say whether one more message to many may leave."""
        return math.isinf(self.seconds_to_room(now))

    def seconds_to_room(self, now: float) -> float:
        """Return how long until the message under way counts as one that hangs; infinite when none is in the way."""
        waits = max(self._patience, _HANGS_AFTER * self._typical())
        return min(
            (self._since[message] + waits - now for message in self._blocking if now - self._since[message] < waits), default=math.inf
        )

    def _typical(self) -> float:
        return median(self._took) if len(self._took) >= _ANSWERS_NEEDED else 0.0


def backoff_seconds(attempt: int, first: float = 1.0, most: float = 300.0) -> float:
    """Return the wait before the next try: doubled each time, up to a limit."""
    return float(min(most, first * 2 ** min(attempt - 1, 20)))
