"""Small honest stand-ins: a conversation that answers at once, a clock that is turned by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.messages import Incoming, Reply


class FakeConversation:
    """Answers `答：<words>`, or whatever it was told to."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.answers: dict[str, list[Reply]] = {}
        self.gate: asyncio.Event | None = None
        self.fails_on: str | None = None

    async def handle(self, incoming: Incoming) -> list[Reply]:
        """Answer one message."""
        self.heard.append(incoming)
        if self.gate:
            await self.gate.wait()
        if self.fails_on == incoming.text:
            raise RuntimeError("a fault of ours")
        return self.answers.get(incoming.text, [Reply(f"答：{incoming.text}")])

    @property
    def texts(self) -> list[str]:
        """Return the words heard so far."""
        return [incoming.text for incoming in self.heard]


class TurnedClock:
    """A clock that stands until it is turned; noon of a Wednesday in China unless told otherwise."""

    def __init__(self, at: datetime = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the moment it shows."""
        return self.at

    def turn(self, **by: float) -> None:
        """Go forward."""
        self.at += timedelta(**by)


async def until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait until something has happened; fails when it does not."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
