"""The proof of delivery, scaled down: with faults and kills nothing is lost, doubled, or said that is untrue."""

from __future__ import annotations

from typing import Any

import pytest

from bench.delivery import run
from tests import postgres

PEOPLE, KILLS = 200, 3


def _assert_true(result: dict[str, Any]) -> None:
    assert result["untruthful"] == 0, result
    assert result["lost"] == 0
    assert result["sent_twice"] == 0
    assert result["in_doubt_by_kills"] <= result["kills"]
    assert result["share_answered_429"] <= 0.005
    assert sum(result["counts"].values()) == PEOPLE


def test_kills_at_any_moment_lose_nothing_and_double_nothing() -> None:
    _assert_true(run(PEOPLE, KILLS))


@pytest.mark.skipif(postgres.programs() is None, reason="PostgreSQL is not installed here")
def test_two_bot_processes_on_postgresql_never_send_the_same_message_even_when_killed() -> None:
    _assert_true(run(PEOPLE, KILLS, senders=2, url="postgresql"))


def test_questions_are_answered_while_a_broadcast_runs() -> None:
    result = run(PEOPLE, 0)
    _assert_true(result)
    assert result["answered"] == result["questions"] > 0
    assert result["in_doubt_by_kills"] == 0
