"""Whole talks with the trained model, the real Rasa and the real actions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.end_to_end.running import RunningFuwen, models_for

TALKS = yaml.safe_load(Path(__file__).with_name("talks.yml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def fuwen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningFuwen]:
    running = RunningFuwen(models_for(tmp_path_factory.mktemp("fuwen")))
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.close()


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["name"])
def test_talk(fuwen: RunningFuwen, talk: dict[str, Any]) -> None:
    sender = talk["name"]
    if talk.get("region"):
        fuwen.say(f"我是{talk['region']}的", sender)
    for turn in talk["turns"]:
        reply = fuwen.say(turn["say"], sender)
        for wanted in turn["expect"]:
            choices = wanted if isinstance(wanted, list) else wanted.split("|")
            assert any(choice in reply for choice in choices), f"{turn['say']} → {reply}"
        for unwanted in turn.get("never", ()):
            assert unwanted not in reply, f"{turn['say']} → {reply}"
