"""Broadcasts over a database with officials, groups and subscribers of two counties, and a clock turned by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import policy_kb
from bot.broadcasts.model import Plan, To
from bot.broadcasts.opening import Broadcasts, open_broadcasts
from bot.delivery.lease import SENDER
from bot.people.roles import Official, Role
from bot.storage.chats import Chats, Reach, Subscriptions, Topic
from bot.storage.database import Database
from bot.storage.leases import Leases
from bot.storage.outbox import Outbox, State
from bot.storage.outbox_claims import Openings, OutboxClaims
from bot.storage.people import People
from bot.storage.profiles import Profiles
from policy_kb.regions import Divisions, load_divisions
from tests.telegram_server.fakes import TurnedClock

QINYUAN, CHANGZHI, MENGZI = "140431", "140400", "532503"
NOTICE = "明天起领取种植补贴，请带身份证到村委会。"


@dataclass
class Office:
    """The officials in office, as a list that tests change."""

    officials: list[Official]

    def get(self, person_id: str) -> Official | None:
        """Return an official, or None for a household."""
        return next((o for o in self.officials if o.person_id == person_id), None)

    def all(self) -> list[Official]:
        """Return everybody in office."""
        return self.officials


@dataclass
class County:
    """Everything a test of broadcasts needs."""

    broadcasts: Broadcasts
    outbox: Outbox
    chats: Chats
    subscriptions: Subscriptions
    clock: TurnedClock
    database: Database
    office: Office
    people: People
    profiles: Profiles

    def subscriber(self, chat_id: int, region: str | None, topic: Topic = Topic.POLICIES) -> str:
        """Let somebody tell where they live and subscribe."""
        person = self.people.arrive("telegram", str(chat_id), self.clock.now())
        self.chats.meet(chat_id, "private", "", person.id)
        if region:
            self.profiles.set_region(person.id, region, self.clock.now())
        self.subscriptions.add(chat_id, topic, person.id)
        return person.id

    def group(self, chat_id: int, region: str, title: str = "村民群", reach: Reach = Reach.OPEN) -> None:
        """Let a group of a place take the bot in."""
        self.chats.meet(chat_id, "supergroup", title, reach=reach)
        self.chats.set_region(chat_id, region)

    def official(self, chat_id: int, name: str, region: str = QINYUAN) -> str:
        """Put somebody into office."""
        person = self.people.arrive("telegram", str(chat_id), self.clock.now())
        self.office.officials.append(Official(person.id, Role.COUNTY_OFFICER, region, name))
        return person.id

    def running(self, by: str, to: To = To.ALL, text: str = NOTICE) -> int:
        """Make and approve a broadcast from the command line."""
        number = self.broadcasts.service.create(Plan(QINYUAN, text, to), by=by)
        self.broadcasts.service.approve(number, by="shell")
        return number

    def send(self, *ends: tuple[State, str | None]) -> list[int]:
        """Let a sender bring the next messages to the given ends; return their chats."""
        Leases(self.database).take(SENDER, "sender", self.clock.now(), timedelta(days=30))
        claims, went = OutboxClaims(self.database, self.clock, SENDER, "sender"), []
        for state, reason in ends:
            (message,) = claims.candidates(Openings()) or (None,)
            if message is None or not claims.write(begin=message):
                break
            claims.write([claims.settle(message, state, reason)])
            went.append(message.chat_id)
        return went

    def ends(self, number: int) -> dict[int, tuple[str, str | None]]:
        """Return how a broadcast's messages stand, by chat."""
        return {row.chat_id: (row.state, row.reason) for row in self.outbox.results(f"broadcast:{number}")}


@pytest.fixture(scope="session")
def places() -> Divisions:
    return load_divisions(Path(policy_kb.__file__).parent / "data" / "divisions.csv")


@pytest.fixture
def county(database: Database, places: Divisions) -> County:
    clock, office = TurnedClock(), Office([])
    broadcasts = open_broadcasts(database, clock, office, places, ZoneInfo("Asia/Shanghai"))
    return County(
        broadcasts, Outbox(database, clock), Chats(database, clock), Subscriptions(database, clock), clock, database, office,
        People(database), Profiles(database),
    )  # fmt: skip


@pytest.fixture
def refused() -> Callable[[Callable[[], object]], str]:
    """Return a function that runs something that must be refused, and gives the reason."""
    from bot.broadcasts.model import BroadcastRefused

    def run(deed: Callable[[], object]) -> str:
        with pytest.raises(BroadcastRefused) as caught:
            deed()
        assert str(caught.value)
        return caught.value.reason

    return run
