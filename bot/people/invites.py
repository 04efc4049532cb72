"""Invitations: a code for one person, for a while, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

# Letters and digits that cannot be taken for one another when a code is read aloud or typed from paper.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12
VALID_FOR = timedelta(days=7)


def new_code() -> str:
    """Draw a code nobody can guess (about 59 bits), short enough to type."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def hash_of(code: str) -> str:
    """Return what is stored of a code; case and spaces do not matter to whoever types it."""
    return hashlib.sha256("".join(code.split()).upper().encode()).hexdigest()


def refusal(expires_at: datetime, redeemed_at: datetime | None, revoked_at: datetime | None, now: datetime) -> str | None:
    """Say why an invitation cannot be used any more (a key of the texts), or None when it can."""
    if revoked_at:
        return "invite_revoked"
    if redeemed_at:
        return "invite_used"
    return "invite_expired" if now >= expires_at else None


def telegram_link(bot_username: str | None, code: str) -> str | None:
    """Return the deep link that opens the bot with the code, or None while the bot's name is not known."""
    return f"https://t.me/{bot_username}?start={code}" if bot_username else None


def web_link(base_url: str, code: str) -> str:
    """Return the chat page with the code, which the page sends as if typed."""
    return f"{base_url.rstrip('/')}/?join={code}"
