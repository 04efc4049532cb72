"""An office of duties and trainings on a real database, with a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.quiet_hours import QuietHours
from bot.office import Office, build_office
from bot.reminders.model import Basis, DutyPlan
from bot.storage.database import Database
from bot.storage.outbox import Outbox, OutboxRow
from bot.storage.people import People
from bot.storage.profiles import Profiles
from bot.storage.reminders import ReminderRow
from bot.storage.upgrade import upgrade
from policy_kb.knowledge_base import load_shipped
from tests import postgres

SHANGHAI = ZoneInfo("Asia/Shanghai")
HONGHE, MENGZI, MENGZI_NEIGHBOUR = "532500", "532503", "532502"
BASIS = Basis("honghe-2019", "附件2 六（三）", "建立月报制度")
SCHOOL_DAY = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)  # a Monday


@dataclass
class TurnedClock:
    """A clock that shows what it is set to."""

    moment: datetime = SCHOOL_DAY

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)

    def turn_to(self, *when: int) -> None:
        self.moment = datetime(*when, tzinfo=SHANGHAI)  # type: ignore[arg-type]

    def pass_by(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class Desk:
    """The office and everything a test looks at."""

    office: Office
    database: Database
    clock: TurnedClock
    people: People
    build: Callable[..., Office]
    _chats: list[int] = field(default_factory=lambda: [1000])

    def person(self, name: str, channel: str = "telegram", region: str | None = None, **facts: Any) -> str:
        """Let somebody write for the first time."""
        self._chats[0] += 1
        external = str(self._chats[0]) if channel == "telegram" else name
        person_id = self.people.arrive(channel, external, self.clock.now()).id
        if region:
            Profiles(self.database).set_region(person_id, region, self.clock.now())
            Profiles(self.database).set_facts(person_id, facts, self.clock.now())
        return person_id

    def official(self, name: str, role: str, region: str, channel: str = "telegram") -> str:
        """Let somebody join with an invitation."""
        person_id = self.person(name, channel)
        code = self.office.staff.invite(role, region, by="shell", name=name).code
        assert self.office.staff.redeem(code, person_id).official
        return person_id

    def work(self) -> None:
        """Plan and tick once."""
        self.office.planner.plan_all(self.database, self.clock.now())
        self.office.reminders.tick()

    def run_until(self, *when: int, **every: float) -> None:
        """Let time pass, working at every step."""
        end, step = datetime(*when, tzinfo=SHANGHAI), timedelta(**(every or {"hours": 1}))  # type: ignore[arg-type]
        while self.clock.moment < end:
            self.clock.moment = min(self.clock.moment + step, end)
            self.work()

    def outbox(self) -> list[OutboxRow]:
        with self.database.session() as session:
            return list(session.query(OutboxRow).order_by(OutboxRow.id))

    def texts(self) -> list[str]:
        return [row.text for row in self.outbox()]

    def reminders(self, state: str | None = None) -> list[ReminderRow]:
        with self.database.session() as session:
            rows = session.query(ReminderRow).order_by(ReminderRow.due_at, ReminderRow.id)
            return [row for row in rows if state in (None, row.state)]

    async def say(self, person_id: str, text: str) -> list[Any]:
        replies = await self.office.answer(person_id, text)
        assert replies is not None, f"{text} is not ours"
        return replies


def plan(cycle: str = "date:2026-03-06", **columns: Any) -> DutyPlan:
    """Return a monthly report of 红河州, as most tests set it."""
    given: dict[str, Any] = {"title": "月报", "region": HONGHE, "audience": ("role:official",), "basis": BASIS} | columns
    return DutyPlan(cycle=cycle, **given)


@pytest.fixture(scope="session")
def knowledge() -> Any:
    """The shipped knowledge base, read once."""
    return load_shipped()


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


# For a test that has to hold on either database.
on_both_databases = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'fuwen.db'}"
        if getattr(request, "param", "sqlite") == "postgresql":
            if postgres.programs() is None:
                pytest.skip("the PostgreSQL server programs are not installed")
            url = stack.enter_context(postgres.running())
        database = Database(url)
        upgrade(database)
        yield database
        database.close()


@pytest.fixture
def desk(database: Database, clock: TurnedClock, knowledge: Any) -> Desk:
    """An office with nobody in it."""

    def build(holder: str = "one", quiet_hours: QuietHours | None = None) -> Office:
        outbox = Outbox(database, clock)
        places = knowledge.divisions
        return build_office(
            database, clock, outbox, places, lambda: knowledge, base_url="http://test", holder=holder, quiet_hours=quiet_hours
        )

    return Desk(build(), database, clock, People(database), build)
