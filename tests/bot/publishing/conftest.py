"""A command line on a database of its own, and a way to ask what it has published."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import build
from bot.storage.database import Database
from bot.storage.documents import Documents
from bot.storage.knowledge import LiveKnowledge
from policy_kb.answering import answer
from policy_kb.model import Answer, Mention, Question

TODAY = date(2026, 11, 23)


@dataclass
class Shell:
    """Somebody with a shell, and the folder they work in."""

    folder: Path
    database: Database

    def run(self, *arguments: str, typed: str | None = None) -> Result:
        """Run `fuwen kb ...`."""
        return CliRunner().invoke(build(), ["kb", *arguments], input=typed)

    def add(self, content: bytes, name: str, *options: str, meta: dict[str, Any] | None = None, typed: str | None = None) -> Result:
        """Hand a file in."""
        file = self.folder / name
        file.write_bytes(content)
        if meta is not None:
            (self.folder / "meta.yml").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
            options = ("--meta", str(self.folder / "meta.yml"), *options)
        return self.run("add", str(file), *options, typed=typed)

    def published(self, content: bytes, name: str, **meta: Any) -> dict[str, Any]:
        """Publish a file as a script does, and return what was printed."""
        result = self.add(content, name, "--yes", "--publish", "--json", meta=meta)
        assert result.exit_code == 0, result.output or result.exception
        printed: dict[str, Any] = json.loads(result.stdout)
        return printed

    def knowledge(self) -> LiveKnowledge:
        """Return what another process would serve."""
        return LiveKnowledge(Documents(self.database), check_seconds=0)

    def ask(self, text: str, region: str, *mentions: Mention, intent: str = "ask_subsidy", day: date = TODAY) -> Answer:
        """Ask as the action server does."""
        return answer(self.knowledge().current(), Question(text, intent, day, region=region, mentions=mentions))

    def rows(self, table: str) -> int:
        """Count what a table holds."""
        with self.database.engine.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)


@pytest.fixture
def shell(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("DATABASE_URL", str(database.engine.url))
    monkeypatch.setenv("FUWEN_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, database)


@pytest.fixture
def problem_of() -> Callable[[Result], str]:
    """Return what a command that could not go on would print."""

    def told(result: Result) -> str:
        assert result.exit_code != 0
        return str(result.exception)

    return told
