"""Telegram's limits, kept as strictly as Telegram keeps them."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Window:
    """At most `most` events in any `seconds`."""

    most: int
    seconds: float
    events: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Return how long until one more event fits (0: now)."""
        while self.events and self.events[0] <= now - self.seconds:
            self.events.popleft()
        return self.events[0] + self.seconds - now if len(self.events) >= self.most else 0.0


class Limits:
    """30 a second in all; 1 a second a chat with a small burst; 20 a minute a group."""

    def __init__(
        self, per_second: int = 30, chat_burst: int = 3, group_per_minute: int = 20, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self.is_on = True
        self._timer = timer
        self._all = Window(per_second, 1.0)
        # One a second with a burst of n: n in any n seconds.
        self._private: dict[int, Window] = defaultdict(lambda: Window(chat_burst, float(chat_burst)))
        self._groups: dict[int, Window] = defaultdict(lambda: Window(group_per_minute, 60.0))

    def refuse(self, chat_id: int) -> int | None:
        """Count one message; return the seconds to wait when it is one too many."""
        if not self.is_on:
            return None
        now = self._timer()
        windows = [self._all, self._groups[chat_id] if chat_id < 0 else self._private[chat_id]]
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            return math.ceil(wait)
        for window in windows:
            window.events.append(now)
        return None
