"""The office of the reminders' tests, for those who fill in forms."""

from tests.bot.reminders.conftest import clock, database, desk, knowledge

__all__ = ["clock", "database", "desk", "knowledge"]
