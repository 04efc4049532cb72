"""A mistake of an editor is found and named with file, line and remedy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import policy_kb
from policy_kb.__main__ import main
from policy_kb.checking import check, uncovered_amounts

SHIPPED = Path(policy_kb.__file__).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of everything editors write."""
    for name in ("documents", "subsidies", "data"):
        shutil.copytree(SHIPPED / name, tmp_path / name)
    shutil.copy(SHIPPED / "lexicon.yml", tmp_path)
    return tmp_path


def change(path: Path, edit: Callable[[str], str]) -> None:
    path.chmod(0o644)
    before = path.read_text(encoding="utf-8")
    after = edit(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def test_what_ships_has_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("0 errors\n")


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("subsidies/qinyuan_crops.yml", '"20000"', '"25000"', "the figure 25000 does not stand in its quote"),
        ("subsidies/qinyuan_crops.yml", "每亩奖补2万元", "每亩给2万元", "does not stand in 四（三）6"),
        ("subsidies/qinyuan_crops.yml", "clause: 四（三）6", "clause: 四（三）16", "has no clause 四（三）16"),
        ("subsidies/qinyuan_crops.yml", "document: qinyuan-2017", "document: qinyuan-1917", "there is no document qinyuan-1917"),
        ("subsidies/qinyuan_crops.yml", "2017-11-13:", "2016-11-13:", "begins before its document"),
        ("subsidies/qinyuan_crops.yml", "formula: per_unit", "formula: per_moon", "missing or unknown"),
        ("documents/qinyuan-2017.md", '"140431"', '"999999"', "there is no place with the code 999999"),
        ("documents/qinyuan-2017.md", "in_force_until: 2020-12-31", "in_force_until: 2016-12-31", "ends before it begins"),
        ("documents/qinyuan-2017.md", "number: null", "number: 韶扶组〔2018〕3号", "two documents have the number"),
        ("documents/qinyuan-2017.md", "number: null", "supersedes: gone-2001", "there is no document gone-2001"),
        ("documents/qinyuan-2017.md", "issued_on: 2017-11-13\n", "", "needs its day of issue"),
        ("documents/qinyuan-2017.md", "state: issued", "state: perhaps", "`state` is perhaps"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_remedy(copy: Path, name: str, old: str, new: str, problem: str) -> None:
    change(copy / name, lambda text: text.replace(old, new))
    found = [error for error in check(copy) if problem in str(error)]
    assert found
    assert found[0].path == copy / name
    assert found[0].line is not None
    assert found[0].hint


def test_an_amount_that_no_rule_quotes_is_noted_but_is_no_error(copy: Path) -> None:
    (copy / "subsidies" / "qinyuan_crops.yml").unlink()
    assert check(copy) == ()
    assert any("新建日光温室大棚每亩奖补2万元" in note for note in uncovered_amounts(copy))


def test_an_unknown_command_is_answered_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["czech"]) == 2
    assert "check" in capsys.readouterr().err
