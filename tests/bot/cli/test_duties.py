"""`fuwen duty` and `fuwen training`: what cannot be is refused in Chinese, what reaches nobody says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import build

TRAINING = ("training", "add", "--title", "养牛", "--place", "镇政府", "--region", "韶关市", "--start")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'fuwen.db'}")
    monkeypatch.setenv("FUWEN_DATA_DIR", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(build(arguments[0]), list(arguments))


def _add(run: Any, *more: str, title: str = "月报") -> Any:
    return run("duty", "add", "--title", title, "--region", "红河州", *more)


def test_a_duty_for_nobody_says_how_to_enrol_people(run: Any) -> None:
    made = _add(run, "--cycle", "monthly:last")
    assert made.exit_code == 0, made.output
    assert "fuwen user invite" in made.output
    assert "红河" in made.output
    assert json.loads(_add(run, "--cycle", "monthly:last", "--json").stdout)["people"] == 0


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--due", "2020-12-05T17:00"), "已经过去"),
        (("--due", "2020-12-05"), "已经过去"),
        (("--due", "下周五"), "2026-12-05T09:00"),
        (("--cycle", "weekly"), "monthly:5"),
        (("--cycle", "monthly:5", "--remind", "soon"), "5d"),
        (("--cycle", "monthly:5", "--for", "everybody"), "role:official"),
        (("--cycle", "monthly:5", "--rest-day", "sometimes"), "before"),
        ((), "--cycle"),
    ],
)
def test_what_cannot_be_is_refused_in_chinese_with_an_example(run: Any, more: tuple[str, ...], says: str) -> None:
    refused = _add(run, *more, "--json")
    assert refused.exit_code == 1
    problem = json.loads(refused.stdout)["error"]
    assert says in problem
    assert any("\u4e00" <= letter <= "\u9fff" for letter in problem.replace("下周五", "")), problem


def test_a_duty_without_a_name_is_refused(run: Any) -> None:
    assert "名称" in json.loads(_add(run, "--cycle", "monthly:5", "--json", title=" ").stdout)["error"]


def test_a_training_of_the_past_is_refused_and_one_for_nobody_says_so(run: Any) -> None:
    assert "已经过去" in json.loads(run(*TRAINING, "2020-12-05T09:00", "--json").stdout)["error"]
    made = run(*TRAINING, "2099-12-05T09:00")
    assert "一个人也通知不到" in made.output
    assert "签到码" in made.output
