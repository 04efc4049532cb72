"""Telegram; the only place that knows the library."""

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
