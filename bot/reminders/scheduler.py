"""APScheduler with two static jobs: tick (send what is due) and plan (make rows ahead). It remembers nothing itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock

TICK_SECONDS = 1
PLAN_SECONDS = 60
_EVENTS = {EVENT_JOB_ERROR: "failed", EVENT_JOB_MISSED: "missed", EVENT_JOB_MAX_INSTANCES: "overran"}
log = structlog.get_logger()


class Ticker:
    """Calls the tick and the planning again and again; what it misses, the rows still hold."""

    def __init__(
        self, clock: Clock, tick: Callable[[], object], plan: Callable[[datetime], object], release: Callable[[], None],
        zone: ZoneInfo, *, tick_seconds: float = TICK_SECONDS, plan_seconds: float = PLAN_SECONDS,
    ) -> None:  # fmt: skip
        self._clock, self._tick, self._plan, self._release = clock, tick, plan, release
        self._tick_seconds, self._plan_seconds = tick_seconds, plan_seconds
        self._scheduler = AsyncIOScheduler(timezone=zone, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1})
        self._ticking, self._is_over = threading.Lock(), False
        self.last_tick_at: datetime | None = None

    async def start(self) -> None:
        """Begin to tick; the first planning and the first tick come at once."""
        now = datetime.now(self._scheduler.timezone)
        self._scheduler.add_job(self.plan_once, "interval", seconds=self._plan_seconds, next_run_time=now, id="plan")
        self._scheduler.add_job(self.tick_once, "interval", seconds=self._tick_seconds, next_run_time=now, id="tick")
        self._scheduler.add_listener(_tell, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop ticking after the tick under way, and give the lease back."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await asyncio.to_thread(self._end)

    async def tick_once(self) -> None:
        """Tick in a thread, so that a slow database holds up no conversation."""
        await asyncio.to_thread(self._tick_unless_over)
        self.last_tick_at = self._clock.now()

    def _tick_unless_over(self) -> None:
        with self._ticking:
            if not self._is_over:
                self._tick()

    def _end(self) -> None:
        # The scheduler forgets a tick under way, but its thread goes on: one that ended later would take the lease again.
        with self._ticking:
            self._is_over = True
            self._release()

    async def plan_once(self) -> None:
        """Plan in a thread."""
        await asyncio.to_thread(self._plan, self._clock.now())


def _tell(event: JobEvent) -> None:
    error = getattr(event, "exception", None)
    log.warning(
        "reminders.job_troubled", job=event.job_id, how=_EVENTS.get(event.code, "troubled"), error=type(error).__name__ if error else None
    )
