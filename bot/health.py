"""How the parts are doing: each asked in its own way, all at once, with short patience."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

from bot.metrics import Metrics

UP, DOWN, OFF = "up", "down", "off"
Check = Callable[[], Awaitable[bool]]
_PATIENCE_SECONDS = 3.0
_FRESH_SECONDS = 1.0


class Health:
    """Knows the state of each part: `up`, `down`, or `off` when it is not wanted (None instead of a check)."""

    def __init__(self, checks: Mapping[str, Check | None], metrics: Metrics, ticks: Callable[[], float] = time.monotonic) -> None:
        self._checks, self._metrics, self._ticks = dict(checks), metrics, ticks
        self._last: tuple[float, Mapping[str, str]] | None = None

    def watch(self, part: str, check: Check | None) -> None:
        """Ask one more part from now on; None: the part is off."""
        self._checks[part] = check

    async def check(self) -> Mapping[str, str]:
        """Return the state of each part; asked anew at most once a second, however many pages look."""
        now = self._ticks()
        if self._last is None or now - self._last[0] >= _FRESH_SECONDS:
            states = await asyncio.gather(*(_state(check) for check in self._checks.values()))
            self._last = now, dict(zip(self._checks, states, strict=True))
            self._metrics.note_parts(self._last[1])
        return self._last[1]


async def _state(check: Check | None) -> str:
    if check is None:
        return OFF
    try:
        return UP if await asyncio.wait_for(check(), _PATIENCE_SECONDS) else DOWN
    except Exception:  # whatever a part throws, it is not up
        return DOWN
