"""Reading an update: who speaks, where, in which words or with which command."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, Update

from bot.calls import Call, HandedIn
from bot.channels.commands import DOCUMENT, Commands, parse_command
from bot.channels.telegram.groups import Groups
from bot.channels.telegram.rendering import payload_of
from bot.storage.updates import Payloads

# Kinds of message without words we could read, and the key of what we say to each.
_WORDLESS = {
    "photo": "photo", "video": "photo", "animation": "photo", "video_note": "photo", "voice": "voice", "audio": "voice",
    "sticker": "sticker", "document": "document", "location": "location", "venue": "location", "contact": "contact",
    "poll": "other", "dice": "other", "story": "other", "paid_media": "other",
}  # fmt: skip
PICTURE_NAME = "图片.jpg"
Reading = tuple[Call, str | None]


class Reader:
    """Turns updates into calls; a call without a name is plain words."""

    def __init__(self, commands: Commands, groups: Groups, payloads: Payloads, username: str) -> None:
        self._commands, self._groups, self._payloads, self._username = commands, groups, payloads, username

    def read(self, update: Update) -> Reading | None:
        """Return the call an update makes, and the key of a text to say at once; None when it is not for us."""
        chat, user = update.effective_chat, update.effective_user
        if chat is None or user is None or chat.type == "channel":
            return None
        blank = Call("", "", "", chat.id, user.id, chat.type != "private")
        if update.callback_query:
            return self._read_button(blank, update.callback_query.data or "")
        message = update.effective_message
        return self._read_message(blank, message) if message else None

    def _read_button(self, blank: Call, data: str) -> Reading:
        payload = payload_of(data, self._payloads.find)
        if not payload:
            return blank, "telegram.button_too_old"
        called = parse_command(payload, self._username)
        # Most payloads name an intent, not a command.
        if called is None or called[0] not in self._commands.table:
            return replace(blank, words=payload), None
        return replace(blank, name=called[0], words=called[1]), None

    def _read_message(self, blank: Call, message: Message) -> Reading | None:
        text = message.text or message.caption or ""
        called = parse_command(text, self._username)
        if called and (not blank.is_group or called[2] or called[0] in self._commands.table):
            return replace(blank, name=called[0], words=called[1], file=_file_of(message) or _picture_of(message)), None
        if blank.is_group:
            words = self._groups.words_for_us(message)
            if words is None:
                return None
            text = words
        return self._read_words(replace(blank, words=text.strip(), file=_file_of(message)), message)

    def _read_words(self, call: Call, message: Message) -> Reading | None:
        if call.words or (call.file and DOCUMENT in self._commands.handlers):
            return call, None
        kind = next((key for kind, key in _WORDLESS.items() if getattr(message, kind, None)), None)
        if kind:
            return call, f"telegram.{kind}"
        # Somebody called us by name and said no more; anything else without words is news about the chat.
        return (replace(call, name="help"), None) if message.text else None


def _file_of(message: Message) -> HandedIn | None:
    document = message.document
    return HandedIn(document.file_id, document.file_name or "", document.file_size or 0) if document else None


def _picture_of(message: Message) -> HandedIn | None:
    """Return the largest size of a picture; it is only of use with a command that takes one along."""
    if not message.photo:
        return None
    largest = message.photo[-1]
    return HandedIn(largest.file_id, PICTURE_NAME, largest.file_size or 0, "photo")
