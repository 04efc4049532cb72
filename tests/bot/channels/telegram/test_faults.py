"""What Telegram's errors mean for a message."""

from __future__ import annotations

import httpx
import pytest
from telegram import error

from bot.channels.telegram.faults import fault_of
from bot.delivery.faults import ChatClosed, ChatMoved, Fault, InDoubt, Refused, SlowDown, Unavailable, Unreachable
from bot.storage.chats import Reach
from bot.storage.outbox import State
from bot.texts import load_texts


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def _caused(problem: error.TelegramError, cause: Exception) -> error.TelegramError:
    problem.__cause__ = cause
    return problem


@pytest.mark.parametrize(
    ("problem", "meaning"),
    [
        (error.ChatMigrated(-100), ChatMoved),
        (error.Forbidden("Forbidden: bot was blocked by the user"), ChatClosed),
        (error.Forbidden("Forbidden: something new"), ChatClosed),
        (error.BadRequest("Not enough rights to send text messages to the chat"), ChatClosed),
        (error.BadRequest("Message text is empty"), Refused),
        (error.InvalidToken(), Unreachable),
        (_caused(error.TimedOut(), httpx.ConnectTimeout("")), Unreachable),
        (_caused(error.TimedOut(), httpx.PoolTimeout("")), Unreachable),
        (_caused(error.TimedOut(), httpx.ReadTimeout("")), InDoubt),
        (_caused(error.TimedOut(), httpx.WriteTimeout("")), InDoubt),
        (_caused(error.NetworkError(""), httpx.ConnectError("")), Unreachable),
        (_caused(error.NetworkError(""), httpx.ReadError("")), InDoubt),
        (_caused(error.NetworkError(""), httpx.RemoteProtocolError("")), InDoubt),
        (error.NetworkError("Bad Gateway"), Unavailable),
        (error.NetworkError("Gateway Timeout (504)"), InDoubt),
        (error.TelegramError("Invalid server response"), InDoubt),
    ],
)
def test_only_what_surely_never_left_counts_as_unsent(problem: error.TelegramError, meaning: type[Fault]) -> None:
    assert type(fault_of(problem)) is meaning


def test_a_refusal_names_its_wait() -> None:
    fault = fault_of(error.RetryAfter(7))
    assert isinstance(fault, SlowDown)
    assert fault.seconds == 7


def test_every_reason_has_its_words() -> None:
    words = load_texts().section("delivery")
    given = {reach.value for reach in Reach if reach is not Reach.OPEN}
    given |= {"refused", "telegram_unavailable", "timed_out", "connection_lost", "sender_stopped", "unknown", "expired", "file_missing"}
    assert given <= set(words)
    assert State.CANCELLED.value in words
