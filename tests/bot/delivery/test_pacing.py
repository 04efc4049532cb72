"""The pace of sending, on a timer turned by hand."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from bot.delivery.pacing import InFlight, Limits, Pacer, backoff_seconds
from bot.storage.outbox import Priority
from tests.telegram_server.limits import Limits as TelegramLimits

LI, WANG, GROUP = 1, 2, -5


@pytest.fixture
def pacer() -> Pacer:
    return Pacer(Limits())


def test_a_chat_waits_a_second_between_messages_and_others_do_not(pacer: Pacer) -> None:
    pacer.depart(LI, Priority.REPLY, 0.0)
    pacer.land(LI, 0.1)
    assert pacer.waiting_chats(1.0) == {LI}
    assert pacer.lowest_open(0.1) is Priority.BULK
    assert pacer.waiting_chats(1.2) == set()


def test_a_chat_with_a_message_under_way_waits_until_its_end_is_known(pacer: Pacer) -> None:
    pacer.depart(LI, Priority.REPLY, 0.0)
    assert pacer.waiting_chats(60.0) == {LI}
    pacer.land(LI, 60.0)
    assert pacer.waiting_chats(61.2) == set()


def test_bulk_goes_at_its_own_rate_and_leaves_room_for_replies(pacer: Pacer) -> None:
    sent, now = 0, 0.0
    while now < 10:
        if pacer.lowest_open(now) is Priority.BULK:
            pacer.depart(1000 + sent, Priority.BULK, now)
            sent += 1
        assert pacer.lowest_open(now) is not None
        now += 0.005
    assert 250 <= sent <= 276


def test_even_replies_stay_within_thirty_a_second(pacer: Pacer) -> None:
    for chat in range(30):
        assert pacer.lowest_open(0.0) is not None
        pacer.depart(100 + chat, Priority.REPLY, 0.0)
    assert pacer.lowest_open(1.0) is None
    assert pacer.seconds_to_change(1.0) == pytest.approx(0.05)
    assert pacer.lowest_open(1.06) is not None


def test_a_group_gets_one_in_three_seconds_and_twenty_a_minute(pacer: Pacer) -> None:
    sent: list[float] = []
    now = 0.0
    while now < 180:
        if GROUP not in pacer.waiting_chats(now):
            pacer.depart(GROUP, Priority.BULK, now)
            pacer.land(GROUP, now)
            sent.append(now)
        now += 0.1
    assert all(later - earlier >= 3 for earlier, later in pairwise(sent))
    assert all(sum(1 for at in sent if start <= at < start + 60) <= 20 for start in sent)
    assert len(sent) >= 54


def test_a_refusal_silences_the_chat_it_names_and_nobody_else(pacer: Pacer) -> None:
    pacer.slow_down(GROUP, 30, 0.0)
    assert pacer.waiting_chats(29.9) == {GROUP}
    assert pacer.lowest_open(1.0) is Priority.BULK


def test_three_refusals_in_a_row_mean_everybody(pacer: Pacer) -> None:
    for chat in (LI, WANG, GROUP):
        pacer.slow_down(chat, 5, 0.0)
    assert pacer.lowest_open(4.9) is None
    assert pacer.lowest_open(5.0) is Priority.BULK


def test_refusals_with_successes_between_them_are_about_single_chats(pacer: Pacer) -> None:
    for chat in (LI, WANG, GROUP):
        pacer.slow_down(chat, 5, 0.0)
        pacer.went_through()
    assert pacer.lowest_open(1.0) is Priority.BULK


def test_our_pace_never_meets_telegrams_limits_and_wastes_little_of_them() -> None:
    """Play ten minutes of bulk to people and groups, with replies in between, against the server's own limits."""
    now, sent, pacer, chance = 0.0, 0, Pacer(Limits()), random.Random(7)
    server = TelegramLimits(timer=lambda: arrives)
    people, groups = iter(range(1, 20_000)), [-group for group in range(1, 40)]
    refused, replies, arrives = 0, 0, 0.0
    while now < 300:
        waiting, lowest = pacer.waiting_chats(now), pacer.lowest_open(now)
        if lowest is not None and chance.random() < 0.004:
            chat, priority, replies = 100_000 + replies, Priority.REPLY, replies + 1
        elif lowest is Priority.BULK:
            chat, priority = next((group for group in groups if group not in waiting), None) or next(people), Priority.BULK
        else:
            now += 0.004
            continue
        pacer.depart(chat, priority, now)
        arrives = max(arrives, now + chance.uniform(0.001, 0.02))
        refused += server.refuse(chat) is not None
        pacer.land(chat, arrives)
        sent += priority is Priority.BULK
    assert replies > 100
    assert refused == 0
    assert sent / now >= 0.9 * 25


def _has_answered(flight: InFlight, *seconds: float) -> None:
    for number, took in enumerate(seconds):
        flight.begin(number, Priority.BULK, number * 10.0)
        flight.end(number, number * 10.0 + took, was_answered=True)


@pytest.mark.parametrize("usual", [0.01, 0.19])
def test_one_message_to_many_is_under_way_at_a_time_however_slow_the_answers(usual: float) -> None:
    flight = InFlight()
    _has_answered(flight, *[usual] * 20)
    flight.begin(100, Priority.BULK, 1000.0)
    assert not flight.has_room(1000.0 + 2 * usual)
    flight.end(100, 1000.0 + 2 * usual, was_answered=True)
    assert flight.has_room(1000.0 + 2 * usual)


def test_a_reply_under_way_holds_up_nobody() -> None:
    flight = InFlight()
    flight.begin(1, Priority.REPLY, 0.0)
    assert flight.has_room(0.0)
    assert flight.messages == {1}


def test_one_that_hangs_does_not_hold_up_the_rest() -> None:
    flight = InFlight()
    flight.begin(1, Priority.BULK, 0.0)
    assert flight.seconds_to_room(0.0) == pytest.approx(0.6)
    assert flight.has_room(0.7)
    flight.begin(2, Priority.BULK, 0.7)
    assert not flight.has_room(0.8)


def test_where_answers_are_slow_a_message_is_given_longer_before_it_counts_as_hanging() -> None:
    flight = InFlight()
    _has_answered(flight, *[0.5] * 20)
    flight.begin(100, Priority.BULK, 1000.0)
    assert flight.seconds_to_room(1000.0) == pytest.approx(2.0)


def test_one_slow_answer_after_a_start_says_nothing_about_the_rest() -> None:
    flight = InFlight()
    _has_answered(flight, 2.0, *[0.01] * 5, 0.9)
    flight.begin(100, Priority.BULK, 1000.0)
    assert flight.seconds_to_room(1000.0) == pytest.approx(0.6)


def test_each_wait_is_longer_than_the_last_up_to_a_limit() -> None:
    waits = [backoff_seconds(attempt) for attempt in range(1, 60)]
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 300
