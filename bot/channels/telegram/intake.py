"""Taking updates in: by polling or by webhook, written down first, each person's in order."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.api import POLL_SECONDS
from bot.delivery.pacing import backoff_seconds
from bot.storage.updates import Updates

log = structlog.get_logger(__name__)
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
_PROOF_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_TOKEN_REFUSED_SECONDS = 60.0
_LONGEST_WAIT_SECONDS = 30.0
_MOST_AT_ONCE = 32
_TIDY_EVERY = 500
Work = Callable[[Update], Awaitable[None]]


class Lanes:
    """Does each chat's updates one after the other, different chats' side by side."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._waiting: dict[int, deque[Update]] = {}
        self._room = asyncio.Semaphore(_MOST_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, update: Update) -> None:
        """Take an update; it is done when its chat's earlier ones are."""
        key = update.effective_chat.id if update.effective_chat else 0
        if key in self._waiting:
            self._waiting[key].append(update)
            return
        self._waiting[key] = deque([update])
        task = asyncio.create_task(self._drain(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float) -> None:
        """Wait for the work under way; what takes longer is dropped here and done after the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _drain(self, key: int) -> None:
        lane = self._waiting[key]
        try:
            while lane:
                async with self._room:
                    await self._work(lane.popleft())
        finally:
            del self._waiting[key]


class Intake:
    """Brings updates from Telegram to the lanes, by way of the ledger."""

    def __init__(self, bot: Bot, updates: Updates, lanes: Lanes) -> None:
        self._bot, self._updates, self._lanes = bot, updates, lanes
        self._polling: asyncio.Task[None] | None = None
        self._taken = 0
        # Before opening, updates are only written down; while resuming, none must be handed on twice.
        self._handed: set[int] | None = None
        self._is_resumed = False
        self.is_connected = False

    async def resume(self) -> None:
        """Open the lanes, and take up first what was received and not finished."""
        self._handed = set()
        for update_id, content in await asyncio.to_thread(self._updates.unfinished):
            if update_id not in self._handed:
                log.info("update.resumed", update=update_id)
                self._hand_over(content)
        self._is_resumed = True

    async def take(self, content: Mapping[str, Any]) -> None:
        """Write an update down and hand it on; one that was there before is left to whoever has it."""
        self._taken += 1
        if self._taken % _TIDY_EVERY == 0:
            await asyncio.to_thread(self._updates.tidy)
        update_id = int(content["update_id"])
        is_new = await asyncio.to_thread(self._updates.receive, update_id, content)
        if is_new and self._handed is not None:
            self._hand_over(content)
            if not self._is_resumed:
                self._handed.add(update_id)

    def start_polling(self) -> None:
        """Begin to ask Telegram for updates."""
        self._polling = asyncio.create_task(self._poll())

    async def stop(self) -> None:
        """Ask no more; what was not written down stays with Telegram."""
        if self._polling:
            self._polling.cancel()
            with suppress(asyncio.CancelledError):
                await self._polling

    def _hand_over(self, content: Mapping[str, Any]) -> None:
        update = Update.de_json(dict(content), self._bot)
        self._lanes.put(update)

    async def _poll(self) -> None:
        offset, troubles = None, 0
        while True:
            try:
                batch = await self._bot.get_updates(offset=offset, timeout=POLL_SECONDS, allowed_updates=KINDS)
                # Asking for the next ones tells Telegram that these are safe, so they are written down before.
                for update in batch:
                    await self.take(update.to_dict())
                    offset = update.update_id + 1
                self.is_connected, troubles = True, 0
            except asyncio.CancelledError:
                raise
            except Exception as error:
                troubles += 1
                self.is_connected = False
                wait = _pause_after(error, troubles)
                log.warning("telegram.poll_failed", fault=type(error).__name__, retry_seconds=wait)
                await asyncio.sleep(wait)


def webhook_route(url: str, secret: str, take: Callable[[Mapping[str, Any]], Awaitable[None]]) -> Route:
    """Make the web route Telegram calls: the secret is checked, the update written down, and only then 200 said."""

    async def receive(request: Request) -> Response:
        given = request.headers.get(_PROOF_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            log.warning("webhook.refused")
            return Response(status_code=403)
        try:
            content = json.loads(await request.body())
            int(content["update_id"])
        except (ValueError, KeyError, TypeError):
            return Response(status_code=400)
        await take(content)
        return Response(status_code=200)

    return Route(urlsplit(url).path or "/", receive, methods=["POST"])


def _pause_after(error: Exception, troubles: int) -> float:
    if isinstance(error, InvalidToken):
        return _TOKEN_REFUSED_SECONDS
    if isinstance(error, RetryAfter):
        return _LONGEST_WAIT_SECONDS
    if isinstance(error, TelegramError):
        return backoff_seconds(troubles, 0.5, _LONGEST_WAIT_SECONDS)
    log.exception("telegram.update_not_taken")
    return backoff_seconds(troubles, 0.5, _LONGEST_WAIT_SECONDS)
