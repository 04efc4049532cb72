"""Officials are tested at the same desk as duties."""

from tests.bot.reminders.conftest import clock, database, desk, knowledge

__all__ = ["clock", "database", "desk", "knowledge"]
