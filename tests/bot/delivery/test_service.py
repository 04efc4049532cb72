"""The sender against our own Bot API server: every message comes to a truthful end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.channels.telegram.api import TelegramTransport, build_bot
from bot.delivery.lease import SENDER, is_dead
from bot.delivery.quiet_hours import QuietHours
from bot.delivery.service import DeliveryService
from bot.settings import Settings
from bot.storage.chats import Chats, Reach
from bot.storage.database import Database
from bot.storage.leases import Leases
from bot.storage.outbox import Draft, Outbox, Priority, State
from bot.storage.updates import Payloads
from tests.telegram_server.fakes import TurnedClock, until
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.world import TOKEN, World

LI, WANG, ZHAO, GROUP = 11, 12, 14, -13
NIGHT = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
CAMPAIGN = "c1"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def outbox(database: Database, clock: TurnedClock) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def chats(database: Database, clock: TurnedClock) -> Chats:
    return Chats(database, clock)


@pytest_asyncio.fixture
async def make_sender(server: TelegramServer, database: Database, chats: Chats, clock: TurnedClock) -> AsyncIterator:
    senders = []

    async def make(base: str = "", answer_seconds: float = 1.0) -> DeliveryService:
        settings = Settings.from_env({"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": base or server.url})
        bot = build_bot(settings, answer_seconds)
        await bot._request[1].initialize()
        sender = DeliveryService(
            database, clock, chats, TelegramTransport(bot, Payloads(database, clock)), QuietHours(ZoneInfo("Asia/Shanghai"))
        )
        senders.append((sender, bot))
        await sender.start()
        return sender

    yield make
    for sender, bot in senders:
        await sender.stop()
        await bot._request[1].shutdown()


def _bulk(chat_id: int, text: str = "通知", **options: object) -> Draft:
    return Draft(chat_id, text, Priority.BULK, "broadcast", campaign=CAMPAIGN, **options)  # type: ignore[arg-type]


def _ends(outbox: Outbox) -> dict[int, tuple[str, str | None]]:
    return {row.chat_id: (row.state, row.reason) for row in outbox.results(CAMPAIGN)}


async def test_everybody_gets_their_message(make_sender, outbox: Outbox, world: World) -> None:
    outbox.enqueue(*(_bulk(chat) for chat in range(1, 21)))
    await make_sender()
    await until(lambda: outbox.counts(CAMPAIGN)[State.SENT] == 20)
    assert sorted(message.chat_id for message in world.delivered) == list(range(1, 21))


@pytest.mark.parametrize(
    ("fault", "end", "reach"),
    [
        ("blocked", (State.FAILED, "blocked"), Reach.BLOCKED),
        ("deactivated", (State.FAILED, "deactivated"), Reach.DEACTIVATED),
        ("kicked", (State.FAILED, "left"), Reach.LEFT),
        ("muted", (State.FAILED, "muted"), Reach.MUTED),
        ("not_found", (State.FAILED, "gone"), Reach.GONE),
        ("bad_request", (State.FAILED, "refused"), Reach.OPEN),
    ],
)
async def test_a_refusal_ends_the_message_with_its_reason(
    make_sender, outbox: Outbox, world: World, chats: Chats, fault: str, end: tuple[str, str], reach: Reach
) -> None:
    chats.meet(LI, "private")
    world.lasting_faults[LI] = fault
    outbox.enqueue(_bulk(LI), _bulk(WANG))
    await make_sender()
    await until(lambda: _ends(outbox) == {LI: end, WANG: (State.SENT, None)})
    known = chats.get(LI)
    assert known is not None
    assert known.reach is reach


async def test_a_closed_chat_is_left_alone_until_it_opens_again(make_sender, outbox: Outbox, world: World, chats: Chats) -> None:
    chats.meet(LI, "private", reach=Reach.BLOCKED)
    outbox.enqueue(_bulk(LI))
    sender = await make_sender()
    await until(lambda: _ends(outbox) == {LI: (State.FAILED, "blocked")})
    assert world.called("sendMessage") == []
    chats.mark(LI, Reach.OPEN)
    outbox.retry(CAMPAIGN)
    sender.wake()
    await until(lambda: _ends(outbox) == {LI: (State.SENT, None)})


async def test_a_trouble_of_telegrams_own_is_waited_out_and_the_chats_order_kept(
    make_sender, outbox: Outbox, world: World, clock: TurnedClock
) -> None:
    world.faults[LI].extend(["server_error", "internal_error"])
    outbox.enqueue(_bulk(LI, "一"), _bulk(LI, "二"))
    await make_sender()
    for _ in range(2):
        clock.turn(seconds=5)
        await asyncio.sleep(0)
    async with asyncio.timeout(20):
        while len(world.texts_to(LI)) < 2:
            clock.turn(seconds=1)
            await asyncio.sleep(0.05)
    assert world.texts_to(LI) == ["一", "二"]
    assert len(world.called("sendMessage")) == 4


async def test_one_chat_told_to_wait_does_not_stop_the_others(make_sender, outbox: Outbox, world: World) -> None:
    world.faults[GROUP].append("wait_2")
    outbox.enqueue(_bulk(GROUP), _bulk(LI), _bulk(WANG))
    await make_sender()
    await until(lambda: bool(world.texts_to(LI)) and bool(world.texts_to(WANG)))
    assert world.texts_to(GROUP) == []
    await until(lambda: world.texts_to(GROUP) == ["通知"])
    assert outbox.results(CAMPAIGN)[0].attempt == 1


@pytest.mark.parametrize(("fault", "reason"), [("delivered_but_timed_out", "timed_out"), ("delivered_but_reset", "connection_lost")])
async def test_bulk_that_may_have_arrived_is_listed_and_not_sent_again(
    make_sender, outbox: Outbox, world: World, fault: str, reason: str
) -> None:
    world.faults[LI].append(fault)
    outbox.enqueue(_bulk(LI))
    await make_sender()
    await until(lambda: _ends(outbox) == {LI: (State.UNCERTAIN, reason)})
    assert world.texts_to(LI) == ["通知"]


async def test_a_reminder_that_may_have_arrived_is_sent_once_more(make_sender, outbox: Outbox, world: World) -> None:
    world.lasting_faults[LI] = "delivered_but_timed_out"
    outbox.enqueue(Draft(LI, "截止", Priority.REMINDER, "reminder", campaign=CAMPAIGN))
    await make_sender(answer_seconds=0.3)
    await until(lambda: _ends(outbox) == {LI: (State.UNCERTAIN, "timed_out")})
    assert world.texts_to(LI) == ["截止", "截止"]


async def test_a_message_whose_time_is_over_is_not_sent(make_sender, outbox: Outbox, world: World, clock: TurnedClock) -> None:
    outbox.enqueue(_bulk(LI, expires_at=clock.now() - timedelta(minutes=1)))
    await make_sender()
    await until(lambda: _ends(outbox) == {LI: (State.FAILED, "expired")})
    assert world.delivered == []


async def test_at_night_replies_go_out_and_the_rest_waits_for_morning(
    make_sender, outbox: Outbox, world: World, clock: TurnedClock
) -> None:
    clock.at = NIGHT
    outbox.enqueue(_bulk(LI), Draft(WANG, "答"), _bulk(ZHAO, ignore_quiet_hours=True))
    sender = await make_sender()
    await until(lambda: world.texts_to(WANG) == ["答"] and world.texts_to(ZHAO) == ["通知"])
    assert _ends(outbox)[LI] == (State.QUEUED, None)
    clock.at = NIGHT + timedelta(hours=9)
    sender.wake()
    await until(lambda: world.texts_to(LI) == ["通知"])


async def test_a_reply_overtakes_the_bulk_that_waits(make_sender, outbox: Outbox, world: World) -> None:
    outbox.enqueue(*(_bulk(chat) for chat in range(100, 200)))
    sender = await make_sender()
    await until(lambda: len(world.delivered) >= 5)
    outbox.enqueue(Draft(LI, "答"))
    before = len(world.delivered)
    sender.wake()
    await until(lambda: bool(world.texts_to(LI)))
    place = next(number for number, message in enumerate(world.delivered) if message.chat_id == LI)
    assert place - before <= 3


async def test_without_network_nothing_is_lost_and_no_try_is_used_up(make_sender, outbox: Outbox) -> None:
    outbox.enqueue(_bulk(LI))
    sender = await make_sender(base="http://127.0.0.1:9")
    await until(lambda: sender._carrier._outages > 0 and _ends(outbox) == {LI: (State.QUEUED, None)})
    assert outbox.results(CAMPAIGN)[0].attempt == 0


async def test_a_picture_sent_to_many_is_uploaded_once(make_sender, outbox: Outbox, world: World, tmp_path: Path) -> None:
    picture = tmp_path / "notice.png"
    picture.write_bytes(b"\x89PNG")
    outbox.enqueue(*(_bulk(chat, attachment={"kind": "photo", "path": str(picture)}) for chat in (LI, WANG)))
    await make_sender()
    await until(lambda: outbox.counts(CAMPAIGN)[State.SENT] == 2)
    assert [isinstance(call["photo"], bytes) or "attach" in str(call["photo"]) for call in world.called("sendPhoto")] == [True, False]


async def test_a_file_that_is_gone_is_said_so(make_sender, outbox: Outbox) -> None:
    outbox.enqueue(_bulk(LI, attachment={"kind": "document", "path": "/nowhere.pdf", "name": "通知.pdf"}))
    await make_sender()
    await until(lambda: _ends(outbox) == {LI: (State.FAILED, "file_missing")})


async def test_while_one_process_sends_the_other_stands_by(make_sender, outbox: Outbox, world: World) -> None:
    first = await make_sender()
    await until(lambda: first._held_until is not None)
    second = await make_sender()
    outbox.enqueue(*(_bulk(chat) for chat in range(1, 41)))
    first.wake()
    second.wake()
    await until(lambda: outbox.counts(CAMPAIGN)[State.SENT] == 40)
    assert len(world.delivered) == 40
    assert {row.worker for row in outbox.results(CAMPAIGN)} == {first._lease.holder}


async def test_a_sender_that_ends_hands_over_at_once(make_sender, outbox: Outbox, world: World, database: Database) -> None:
    first = await make_sender()
    await until(lambda: first._held_until is not None)
    await first.stop()
    assert Leases(database).holder(SENDER) is None
    outbox.enqueue(_bulk(LI))
    await make_sender()
    await until(lambda: world.texts_to(LI) == ["通知"])


def test_only_a_process_of_this_machine_that_is_gone_counts_as_dead() -> None:
    assert not is_dead("another-machine:1:abcd")
    assert not is_dead("nonsense")
