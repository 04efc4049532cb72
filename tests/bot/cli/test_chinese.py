"""The command line speaks Chinese to officials: every help page, every mistake, every table, in 80 columns."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.cells import cell_len
from typer.testing import CliRunner

from bot import cli
from bot.cli.chinese import words
from bot.cli.tables import show_table
from policy_kb.model import Standing

HAN = re.compile("[\u4e00-\u9fff]")
WIDTH = 80
AS_TYPED = {"install_completion", "show_completion", "help"}


def commands(group: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command and group with the words it is called by."""
    yield path, group
    for name, below in getattr(group, "commands", {}).items():
        yield from commands(below, f"{path} {name}".strip())


EVERY = dict(commands(typer.main.get_command(cli.build())))


@pytest.mark.parametrize("path", EVERY)
def test_every_help_page_is_chinese_and_fits(path: str) -> None:
    page = CliRunner().invoke(cli.build(), [*path.split(), "--help"], terminal_width=WIDTH).output
    assert "用法：" in page
    for english in ("Usage", "Options", "Commands", "Arguments", "Show this", "[required]", "default:"):
        assert english not in page
    assert "…" not in page.replace("命令 …", ""), "a word is cut off"
    assert all(cell_len(line) <= WIDTH for line in page.splitlines())


def test_every_command_and_option_is_described_and_nothing_else_is() -> None:
    said, common = words()["commands"], words()["options"]
    assert set(said) == set(EVERY)
    for path, command in EVERY.items():
        names = {parameter.name for parameter in command.params}
        assert HAN.search(said[path]["help"]), path
        assert not set(said[path]) - names - {"help"}, f"{path}: no such option"
        assert not names - set(said[path]) - set(common), f"{path}: an option nobody describes"
    assert set(common) - AS_TYPED <= {parameter.name for command in EVERY.values() for parameter in command.params}


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[[str], tuple[int, str, str]]:
    monkeypatch.setenv("FUWEN_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def run(line: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fuwen", *line.split()])
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("duty add --region 红河州", 2, "还缺 --title"),
        ("duty add --wen 1", 2, "没有 --wen 这个选项"),
        ("duty add --title", 2, "--title 后面要写上内容"),
        ("training add --title a --place b --region c --start d --days x", 2, "--days 写得不对"),
        ("duty list more", 2, "这一行写得不对"),
        ("zhushou", 2, "没有“zhushou”这个命令，可以用：calc"),
        ("duty remove", 2, "可以用：add、list、done、stop"),
        ("kb show nosuch", 1, "没有收录“nosuch”"),
        ("kb show qinyuan-2017 九十九", 1, "没有“九十九”这一条"),
        ("duty done nosuch", 1, "fuwen duty list"),
        ("user revoke 99 --yes", 1, "fuwen user list"),
        ("training cancel 99", 1, "fuwen training list"),
    ],
)
def test_a_mistake_is_said_in_one_line_of_chinese_with_what_to_do(typed: Any, line: str, code: int, says: str) -> None:
    got, _out, err = typed(line)
    assert got == code
    assert says in err
    assert len(err.splitlines()) == 1


def test_a_mistake_is_json_for_scripts(typed: Any) -> None:
    code, out, _err = typed("duty add --region 红河州 --json")
    assert code == 2
    assert "--title" in json.loads(out)["error"]


def test_a_group_alone_shows_its_help_page(typed: Any) -> None:
    code, out, err = typed("duty")
    assert code == 2
    assert "新设一项报送任务" in out + err


def test_tables_fit_the_terminal_and_cut_nothing_off(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    row = ("xinjiang-2018-long", "扶贫" * 30, "650000", datetime(2026, 12, 5, 9, tzinfo=UTC), "draft")
    show_table(("slug", "title", "region", "next_due", "standing"), [row])
    table = capsys.readouterr().out
    assert all(cell_len(line) <= WIDTH for line in table.splitlines())
    assert table.count("扶") == table.count("贫") == 30
    for whole in ("xinjiang-2018-long", "2026-12-05 17:00", "新疆"):
        assert whole in table


def test_every_standing_has_a_word() -> None:
    assert set(words()["values"]["standing"]) == {standing.value for standing in Standing}
