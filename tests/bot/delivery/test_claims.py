"""Taking messages and writing their ends down, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.delivery.lease import SENDER
from bot.messages import Button
from bot.storage.chats import Chats, Reach
from bot.storage.database import Database
from bot.storage.leases import Leases
from bot.storage.outbox import Draft, Outbox, Priority, State
from bot.storage.outbox_claims import Claimed, Openings, OutboxClaims
from tests.telegram_server.fakes import TurnedClock

LI, WANG, GROUP = 11, 12, -13
ANY = Openings()


@pytest.fixture
def outbox(database: Database, clock: TurnedClock) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def claims(database: Database, clock: TurnedClock) -> OutboxClaims:
    return _sender(database, clock, "first")


def _sender(database: Database, clock: TurnedClock, worker: str) -> OutboxClaims:
    Leases(database).take(SENDER, worker, clock.now(), timedelta(days=1))
    return OutboxClaims(database, clock, SENDER, worker)


def _bulk(chat_id: int, **options: object) -> Draft:
    return Draft(chat_id, "通知", Priority.BULK, "broadcast", campaign="c1", **options)  # type: ignore[arg-type]


def _next(claims: OutboxClaims, openings: Openings = ANY) -> Claimed | None:
    """Take the first message that may go; somebody else may have been quicker."""
    for message in claims.candidates(openings):
        return message if claims.write(begin=message) else None
    return None


def _claim(claims: OutboxClaims, openings: Openings = ANY) -> Claimed:
    claimed = _next(claims, openings)
    assert claimed is not None
    return claimed


def _settle(claims: OutboxClaims, state: State, reason: str | None = None) -> None:
    claims.write([claims.settle(_claim(claims), state, reason)])


def test_a_message_comes_out_as_it_went_in(outbox: Outbox, claims: OutboxClaims) -> None:
    outbox.enqueue(Draft(LI, "两头牛", buttons=(Button("好", "/affirm"),), attachment={"kind": "photo", "path": "/p.png"}))
    claimed = _claim(claims)
    assert (claimed.chat_id, claimed.text, claimed.buttons) == (LI, "两头牛", (Button("好", "/affirm"),))
    assert claimed.attachment == {"kind": "photo", "path": "/p.png"}
    assert _next(claims) is None


def test_replies_go_before_reminders_and_reminders_before_bulk(outbox: Outbox, claims: OutboxClaims) -> None:
    for priority in (Priority.BULK, Priority.REMINDER, Priority.REPLY):
        outbox.enqueue(Draft(LI, priority.name, priority))
    assert [_claim(claims).text for _ in Priority] == ["REPLY", "REMINDER", "BULK"]


def test_the_same_cause_is_queued_once(outbox: Outbox) -> None:
    assert len(outbox.enqueue(Draft(LI, "一", dedupe_key="duty:1:5d"), Draft(WANG, "二", dedupe_key="duty:1:5d"))) == 1
    assert outbox.enqueue(Draft(LI, "一", dedupe_key="duty:1:5d")) == []
    assert len(outbox.enqueue(Draft(LI, "无"), Draft(LI, "无"))) == 2


def test_two_senders_never_take_the_same_message(outbox: Outbox, claims: OutboxClaims) -> None:
    outbox.enqueue(*(_bulk(chat) for chat in range(1, 61)))
    taken: list[int] = []

    def take_all(_thread: int) -> None:
        while messages := claims.candidates(ANY, 5):
            taken.extend(message.id for message in messages if claims.write(begin=message))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(take_all, range(4)))
    assert len(taken) == len(set(taken)) == 60


def test_a_sender_whose_lease_went_to_another_takes_nothing(
    database: Database, clock: TurnedClock, outbox: Outbox, claims: OutboxClaims
) -> None:
    outbox.enqueue(_bulk(LI))
    clock.turn(days=2)
    second = _sender(database, clock, "second")
    assert _next(claims) is None
    assert _next(second) is not None


def test_chats_whose_turn_has_not_come_are_passed_over(outbox: Outbox, claims: OutboxClaims) -> None:
    outbox.enqueue(_bulk(LI), _bulk(WANG))
    assert _claim(claims, Openings(waiting_chats={LI})).chat_id == WANG
    assert _next(claims, Openings(waiting_chats={LI})) is None


def test_quiet_hours_let_replies_through_and_what_may_not_wait(outbox: Outbox, claims: OutboxClaims) -> None:
    outbox.enqueue(_bulk(LI), Draft(LI, "提醒", Priority.REMINDER), Draft(LI, "答"), _bulk(WANG, ignore_quiet_hours=True))
    night = Openings(quiet=True)
    assert [_claim(claims, night).text, _claim(claims, night).chat_id] == ["答", WANG]
    assert _next(claims, night) is None
    assert _next(claims) is not None


def test_a_message_waits_for_its_own_time(outbox: Outbox, claims: OutboxClaims, clock: TurnedClock) -> None:
    outbox.enqueue(_bulk(LI, not_before=clock.now() + timedelta(hours=1)))
    assert _next(claims) is None
    clock.turn(hours=1)
    assert _next(claims) is not None


def test_a_paused_campaign_stands_still_and_goes_on_where_it_was(outbox: Outbox, claims: OutboxClaims) -> None:
    outbox.enqueue(_bulk(LI), _bulk(WANG))
    _settle(claims, State.SENT)
    assert outbox.hold("c1") == 1
    assert _next(claims) is None
    outbox.hold("c1", held=False)
    assert _claim(claims).chat_id == WANG


def test_a_cancelled_campaign_sends_nothing_more_and_counts_truthfully(outbox: Outbox, claims: OutboxClaims) -> None:
    outbox.enqueue(*(_bulk(chat) for chat in range(1, 6)))
    _settle(claims, State.SENT)
    _settle(claims, State.FAILED, "blocked")
    claims.write([claims.doubt(_claim(claims), "timed_out")])
    _claim(claims)
    assert outbox.cancel(campaign="c1") == 1
    assert _next(claims) is None
    assert {state.value: number for state, number in outbox.counts("c1").items()} == {
        "queued": 0, "sending": 1, "sent": 1, "uncertain": 1, "failed": 1, "cancelled": 1,
    }  # fmt: skip


def test_failed_ones_alone_are_tried_again(outbox: Outbox, claims: OutboxClaims) -> None:
    outbox.enqueue(_bulk(LI), _bulk(WANG), _bulk(GROUP))
    _settle(claims, State.SENT)
    _settle(claims, State.FAILED, "blocked")
    _settle(claims, State.FAILED, "telegram_unavailable")
    assert outbox.retry("c1", "telegram_unavailable") == 1
    assert _claim(claims).chat_id == GROUP
    assert [row.chat_id for row in outbox.results("c1", State.FAILED)] == [WANG]


@pytest.mark.parametrize(
    ("priority", "ends"),
    [
        (Priority.BULK, [State.UNCERTAIN]),
        (Priority.REMINDER, [State.QUEUED, State.UNCERTAIN]),
        (Priority.REPLY, [State.QUEUED, State.UNCERTAIN]),
    ],
)
def test_what_may_have_arrived_is_sent_once_more_only_where_somebody_waits_for_it(
    outbox: Outbox, claims: OutboxClaims, priority: Priority, ends: list[State]
) -> None:
    outbox.enqueue(Draft(LI, "一", priority))
    found = []
    for _ in ends:
        end = claims.doubt(_claim(claims), "timed_out")
        claims.write([end])
        found.append(end.values["state"])
    assert found == ends
    assert _next(claims) is None


def test_what_a_killed_sender_had_in_flight_is_listed_as_in_doubt(
    database: Database, clock: TurnedClock, outbox: Outbox, claims: OutboxClaims
) -> None:
    outbox.enqueue(_bulk(LI), Draft(WANG, "提醒", Priority.REMINDER, "reminder", campaign="c1"))
    _claim(claims)
    _claim(claims)
    clock.turn(days=2)
    second = _sender(database, clock, "second")
    assert second.recover() == 2
    assert [row.chat_id for row in outbox.results("c1", State.UNCERTAIN)] == [LI]
    again = _claim(second)
    assert again.text == "提醒"
    assert second.recover(under_way=[again.id]) == 0


def test_the_same_text_to_the_same_chat_is_noticed(outbox: Outbox, claims: OutboxClaims, clock: TurnedClock) -> None:
    outbox.enqueue(_bulk(LI))
    _settle(claims, State.SENT)
    day_ago = clock.now() - timedelta(days=1)
    assert outbox.was_sent(LI, "通知", day_ago)
    assert not outbox.was_sent(WANG, "通知", day_ago)
    assert not outbox.was_sent(LI, "别的", day_ago)
    clock.turn(days=2)
    assert not outbox.was_sent(LI, "通知", clock.now() - timedelta(days=1))


def test_a_text_too_long_for_one_message_is_refused_before_it_is_queued() -> None:
    with pytest.raises(ValueError):
        Draft(LI, "长" * 4097)
    with pytest.raises(ValueError):
        Draft(LI, "长" * 1025, attachment={"kind": "photo", "path": "/p"})


def test_nobody_cancels_everything_by_naming_nothing(outbox: Outbox) -> None:
    with pytest.raises(ValueError):
        outbox.cancel()


def test_a_new_sender_knows_what_its_forerunner_just_sent(outbox: Outbox, claims: OutboxClaims, clock: TurnedClock) -> None:
    outbox.enqueue(_bulk(LI), _bulk(WANG))
    _settle(claims, State.SENT)
    clock.turn(seconds=30)
    _settle(claims, State.SENT)
    assert [chat for chat, _, _ in claims.recent_sends(60)] == [LI, WANG]
    clock.turn(seconds=45)
    assert [chat for chat, _, _ in claims.recent_sends(60)] == [WANG]


def test_one_commit_ends_a_message_and_begins_the_next(outbox: Outbox, claims: OutboxClaims) -> None:
    outbox.enqueue(_bulk(LI), _bulk(WANG))
    first, second = claims.candidates(ANY, 2)
    assert claims.write(begin=first)
    assert claims.write([claims.settle(first, State.SENT)], second)
    assert [row.state for row in outbox.results("c1")] == ["sent", "sending"]


@pytest.mark.parametrize("meanwhile", ["cancelled", "paused", "taken"])
def test_a_message_that_was_looked_at_is_taken_only_if_it_may_still_go(outbox: Outbox, claims: OutboxClaims, meanwhile: str) -> None:
    outbox.enqueue(_bulk(LI))
    (message,) = claims.candidates(ANY)
    {"cancelled": lambda: outbox.cancel(campaign="c1"), "paused": lambda: outbox.hold("c1"), "taken": lambda: _claim(claims)}[meanwhile]()
    assert not claims.write(begin=message)


def test_what_is_known_of_a_chat_comes_with_its_message(
    database: Database, clock: TurnedClock, outbox: Outbox, claims: OutboxClaims
) -> None:
    chats = Chats(database, clock)
    chats.meet(LI, "private", reach=Reach.BLOCKED)
    chats.meet(GROUP, "group")
    chats.move(GROUP, -1_000_000_000_013)
    outbox.enqueue(_bulk(LI), _bulk(GROUP), _bulk(WANG))
    assert [(m.reach, m.present_chat_id) for m in claims.candidates(ANY, 3)] == [
        (Reach.BLOCKED, None),
        (None, -1_000_000_000_013),
        (None, None),
    ]
