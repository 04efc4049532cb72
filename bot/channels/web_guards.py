"""What stands between the open web and the conversation: rates, repeats, and the shape of a request."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, TypeVar

BODY_LIMIT_BYTES = 64 * 1024
SENDER_LIMIT_CHARACTERS = 128
REPEAT_WINDOW_SECONDS = 600.0
_KEYS_KEPT = 10_000

T = TypeVar("T")
Ticks = Callable[[], float]  # seconds that only go forward


class WrongInput(Exception):
    """A request nobody can answer; `key` names the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class ChatRequest:
    """What the page, or a script, asks: who, what, and (from the page) which message this is."""

    sender: str
    text: str
    message_id: str | None = None


def read_chat_request(body: bytes) -> ChatRequest:
    """Read a request body, or say in one word what is wrong with it.

    Raises: WrongInput.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WrongInput("not_json") from error
    if not isinstance(data, dict):
        raise WrongInput("not_an_object")
    sender, text, message_id = data.get("sender"), data.get("text"), data.get("id")
    if not isinstance(sender, str) or not sender.strip():
        raise WrongInput("sender_missing")
    if len(sender) > SENDER_LIMIT_CHARACTERS:
        raise WrongInput("sender_too_long")
    if not sender.isprintable():
        raise WrongInput("sender_unreadable")
    if not isinstance(text, str):
        raise WrongInput("text_missing")
    if message_id is not None and (not isinstance(message_id, str) or not 0 < len(message_id) <= SENDER_LIMIT_CHARACTERS):
        raise WrongInput("id_wrong")
    return ChatRequest(sender, _storable(text), message_id)


def _storable(text: str) -> str:
    # Half an emoji (a lone surrogate) cannot be written as UTF-8, and PostgreSQL refuses NUL.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")


@dataclass(frozen=True)
class Rate:
    """How much at once, and how much for ever after."""

    burst: float
    per_second: float


class RateLimit:
    """A bucket of turns for each key, refilled with time; the longest unused are forgotten first."""

    def __init__(self, rate: Rate, ticks: Ticks) -> None:
        self._rate, self._ticks = rate, ticks
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def seconds_to_wait(self, key: str) -> float:
        """Take one turn and return 0, or return how long until there is one."""
        now = self._ticks()
        level, since = self._buckets.pop(key, (self._rate.burst, now))
        level = min(self._rate.burst, level + (now - since) * self._rate.per_second)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate.per_second
        self._buckets[key] = (level - 1 if wait == 0.0 else level, now)
        if len(self._buckets) > _KEYS_KEPT:
            self._buckets.popitem(last=False)
        return wait


class Guard:
    """The limits of one server: by sender, and by address unless it is this very machine."""

    def __init__(self, by_sender: Rate, by_address: Rate, ticks: Ticks) -> None:
        self._by_sender, self._by_address = RateLimit(by_sender, ticks), RateLimit(by_address, ticks)

    def seconds_to_wait(self, sender: str, address: str | None) -> float:
        """Say how long this sender or address has to wait; 0 lets the message pass."""
        # A proxy or a script on this machine speaks for many people: its address says nothing about one.
        if address and not _is_loopback(address) and (wait := self._by_address.seconds_to_wait(address)):
            return wait
        return self._by_sender.seconds_to_wait(sender)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class Repeats:
    """Answers given lately, by message: a message sent again over a bad line gets the same answer and is not done twice."""

    def __init__(self, ticks: Ticks, window_seconds: float = REPEAT_WINDOW_SECONDS) -> None:
        self._ticks, self._window_seconds = ticks, window_seconds
        self._answers: OrderedDict[tuple[str, str], tuple[float, asyncio.Future[Any]]] = OrderedDict()

    def knows(self, sender: str, message_id: str) -> bool:
        """Say whether this message was taken in already."""
        self._drop_old()
        return (sender, message_id) in self._answers

    async def once(self, sender: str, message_id: str, work: Callable[[], Awaitable[T]], is_final: Callable[[T], bool]) -> T:
        """Do the work for a message once; everyone who sends it again waits for, and gets, the same answer.

        A failure, or an answer that is not final, is forgotten so that the message can be tried again.
        """
        self._drop_old()
        key = (sender, message_id)
        if key not in self._answers:
            self._answers[key] = (self._ticks(), asyncio.ensure_future(work()))
        _, future = self._answers[key]
        try:
            # Shielded: the line may break while we work, but the work goes on and its answer is kept.
            answer: T = await asyncio.shield(future)
        except Exception:
            self._forget(key, future)
            raise
        if not is_final(answer):
            self._forget(key, future)
        return answer

    def drop_all_of(self, sender: str, but: str | None) -> None:
        """Forget every answer given to a sender except the one to message `but`."""
        for key in [key for key in self._answers if key[0] == sender and key[1] != but]:
            del self._answers[key]

    def _forget(self, key: tuple[str, str], future: asyncio.Future[Any]) -> None:
        if self._answers.get(key, (0.0, None))[1] is future:
            del self._answers[key]

    def _drop_old(self) -> None:
        oldest_kept = self._ticks() - self._window_seconds
        while self._answers:
            since, _ = next(iter(self._answers.values()))
            if since > oldest_kept and len(self._answers) <= _KEYS_KEPT:
                return
            self._answers.popitem(last=False)
