"""The command line: for people and, with --json, for scripts."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from bot import cli
from bot.cli.places import place_named
from bot.cli.talking import answer_json, region_payload
from bot.errors import BotError
from bot.messages import Reply
from bot.settings import Settings


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FUWEN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    command, runner = cli.build(), CliRunner()
    return lambda *arguments: runner.invoke(command, list(arguments))


def test_a_command_loads_its_own_module_alone_and_none_is_forgotten():
    every = typer.main.get_group(cli.build())
    assert set(cli.COMMANDS) == set(every.commands)
    for name in cli.COMMANDS:
        alone = typer.main.get_group(cli.build(name)).commands
        assert set(alone) == {word for word in cli.COMMANDS if cli.COMMANDS[word] == cli.COMMANDS[name]}
        assert set(getattr(alone[name], "commands", ())) == set(getattr(every.commands[name], "commands", ()))


def test_a_word_that_is_no_command_gets_the_list_of_all():
    assert set(typer.main.get_group(cli.build("--help")).commands) == set(cli.COMMANDS)


def test_every_command_of_the_interface_is_there(run):
    for group, names in {
        "": ("run", "chat", "ask", "region", "calc", "db", "kb", "user", "duty", "training", "chat-group"),
        "kb": ("add", "check", "list", "show", "search", "export"),
        "db": ("upgrade",),
    }.items():
        page = run(*([group] if group else []), "--help").output
        missing = [name for name in names if name not in page]
        assert not missing, f"fuwen {group}: {missing}"


def test_the_database_is_upgraded_and_then_left_alone(run):
    first = json.loads(run("db", "upgrade", "--json").output)
    assert first["before"] is None
    assert json.loads(run("db", "upgrade", "--json").output) == {"before": first["after"], "after": first["after"]}


def test_a_place_is_shown_with_everything_it_lies_in(run):
    (place,) = json.loads(run("region", "蒙自市", "--json").output)
    assert [level["code"] for level in place["path"]] == ["532503", "532500", "530000"]
    assert "红河" in run("region", "532503").output


def test_a_place_that_does_not_exist_is_said_so(run):
    with pytest.raises(BotError, match="桃花源"):
        place_named("桃花源")


def test_a_place_is_set_beyond_doubt():
    payload = region_payload("沁源")
    assert payload.startswith("/set_region{")
    assert json.loads(payload.removeprefix("/set_region"))["place"]["code"] == "140431"


def test_asking_without_a_running_fuwen_says_how_to_start_it(run, monkeypatch):
    monkeypatch.setattr(Settings, "local_url", "http://127.0.0.1:9")
    run("db", "upgrade")
    done = run("ask", "养牛", "--json")
    assert done.exit_code == 1
    assert "make run" in json.loads(done.stdout)["error"]


def test_an_answer_for_scripts_has_its_kind_and_its_quotes():
    citation = {"document": "a", "clause": "一", "quote": "3000元"}
    replies = [Reply("能领3000元", meta={"outcome": "answered", "citations": [citation]}), Reply("还想问什么？")]
    assert answer_json(replies) == {"text": "能领3000元\n还想问什么？", "outcome": "answered", "citations": [citation]}


def test_the_shipped_documents_are_listed_shown_searched_and_given_back(run):
    slugs = [document["slug"] for document in json.loads(run("kb", "list", "--json").stdout)]
    assert len(slugs) >= 5
    clauses = json.loads(run("kb", "show", slugs[0], "--json").stdout)["clauses"]
    assert len(clauses) > 10
    (found, *_rest) = json.loads(run("kb", "search", "养牛补多少", "--region", "沁源县", "--json").stdout)
    assert found["document"] == "qinyuan-2017"
    assert "牛每头" in found["text"]
    assert "产业扶贫" in run("kb", "export", "qinyuan-2017").stdout
