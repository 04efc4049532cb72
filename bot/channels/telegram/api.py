"""The Bot API client: where it connects, how long it waits, and how an outbox message goes through it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from telegram import Bot, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.faults import fault_of
from bot.channels.telegram.rendering import OWN_FILES, as_html, keyboard
from bot.delivery.faults import Refused
from bot.settings import Settings
from bot.storage.outbox_claims import Claimed
from bot.storage.updates import Payloads

POLL_SECONDS = 25
_ANSWER_SECONDS = 10.0
Drawn = Callable[[str], bytes | None]  # draws a file of our own by its address


def build_bot(settings: Settings, answer_seconds: float = _ANSWER_SECONDS) -> Bot:
    """Make the client; polling has a connection of its own so that sending never waits for it."""
    if settings.telegram_token is None:
        raise ValueError("There is no TELEGRAM_BOT_TOKEN; without it Telegram is off.")
    # The library is changing seconds to timedelta and warns until one chooses.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    proxy = settings.telegram_proxy
    sending = HTTPXRequest(connection_pool_size=64, read_timeout=answer_seconds, pool_timeout=answer_seconds, proxy=proxy)
    polling = HTTPXRequest(connection_pool_size=2, read_timeout=answer_seconds, proxy=proxy)
    base = settings.telegram_api_base
    return Bot(
        settings.telegram_token.reveal(),
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=sending,
        get_updates_request=polling,
    )


class TelegramTransport:
    """Sends outbox messages through the Bot API."""

    def __init__(self, bot: Bot, payloads: Payloads, drawn: Drawn | None = None) -> None:
        self._bot, self._drawn = bot, drawn
        self._payloads = payloads
        # A picture sent to thousands is uploaded once; Telegram knows it afterwards.
        self._uploaded: dict[str, str] = {}

    async def send(self, message: Claimed) -> int:
        """Send one message and return its id; raises Fault."""
        try:
            sent = await (self._send_file(message, dict(message.attachment)) if message.attachment else self._send_text(message))
        except TelegramError as error:
            raise fault_of(error) from error
        return sent.message_id

    async def _send_text(self, message: Claimed) -> Message:
        return await self._bot.send_message(
            message.chat_id,
            as_html(message.text),
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(message.buttons, self._payloads.keep),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _send_file(self, message: Claimed, attachment: dict[str, str]) -> Message:
        if attachment.get("path", "").startswith(OWN_FILES):
            return await self._send_drawn(message, attachment)
        # What somebody handed in lies with Telegram already, under an id; anything else is a file here.
        path = Path(attachment.get("path", ""))
        known = attachment.get("file_id") or self._uploaded.get(str(path))
        if known is None and not await asyncio.to_thread(path.is_file):
            raise Refused("file_missing")
        caption, markup = as_html(message.text), keyboard(message.buttons, self._payloads.keep)
        if attachment["kind"] == "photo":
            photo = await self._bot.send_photo(
                message.chat_id, known or path, caption=caption, parse_mode=ParseMode.HTML, reply_markup=markup
            )
            self._uploaded[str(path)] = photo.photo[-1].file_id
            return photo
        name = attachment.get("name") or path.name
        sent = await self._bot.send_document(
            message.chat_id, known or path, caption=caption, parse_mode=ParseMode.HTML, reply_markup=markup, filename=name
        )
        if sent.document:
            self._uploaded[str(path)] = sent.document.file_id
        return sent

    async def _send_drawn(self, message: Claimed, attachment: dict[str, str]) -> Message:
        """Draw a file of our own at the last moment, so that it lies on no disk."""
        data = await asyncio.to_thread(self._drawn, attachment["path"]) if self._drawn else None
        if data is None:
            raise Refused("file_missing")
        send = self._bot.send_photo if attachment["kind"] == "photo" else self._bot.send_document
        caption, markup = as_html(message.text), keyboard(message.buttons, self._payloads.keep)
        return await send(
            message.chat_id, data, caption=caption, parse_mode=ParseMode.HTML, reply_markup=markup, filename=attachment["name"]
        )
