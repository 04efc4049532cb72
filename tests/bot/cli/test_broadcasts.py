"""`fuwen broadcast`, as scripts use it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import build
from bot.clock import SystemClock
from bot.storage.chats import Chats, Reach
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.upgrade import upgrade

NOTICE = "明天起领取种植补贴。"
GROUP, CLOSED_GROUP = -5, -6


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{tmp_path / 'fuwen.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("FUWEN_DATA_DIR", str(tmp_path))
    database = Database(url)
    upgrade(database)
    chats = Chats(database, SystemClock())
    for chat, reach in ((GROUP, Reach.OPEN), (CLOSED_GROUP, Reach.LEFT)):
        chats.meet(chat, "group", f"群{chat}", reach=reach)
        chats.set_region(chat, "140431")
    (tmp_path / "notice.txt").write_text(f"\ufeff{NOTICE}\n", encoding="utf-8")
    return database


def _run(*arguments: str, code: int = 0) -> Any:
    result = CliRunner().invoke(build(), ["broadcast", *arguments, "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def _create(tmp_path: Path, *more: str, code: int = 0) -> Any:
    return _run("create", "--region", "沁源县", "--to", "groups", "--text-file", str(tmp_path / "notice.txt"), *more, code=code)


def test_a_script_makes_approves_and_follows_a_broadcast(database: Database, tmp_path: Path) -> None:
    made = _create(tmp_path)
    assert (made["state"], made["recipients"], made["unreachable"]) == ("draft", 2, {"left": 1})
    number = str(made["id"])
    assert _run("status", number)["state"] == "draft"
    assert _run("approve", number)["state"] == "running"
    status = _run("status", number)
    assert status["counts"] == {"queued": 2, "sending": 0, "sent": 0, "uncertain": 0, "failed": 0, "cancelled": 0}
    assert status["started"]
    assert status["ended"] is None
    assert _run("pause", number)["state"] == "paused"
    assert _run("resume", number)["state"] == "running"
    cancelled = _run("cancel", number, "--yes")
    assert (cancelled["state"], cancelled["unsent"], cancelled["counts"]["cancelled"]) == ("cancelled", 2, 2)


def test_yes_approves_at_once(database: Database, tmp_path: Path) -> None:
    assert _create(tmp_path, "--yes")["state"] == "running"
    assert {row.text for row in Outbox(database, SystemClock()).results("broadcast:1")} == {NOTICE}


def test_a_picture_is_kept_for_the_sender(database: Database, tmp_path: Path) -> None:
    picture = tmp_path / "通知.png"
    picture.write_bytes(b"\x89PNG")
    _create(tmp_path, "--attach", str(picture), "--yes", "--ignore-quiet-hours")
    picture.unlink()
    row = Outbox(database, SystemClock()).results("broadcast:1")[0]
    assert row.attachment is not None
    assert (row.attachment["kind"], row.attachment["name"], row.ignore_quiet_hours) == ("photo", "通知.png", True)
    assert Path(row.attachment["path"]).read_bytes() == b"\x89PNG"


def test_what_is_wrong_is_said_in_one_line(database: Database, tmp_path: Path) -> None:
    assert _run("status", "99", code=1)["error"] == "没有第 99 号群发"
    assert "2026-12-05T09:00" in _create(tmp_path, "--at", "tomorrow", code=1)["error"]
    number = str(_create(tmp_path)["id"])
    assert "不能继续" in _run("resume", number, code=1)["error"]
    assert "没有可以重发的" in _run("retry-failed", number, code=1)["error"]


def test_the_report_is_written_for_a_spreadsheet(database: Database, tmp_path: Path) -> None:
    _create(tmp_path, "--yes")
    result = CliRunner().invoke(build(), ["broadcast", "report", "1", "--csv", str(tmp_path / "report.csv")])
    assert "共 2 处" in result.output
    assert len((tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()) == 3
