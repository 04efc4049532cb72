"""Reads the moments that commands are told: 2026-12-05T17:00, or a day alone."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.clock import SHANGHAI
from bot.texts import refusal


def moment_told(text: str, zone: tzinfo = SHANGHAI) -> datetime:
    """Return a moment, on the clock of the place unless it names its own; raises ValueError, in the official's words."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(refusal("moment", text=text)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
