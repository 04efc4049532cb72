"""A long talk costs no more than a short one, and nothing of its state is lost."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, ConversationPaused, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu_data.server import tracker_store
from nlu_data.server.bounded_history import TURNS_KEPT, bounded
from nlu_data.server.tracker_store import BoundedTrackerStore, connect

RULES = Path(__file__).parents[2] / "nlu_data/dialogue/rules.yml"
DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [ask]
    slots:
      region: {type: any, influence_conversation: false, mappings: [{type: custom}]}
    forms:
      sums: {required_slots: [region]}
    actions: [action_answer]
    """
)


@pytest.fixture
def store(database_url):
    store = BoundedTrackerStore(DOMAIN, url=database_url)
    yield store
    with store._engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM dialogue_trackers"))
    store._engine.dispose()


def test_of_two_servers_that_start_at_once_both_find_the_table(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'app.db'}"

    def as_another_makes_it(statement_url):
        engine = connect(statement_url)

        @sa.event.listens_for(engine, "before_cursor_execute")
        def make_it_first(_connection, _cursor, statement, *_):
            if "CREATE TABLE" in statement:
                other = sa.create_engine(url)
                tracker_store._TABLE.metadata.create_all(other)
                other.dispose()

        return engine

    monkeypatch.setattr(tracker_store, "connect", as_another_makes_it)
    late = BoundedTrackerStore(DOMAIN, url=url)
    assert asyncio.run(late.keys()) == []
    late._engine.dispose()


def turn(number):
    ranking = [{"name": "ask", "confidence": 1.0}] * 10
    parse = {"intent": {"name": "ask"}, "entities": [], "intent_ranking": ranking, "text": f"问{number}"}
    asked = UserUttered(f"问{number}", {"name": "ask"}, parse_data=parse)
    return [ActionExecuted("action_listen"), asked, ActionExecuted("action_answer"), BotUttered(f"答{number}")]


def talk(turns, sender="甲", before=()):
    tracker = DialogueStateTracker(sender, DOMAIN.slots)
    for event in [*before, *(event for number in range(turns) for event in turn(number))]:
        tracker.update(event)
    return tracker


def save_and_read(store, tracker):
    async def both():
        await store.save(tracker)
        return await store.retrieve(tracker.sender_id)

    return asyncio.run(both())


def test_a_new_conversation_is_nothing_yet(store):
    assert asyncio.run(store.retrieve("谁")) is None


def test_a_short_conversation_comes_back_as_it_was(store):
    tracker = talk(1)
    assert [e.type_name for e in save_and_read(store, tracker).events] == [e.type_name for e in tracker.events]


def test_the_row_stops_growing(store):
    sizes = []
    tracker = talk(0)
    for number in range(40):
        for event in turn(number):
            tracker.update(event)
        tracker = save_and_read(store, tracker)
        sizes.append(len(tracker.events))
    assert max(sizes[5:]) == sizes[5] == TURNS_KEPT * 4


def test_what_is_kept_is_as_much_as_any_rule_looks_at():
    rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"]
    assert max(sum("intent" in step for step in rule["steps"]) for rule in rules) <= TURNS_KEPT


def test_one_row_a_sender(store):
    for turns in (1, 5, 9):
        save_and_read(store, talk(turns))
    save_and_read(store, talk(1, "乙"))
    assert sorted(asyncio.run(store.keys())) == sorted(["甲", "乙"])


def test_slots_and_the_form_survive_the_cut(store):
    tracker = talk(20, before=[SlotSet("region", {"code": "140431"}), ActiveLoop("sums")])
    again = save_and_read(store, tracker)
    assert again.get_slot("region") == {"code": "140431"}
    assert again.active_loop_name == "sums"


def test_an_ended_form_stays_ended(store):
    again = save_and_read(store, talk(20, before=[ActiveLoop("sums"), ActiveLoop(None)]))
    assert again.active_loop_name is None


def test_a_pause_survives_the_cut(store):
    assert save_and_read(store, talk(20, before=[ConversationPaused()])).is_paused()


def test_the_last_message_and_the_last_action_are_there(store):
    again = save_and_read(store, talk(20))
    assert again.latest_message.text == "问19"
    assert again.latest_action_name == "action_answer"


def test_what_only_the_classifier_needed_is_not_kept(store):
    save_and_read(store, talk(3))
    with store._engine.connect() as connection:
        row = connection.execute(sa.text("SELECT events FROM dialogue_trackers")).scalar()
    assert "intent_ranking" not in row
    assert json.loads(row)[1]["parse_data"]["intent"] == {"name": "ask"}


def test_a_forgotten_conversation_is_gone(store):
    save_and_read(store, talk(2))
    asyncio.run(store.delete("甲"))
    assert asyncio.run(store.retrieve("甲")) is None


def test_cutting_twice_changes_nothing_more():
    once = bounded(list(talk(20).events), "甲", DOMAIN.slots)
    assert bounded(once, "甲", DOMAIN.slots) == once


def test_the_apps_address_of_postgresql_is_understood_here():
    engine = connect("postgresql+psycopg://someone@localhost/fuwen")
    assert engine.dialect.driver == "psycopg2"


def test_sqlite_lets_readers_and_writers_go_on_side_by_side(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'side.db'}")
    with engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()
