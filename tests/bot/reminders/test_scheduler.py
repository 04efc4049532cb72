"""The ticker goes on ticking, whatever a single tick meets."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest

from bot.clock import SHANGHAI
from bot.reminders.model import load_kinds, load_texts
from bot.reminders.scheduler import Ticker
from bot.storage.database import Database

PATIENCE_SECONDS = 20


class Clerk:
    """Counts ticks; the database is away for the first few."""

    def __init__(self, desk: Any, away_for: int = 0) -> None:
        self.desk, self.away_for, self.ticks, self.is_done = desk, away_for, 0, asyncio.Event()
        self.loop = asyncio.get_running_loop()

    def tick(self) -> None:
        self.ticks += 1
        if self.ticks <= self.away_for:
            raise ConnectionError("the database is away")
        self.desk.office.reminders.tick()
        self.loop.call_soon_threadsafe(self.is_done.set)


async def test_a_database_that_is_away_for_a_while_costs_no_reminder(desk: Any) -> None:
    from bot.people.audit import SHELL
    from bot.reminders.model import DutyPlan

    desk.official("李", "official", "532500")
    desk.office.duties.add(DutyPlan("月报", "532500", "date:2026-03-06", ("role:official",)), by=SHELL)
    desk.clock.turn_to(2026, 3, 5, 9)
    clerk = Clerk(desk, away_for=3)
    ticker = Ticker(desk.clock, clerk.tick, lambda now: None, desk.office.reminders.release, SHANGHAI, tick_seconds=0.01)
    await ticker.start()
    try:
        await asyncio.wait_for(clerk.is_done.wait(), PATIENCE_SECONDS)
    finally:
        await ticker.stop()
    assert len(desk.texts()) == 1


async def test_an_orderly_end_hands_the_lease_over_at_once(desk: Any) -> None:
    clerk = Clerk(desk)
    ticker = Ticker(desk.clock, clerk.tick, lambda now: None, desk.office.reminders.release, SHANGHAI, tick_seconds=0.01)
    await ticker.start()
    await asyncio.wait_for(clerk.is_done.wait(), PATIENCE_SECONDS)
    await ticker.stop()
    assert desk.build("two").reminders.tick() is not None


async def test_a_tick_that_is_slow_to_begin_does_not_take_the_lease_again_after_the_end(desk: Any) -> None:
    clerk, begun = Clerk(desk), threading.Event()

    def slow() -> None:
        begun.set()
        time.sleep(0.3)
        clerk.tick()

    ticker = Ticker(desk.clock, slow, lambda now: None, desk.office.reminders.release, SHANGHAI, tick_seconds=0.01)
    await ticker.start()
    await asyncio.to_thread(begun.wait, PATIENCE_SECONDS)
    await ticker.stop()
    await asyncio.sleep(0.5)
    assert desk.build("two").reminders.tick() is not None


def test_a_database_that_cannot_be_reached_is_an_error_and_not_silence(desk: Any) -> None:
    desk.office.reminders._leases._database = Database("sqlite:////nowhere/at/all.db")
    with pytest.raises(Exception, match="unable to open"):
        desk.office.reminders.tick()


def test_each_kind_of_reminder_has_its_text_and_somebody_who_says_it(desk: Any) -> None:
    from bot.trainings.model import load_training_texts

    texts = load_texts() | load_training_texts()
    for kind, entry in load_kinds().entries.items():
        assert entry["text"] in texts
        assert kind in desk.office.reminders._composers
