"""`fuwen chat-group list`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import build
from bot.clock import SystemClock
from bot.storage.chats import Chats, Reach
from bot.storage.database import Database
from bot.storage.upgrade import upgrade


def test_groups_are_listed_with_their_place_and_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'fuwen.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("FUWEN_DATA_DIR", str(tmp_path))
    database = Database(url)
    upgrade(database)
    chats = Chats(database, SystemClock())
    chats.meet(-5, "group", "沁源群")
    chats.set_region(-5, "140431")
    chats.meet(-6, "group", "旧群", reach=Reach.LEFT)
    chats.meet(7, "private")
    database.close()
    result = CliRunner().invoke(build(), ["chat-group", "list", "--json"])
    assert result.exit_code == 0, result.output
    assert {group["chat_id"]: (group["title"], group["region"], group["reach"]) for group in json.loads(result.stdout)} == {
        -5: ("沁源群", "140431", "open"),
        -6: ("旧群", None, "left"),
    }
