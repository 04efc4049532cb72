"""What Telegram's errors mean for the message that met them; the one place where the two are matched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.delivery.faults import ChatClosed, ChatMoved, Fault, InDoubt, Refused, SlowDown, Unavailable, Unreachable
from bot.storage.chats import Reach

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
# What Telegram says, in its own words, when a chat takes no messages.
_CLOSED = {
    "bot was blocked": Reach.BLOCKED,
    "can't initiate conversation": Reach.BLOCKED,
    "user is deactivated": Reach.DEACTIVATED,
    "bot was kicked": Reach.LEFT,
    "not a member": Reach.LEFT,
    "group chat was deleted": Reach.GONE,
    "group chat was deactivated": Reach.GONE,
    "chat not found": Reach.GONE,
    "not enough rights": Reach.MUTED,
    "have no rights": Reach.MUTED,
    "need administrator rights": Reach.MUTED,
    "chat_write_forbidden": Reach.MUTED,
    "chat_restricted": Reach.MUTED,
}


def fault_of(error: TelegramError) -> Fault:
    """Say what an error of the library means for the message that met it."""
    for kind, meaning in _MEANINGS.items():
        if isinstance(error, kind):
            return meaning(error)
    # Telegram answered something unreadable: the message may be there.
    return InDoubt("unknown")


def _slow_down(error: RetryAfter) -> Fault:
    wait = error.retry_after
    return SlowDown(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))


def _refusal(error: Forbidden | BadRequest) -> Fault:
    words = error.message.casefold()
    reach = next((reach for phrase, reach in _CLOSED.items() if phrase in words), None)
    if reach:
        return ChatClosed(reach)
    return ChatClosed(Reach.BLOCKED) if isinstance(error, Forbidden) else Refused("refused")


def _timed_out(error: TimedOut) -> Fault:
    return Unreachable() if isinstance(error.__cause__, _NEVER_LEFT) else InDoubt("timed_out")


def _network_fault(error: NetworkError) -> Fault:
    if isinstance(error.__cause__, _NEVER_LEFT):
        return Unreachable()
    if isinstance(error.__cause__, httpx.HTTPError):
        return InDoubt("connection_lost")
    # A gateway that gave up waiting does not know whether Telegram took the message.
    return InDoubt("timed_out") if "timeout" in error.message.casefold() else Unavailable()


# The special before the general: several of these are kinds of NetworkError.
_MEANINGS: dict[type[TelegramError], Callable[[Any], Fault]] = {
    RetryAfter: _slow_down,
    ChatMigrated: lambda error: ChatMoved(error.new_chat_id),
    Forbidden: _refusal,
    BadRequest: _refusal,
    # The token was taken away: no message is at fault, all wait until the setting is mended.
    InvalidToken: lambda error: Unreachable(),
    TimedOut: _timed_out,
    NetworkError: _network_fault,
}
