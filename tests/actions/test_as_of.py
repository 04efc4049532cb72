"""A question about another day is answered from what held on that day; before a document was issued, it says nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from rasa_sdk.executor import CollectingDispatcher

from actions.answers import AnswerAction
from actions.server import build_desk
from bot.storage.database import Database
from bot.storage.memory import Memory
from bot.storage.profiles import Profiles
from tests.actions.trackers import entity, tracker_after

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
COW = entity("mention", {"fact": "cattle", "value": "1", "unit": "头", "noun": "牛"}, 3, 6)


async def test_the_day_asked_for_counts_for_the_next_question_only(database: Database) -> None:
    desk = build_desk(str(database.engine.url), ZoneInfo("Asia/Shanghai"))
    Profiles(database).set_region("someone", "140431", NOW)
    Memory(database).ask_as_of("someone", date(2016, 6, 1), NOW)
    dispatcher = CollectingDispatcher()
    tracker = tracker_after("贫困户养一头牛补多少", "ask_subsidy", [COW])
    await AnswerAction(desk).run(dispatcher, tracker, {})
    assert "3000元" not in dispatcher.messages[-1]["text"]
    await AnswerAction(desk).run(dispatcher, tracker, {})
    assert "3000元" in dispatcher.messages[-1]["text"]
    assert desk.day_for(desk.person("someone")) == desk.today
