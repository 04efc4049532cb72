"""`fuwen calc` works out a file and says what is wrong with one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import build
from bot.errors import BotError

HOUSEHOLD = "applicant: household\nfacts: {registered_poor: true, cattle: 2, pigs: 3, chickens: 200, minor_grain_mu: 5}\n"


def run(tmp_path: Path, text: str, *arguments: str) -> str:
    file = tmp_path / "household.yml"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(build(), ["calc", str(file), "--region", "沁源县", "--as-of", "2018-06-01", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_a_script_gets_the_total_each_sum_and_its_clause(tmp_path: Path) -> None:
    data = json.loads(run(tmp_path, HOUSEHOLD, "--json"))
    assert data["total"] == "4000.00"
    livestock = next(s for s in data["subsidies"] if s["subsidy"] == "qinyuan_livestock")
    assert livestock["total"] == "3000.00"
    assert livestock["caps"][0]["before"] == "7500"
    cattle = next(i for i in livestock["items"] if i["item"] == "cattle")
    assert cattle["steps"] == ["2头 × 3000元 = 6000元"]
    assert cattle["clause"] == "四（三）6"


def test_a_person_reads_the_total_first_and_the_limit_explained(tmp_path: Path) -> None:
    lines = run(tmp_path, HOUSEHOLD).splitlines()
    assert lines[0] == "合计4000元"
    assert any("超过每户3000元的上限" in line for line in lines)
    assert lines[-1].startswith("——沁源县人民政府")


@pytest.mark.parametrize(
    ("text", "says"),
    [("facts: {cow: 2}", "cow"), ("facts: {cattle: -1}", "cattle"), ("facts: {cattle: many}", "cattle"), ("[1, 2]", "facts"),
     ("applicant: king\nfacts: {}", "king"), ("facts: {cattle: [", "household.yml"), ("facts: {registered_poor: 3}", "registered_poor")],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BotError, match=says):
        run(tmp_path, text)
