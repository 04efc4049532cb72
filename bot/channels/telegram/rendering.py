"""How a reply looks in Telegram: escaped, cut where a clause ends, with its buttons."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages import Button, Reply
from bot.storage.outbox import MAX_CAPTION_LENGTH, MAX_TEXT_LENGTH

# Where a long text may be cut, the best place first.
_BORDERS = ("\n\n", "\n", "。", "；", "！", "？", "，", "、", " ")
OWN_FILES = "/sheets/"  # what we draw ourselves is uploaded; Telegram cannot fetch it from this machine
_SOURCE_MARK = "——"
_DATA_BYTES = 64
_KEY_PREFIX = "#"
_ROW_WIDTH = 16
_TITLE_LENGTH = 60


def split(text: str, limit: int = MAX_TEXT_LENGTH) -> list[str]:
    """Cut a text into messages, each ending where a clause ends; nothing but blank edges is lost."""
    parts = []
    rest = text.strip()
    while _length(rest) > limit:
        cut = _cut_at(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


@dataclass(frozen=True)
class Piece:
    """One message to Telegram: a text, or a file with a caption."""

    text: str
    buttons: tuple[Button, ...] = ()
    attachment: Mapping[str, str] | None = None


def pieces_of(reply: Reply) -> list[Piece]:
    """Take a reply apart into messages: a text cut to Telegram's length, or a picture and the files offered with it."""
    files = [button for button in reply.buttons if button.payload.startswith(OWN_FILES)]
    buttons = tuple(button for button in reply.buttons if button not in files)
    if reply.image and reply.image.startswith(OWN_FILES) and len(reply.text) <= MAX_CAPTION_LENGTH:
        pieces = [Piece(reply.text, buttons, _attached("photo", reply.image, ""))]
    else:
        parts = split(reply.text)
        pieces = [Piece(part, buttons if part is parts[-1] else ()) for part in parts]
    return pieces + [Piece(file.title, (), _attached("document", file.payload, file.title)) for file in files]


def _attached(kind: str, path: str, title: str) -> dict[str, str]:
    return {"kind": kind, "path": path, "name": title + path[path.rfind(".") :]}


def as_html(text: str) -> str:
    """Escape a text for Telegram, the source line set apart."""
    lines = html.escape(text, quote=False).split("\n")
    return "\n".join(f"<i>{line}</i>" if line.startswith(_SOURCE_MARK) else line for line in lines)


def keyboard(buttons: Sequence[Button], keep: Callable[[str], str]) -> InlineKeyboardMarkup | None:
    """Draw buttons below a message: short ones side by side, long payloads under a key."""
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        drawn = _drawn(button, keep)
        if rows and sum(_width(b.text) for b in [*rows[-1], drawn]) <= _ROW_WIDTH:
            rows[-1].append(drawn)
        else:
            rows.append([drawn])
    return InlineKeyboardMarkup(rows) if rows else None


def payload_of(data: str, find: Callable[[str], str | None]) -> str | None:
    """Return what a tapped button stands for; None when its key is no longer known."""
    return find(data.removeprefix(_KEY_PREFIX)) if data.startswith(_KEY_PREFIX) else data


def _drawn(button: Button, keep: Callable[[str], str]) -> InlineKeyboardButton:
    title = button.title[:_TITLE_LENGTH] or button.payload[:_TITLE_LENGTH]
    if button.payload.startswith(("https://", "http://")):
        return InlineKeyboardButton(title, url=button.payload)
    is_short = len(button.payload.encode()) <= _DATA_BYTES and not button.payload.startswith(_KEY_PREFIX)
    return InlineKeyboardButton(title, callback_data=button.payload if is_short else _KEY_PREFIX + keep(button.payload))


def _cut_at(text: str, limit: int) -> int:
    head = _head(text, limit)
    # A cut in the first half would waste messages; a worse border further on is better.
    for border in _BORDERS:
        at = head.rfind(border)
        if at + len(border) > len(head) // 2:
            return at + len(border)
    return len(head)


def _head(text: str, limit: int) -> str:
    head = text[:limit]
    while _length(head) > limit:
        head = head[: -max(1, (_length(head) - limit) // 2)]
    return head


def _length(text: str) -> int:
    # Telegram counts UTF-16 units: rare characters and emoji count twice.
    return len(text.encode("utf-16-le")) // 2


def _width(title: str) -> int:
    # A Chinese character is as wide as two Latin letters; the frame takes about one character.
    return 1 + sum(1 if ord(letter) > 255 else 0 for letter in title) + sum(1 for letter in title if ord(letter) <= 255) // 2
