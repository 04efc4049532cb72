"""The storage everything stands on: what goes in comes out, and what is forgotten is gone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot.storage.database import Database, driver_url
from bot.storage.documents import PENDING, WITHDRAWN, Documents
from bot.storage.leases import Leases
from bot.storage.memory import Memory
from bot.storage.people import People
from bot.storage.profiles import Profiles
from bot.storage.questions import UnansweredQuestions
from bot.storage.upgrade import all_tables, upgrade
from bot.storage.waiting import WaitingQuestions


def test_the_steps_make_exactly_the_tables_the_code_knows(database):
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), all_tables()) == []


def test_upgrading_twice_changes_nothing(database):
    before, after = upgrade(database)
    assert before == after


def test_every_step_can_be_undone(database):
    from alembic import command

    from bot.storage import upgrade as steps

    config = steps._config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with database.engine.connect() as connection:
        left = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    assert left <= {"alembic_version", "sqlite_sequence"}


def test_a_postgresql_address_gets_the_driver_we_ship():
    assert driver_url("postgresql://u:p@h/d") == "postgresql+psycopg://u:p@h/d"
    assert driver_url("postgres://h/d") == "postgresql+psycopg://h/d"
    assert driver_url("postgresql+psycopg://h/d") == "postgresql+psycopg://h/d"
    assert driver_url("sqlite:///x.db") == "sqlite:///x.db"


def test_someone_who_writes_again_is_the_same_person(database, clock):
    people = People(database)
    first = people.arrive("web", "abc", clock.now())
    clock.advance(days=1)
    again = people.arrive("web", "abc", clock.now())
    assert again.id == first.id
    assert again.last_seen_at == clock.now()
    assert again.created_at == first.created_at
    assert people.arrive("telegram", "abc", clock.now()).id != first.id


def test_forgetting_leaves_nothing_of_a_person_in_any_table(database, clock):
    people = People(database)
    gone, stays = (people.arrive("web", name, clock.now()).id for name in ("gone", "stays"))
    with database.session() as session:
        session.execute(text("CREATE TABLE dialogue_trackers (sender_id VARCHAR PRIMARY KEY, events TEXT)"))
        session.execute(text("INSERT INTO dialogue_trackers VALUES (:a, 'x'), (:b, 'x')"), {"a": gone, "b": stays})
    for person_id in (gone, stays):
        Profiles(database).set_region(person_id, "140431", clock.now())
        Memory(database).keep(person_id, {"question": 1}, clock.now())
        WaitingQuestions(database).keep(person_id, "web", "x", clock.now())
    people.forget(gone)
    with database.session() as session:
        dump = "\n".join(str(row) for table in tables_of(database) for row in session.execute(text(f"SELECT * FROM {table}")))
    assert gone not in dump
    assert dump.count(stays) == 5


def test_forgetting_works_before_rasa_made_its_table(database, clock):
    people = People(database)
    person = people.arrive("web", "a", clock.now())
    people.forget(person.id)
    assert people.get(person.id) is None
    assert people.find("web", "a") is None


def test_what_a_person_told_comes_back_exactly(database, clock):
    profiles = Profiles(database)
    facts = {"millet_mu": Decimal("3.20"), "registered_poor": True, "applicant": "household"}
    profiles.set_facts("p", facts, clock.now())
    profiles.set_region("p", "140431", clock.now())
    profiles.set_consent("p", True, clock.now())
    profile = profiles.of("p")
    assert profile.facts == facts
    assert str(profile.facts["millet_mu"]) == "3.20"
    assert (profile.region, profile.consent) == ("140431", True)


def test_someone_unknown_has_an_empty_profile_and_an_empty_memory(database):
    assert Profiles(database).of("nobody").facts == {}
    assert Memory(database).of("nobody") == {}


def test_a_turn_begins_with_the_profile_and_the_thread_of_the_talk_whichever_of_them_there_is(database, clock):
    memory, profiles = Memory(database), Profiles(database)
    assert memory.recall("nobody") == (profiles.of("nobody"), {})
    memory.keep("asks", {"previous": "牛"}, clock.now())
    assert memory.recall("asks") == (profiles.of("asks"), {"previous": "牛"})
    profiles.set_facts("told", {"millet_mu": Decimal("3.20"), "registered_poor": True}, clock.now())
    profiles.set_region("told", "140431", clock.now())
    assert memory.recall("told") == (profiles.of("told"), {})
    memory.keep("told", {"previous": "羊"}, clock.now())
    assert memory.recall("told") == (profiles.of("told"), {"previous": "羊"})


def test_the_thread_of_a_talk_is_replaced_and_dropped(database, clock):
    memory = Memory(database)
    memory.keep("p", {"previous": "羊"}, clock.now())
    memory.keep("p", {"previous": "牛"}, clock.now())
    assert memory.of("p") == {"previous": "牛"}
    memory.clear("p")
    assert memory.of("p") == {}


def test_a_new_version_of_a_document_is_noticed_and_is_the_one_in_force(database, clock):
    documents = Documents(database)
    documents.add_version("a", {"title": "一"}, "text 1", clock.now())
    before = documents.knowledge_version()
    assert documents.add_version("a", {"title": "二"}, "text 2", clock.now()) == 2
    assert documents.knowledge_version() > before
    assert [(d.version, d.source) for d in documents.published()] == [(2, "text 2")]
    assert [d.version for d in documents.versions("a")] == [1, 2]


def test_a_pending_version_changes_nothing_until_it_is_published(database, clock):
    documents = Documents(database)
    documents.add_version("a", {}, "old", clock.now())
    documents.add_version("a", {}, "new", clock.now(), state=PENDING)
    assert [d.source for d in documents.published()] == ["old"]
    documents.set_state("a", 2, "published")
    assert [d.source for d in documents.published()] == ["new"]


def test_a_withdrawn_document_does_not_come_back_with_the_next_start(database, clock):
    documents = Documents(database)
    assert documents.add_if_new("a", {"title": "一"}, "text", clock.now())
    documents.set_state("a", 1, WITHDRAWN)
    assert not documents.add_if_new("a", {"title": "一"}, "text", clock.now())
    assert documents.published() == []


def test_the_same_unanswered_question_is_counted_not_repeated(database, clock):
    questions = UnansweredQuestions(database)
    questions.note("养蜂补多少", None, clock.now())
    questions.note("养蜂补多少", None, clock.now())
    questions.note("养蜂补多少", "140431", clock.now())
    assert [(q.region, q.count) for q in questions.waiting()] == [(None, 2), ("140431", 1)]
    questions.close(questions.waiting()[0].id)
    assert [q.region for q in questions.waiting()] == ["140431"]


def test_a_lease_is_held_by_one_until_it_runs_out(database, clock):
    leases = Leases(database)
    lasts = timedelta(seconds=10)
    assert leases.take("tick", "a", clock.now(), lasts)
    assert not leases.take("tick", "b", clock.now(), lasts)
    assert leases.take("tick", "a", clock.now(), lasts)
    clock.advance(seconds=11)
    assert leases.take("tick", "b", clock.now(), lasts)
    assert not leases.take("tick", "a", clock.now(), lasts)
    leases.release("tick", "b")
    assert leases.take("tick", "a", clock.now(), lasts)


def test_a_question_asked_twice_during_an_outage_is_kept_once(database, clock):
    waiting = WaitingQuestions(database)
    for _ in range(2):
        waiting.keep("p", "web", "养牛补多少", clock.now())
    (question,) = waiting.unanswered()
    waiting.answer(question.id, [{"text": "3000元"}])
    assert waiting.unanswered() == []
    assert waiting.of("p")[0].answer == [{"text": "3000元"}]


def test_a_moment_without_a_zone_is_refused(database, clock):
    with pytest.raises(Exception, match="no time zone"):
        People(database).arrive("web", "x", clock.now().replace(tzinfo=None))


def tables_of(database: Database) -> list[str]:
    with database.session() as session:
        return list(session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
