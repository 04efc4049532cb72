"""All of Fuwen, really started: it answers, survives the death of a part, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.storage.database import Database
from bot.storage.people import People
from bot.storage.waiting import WaitingQuestions
from tests.end_to_end.running import ROOT, RunningFuwen, models_for, until

RESTART_SECONDS = 180
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the model that `make test` trained, if it was `make test` that called."""
    return models_for(tmp_path_factory.mktemp("fuwen"))


@pytest.fixture(scope="module")
def fuwen(data_dir: Path) -> Iterator[RunningFuwen]:
    running = RunningFuwen(data_dir)
    try:
        yield running
    finally:
        running.close()


def test_the_first_start_ends_with_the_line_that_says_where_it_is(fuwen):
    assert fuwen.wait_until_ready() == [f"fuwen ready http://127.0.0.1:{fuwen.port}"]
    until(lambda: fuwen.health()[0] == 200, 30, "it said it was ready and some part was not")


def test_nobody_but_this_machine_can_reach_any_of_its_ports(fuwen):
    listening = [c.laddr.ip for p in fuwen.processes() for c in p.net_connections(kind="inet") if c.status == psutil.CONN_LISTEN]
    assert len(listening) >= 3
    assert set(listening) == {"127.0.0.1"}


def test_the_question_that_opened_the_door_left_nothing_behind(fuwen):
    database = Database(f"sqlite:///{fuwen.data_dir / 'fuwen.db'}")
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM people").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM dialogue_trackers").scalar() == 0
    database.close()


def test_a_question_without_a_place_is_asked_back_and_then_answered_with_its_source(fuwen):
    assert "3000" not in fuwen.say("养一头牛给多少钱")
    answer = fuwen.say("沁源县")
    assert "3000元" in answer
    assert "沁源" in answer
    assert "2017-11-13" in answer
    assert "四（三）6" in answer


def test_a_whole_household_is_added_up_and_the_cap_explained(fuwen):
    answer = fuwen.say("我是沁源县的贫困户，养了2头牛、3头猪、200只鸡，种了5亩谷子，一共能拿多少", "household")
    assert "4000元" in answer
    assert "上限" in answer


def test_what_is_left_to_the_county_is_said_to_be_left_to_the_county(fuwen):
    assert "自行" in fuwen.say("红河州养牛补多少", "honghe")


def test_the_terminal_gets_the_same_answer_for_scripts(fuwen):
    command = [str(Path(sys.executable).parent / "fuwen"), "ask", "养一头牛给多少钱", "--region", "沁源县", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=fuwen.env, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    assert set(answer) == {"text", "outcome", "citations"}
    assert "3000元" in answer["text"]
    assert answer["outcome"] == "answered"
    assert {"document": "qinyuan-2017", "clause": "四（三）6"}.items() <= answer["citations"][0].items()
    assert answer["citations"][0]["quote"] in (ROOT / "policy_kb" / "documents" / "qinyuan-2017.md").read_text(encoding="utf-8")


def test_forgetting_leaves_nothing_of_a_talk(fuwen):
    fuwen.say("我是沁源县的贫困户，养了2头牛", "leaving")
    database = Database(f"sqlite:///{fuwen.data_dir / 'fuwen.db'}")
    person = People(database).find("web", "leaving")
    assert person is not None
    fuwen.say("/forget_me", "leaving")
    assert People(database).find("web", "leaving") is None
    with database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM dialogue_trackers WHERE sender_id = ?", (person.id,)).scalar()
    database.close()
    assert kept == 0


def test_a_part_that_dies_is_seen_started_again_and_the_question_answered(fuwen):
    fuwen.part("nlu_data.server.run").kill()
    until(lambda: fuwen.health()[0] == 503, 10, "the page never said that a part is down")
    assert fuwen.health()[1]["rasa"] == "down"
    assert "记下" in fuwen.say("沁源县养一只羊给多少钱", "patient")
    until(lambda: fuwen.health()[0] == 200, RESTART_SECONDS, "the part never came back")
    database = Database(f"sqlite:///{fuwen.data_dir / 'fuwen.db'}")
    until(lambda: not WaitingQuestions(database).unanswered(), 30, "the kept question was never asked")
    database.close()
    answer = fuwen.say("谢谢", "patient")
    assert "沁源县养一只羊给多少钱" in answer
    assert "300元" in answer
    assert "process.died" in fuwen.said()


def test_a_second_fuwen_on_the_same_port_says_so_in_one_line(fuwen):
    done = subprocess.run(["make", "run", f"PYTHON={sys.executable}"], cwd=ROOT, env=fuwen.env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "set FUWEN_PORT to another port" in done.stderr
    assert "Traceback" not in done.stderr


def test_stopping_ends_every_process(fuwen):
    assert len(fuwen.processes()) >= 6
    assert fuwen.stop() == []


def test_a_second_start_installs_and_trains_nothing_and_needs_no_network(data_dir, fuwen):
    # A proxy that leads nowhere stands for a machine without a network.
    nowhere = "http://127.0.0.1:9"
    os.environ |= {"HTTPS_PROXY": nowhere, "HTTP_PROXY": nowhere}
    try:
        again = RunningFuwen(data_dir)
    finally:
        del os.environ["HTTPS_PROXY"], os.environ["HTTP_PROXY"]
    try:
        assert again.wait_until_ready()
        assert "training" not in again.said()
        assert "installing" not in again.said()
        assert again.stop() == []
    finally:
        again.close()


def test_a_broken_model_file_is_said_in_one_line(data_dir, fuwen):
    (model,) = (data_dir / "models").glob("*.tar.gz")
    model.write_bytes(model.read_bytes()[:1000])
    done = subprocess.run(["make", "run", f"PYTHON={sys.executable}"], cwd=ROOT, env=fuwen.env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "is broken; delete the folder" in done.stderr
    assert "Traceback" not in done.stderr
