"""The lines of a result have the shape others read, and say truly whether a goal is met."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import lines
from bench.lines import Goal, gain, keep, kept_lines, line, table

KEYS = {"name", "unit", "ours", "peer", "ratio", "spread", "goal", "met", "machine", "date"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lines, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(lines, "FIGURES", tmp_path / "figures.json")
    return tmp_path


def test_a_line_is_the_ratio_of_the_medians_and_the_spread_of_the_runs():
    one = line("conversation.turn", "ms", [10, 20, 90], [100, 100, 100], Goal("<=", 0.35))
    assert (one.ours, one.peer, one.ratio) == (20, 100, 0.2)
    assert one.spread == (0.1, 0.9)
    assert one.met
    assert one.runs == 3


@pytest.mark.parametrize(("ours", "met"), [([35], True), ([36], False)])
def test_a_goal_is_met_at_its_bound_and_missed_beyond_it(ours, met):
    assert line("conversation.turn", "ms", ours, [100], Goal("<=", 0.35)).met is met


def test_a_goal_of_at_least_is_missed_below_it():
    assert not line("search.qps_100k", "queries", [9.9], [1], Goal(">=", 10)).met


def test_a_line_may_be_judged_by_our_own_value_whatever_the_peer_does():
    one = line("conversation.flat", "times", [1.5], [10.0], Goal("<=", 1.2))
    assert one.met
    assert not one.judged_by_ours(Goal("<=", 1.2)).met


def test_a_gain_is_counted_in_points():
    one = gain("search.recall_gain", "recall@1", 0.9, 0.7, Goal(">=", 15))
    assert one.ratio == pytest.approx(20)
    assert one.met


def test_a_part_measured_anew_leaves_the_others_as_they_were_in_the_promised_order(folder):
    keep([line("search.growth", "times", [9], [90], Goal("<=", 100))], {"search.x": 1, "kept": 2})
    keep([line("conversation.turn", "ms", [10], [100], Goal("<=", 0.35))], {"search.x": 3})
    entries = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in entries] == ["conversation.turn", "search.growth"]
    assert all(entry.keys() >= KEYS for entry in entries)
    assert json.loads((folder / "figures.json").read_text(encoding="utf-8")) == {"search.x": 3, "kept": 2}


def test_the_table_has_a_row_for_every_line_and_marks_a_goal_missed(folder):
    keep([line("conversation.turn", "ms", [50], [100], Goal("<=", 0.35))], {})
    rows = table(kept_lines()).splitlines()
    assert len(rows) == 3
    assert "**no**" in rows[2]


def test_the_results_in_the_repository_have_the_promised_shape_and_names():
    for entry in kept_lines():
        assert entry["name"] in lines.ORDER
        assert entry.keys() >= KEYS
        low, high = entry["spread"]
        assert low <= high
        sign, bound = entry["goal"].split()[-2:]
        judged = entry["ours"] if entry["goal"].startswith("ours") else entry["ratio"]
        assert entry["met"] is Goal(sign, float(bound)).is_met_by(judged)
