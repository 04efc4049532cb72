"""The server starts light, or says in one line why it cannot."""

from __future__ import annotations

import subprocess
import sys
import tarfile

import pytest

from nlu_data.server import light_start, run, train
from tests.nlu_data.conftest import ROOT


@pytest.fixture(autouse=True)
def _database(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'fuwen.db'}")


def start(capsys, model):
    code = run.main(["--model", str(model), "--port", "1"])
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    return code, lines[0]


def test_a_missing_model_is_one_line_that_says_what_to_do(capsys, tmp_path):
    code, line = start(capsys, tmp_path / "none.tar.gz")
    assert code != 0
    assert "no model" in line
    assert "nlu_data.server.train" in line


def test_a_damaged_model_is_one_line_that_says_what_to_do(capsys, tmp_path):
    (tmp_path / "model.tar.gz").write_bytes(b"\x1f\x8b not an archive")
    code, line = start(capsys, tmp_path / "model.tar.gz")
    assert code != 0
    assert "damaged" in line
    assert "nlu_data.server.train" in line


def test_an_archive_of_something_else_is_no_model(capsys, tmp_path):
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
        archive.add(ROOT / "config.yml", "config.yml")
    code, line = start(capsys, tmp_path / "model.tar.gz")
    assert code != 0
    assert "no Rasa model" in line


def test_without_a_database_it_says_so(capsys, tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    code, line = start(capsys, tmp_path / "model.tar.gz")
    assert code != 0
    assert "DATABASE_URL" in line


def test_training_outside_the_repository_says_so(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert train.main(["--out", "model.tar.gz"]) != 0
    assert "root of the repository" in capsys.readouterr().err


def test_the_action_servers_address_may_leave_out_its_path():
    assert run._webhook("http://127.0.0.1:5055") == run._webhook("http://127.0.0.1:5055/webhook") == "http://127.0.0.1:5055/webhook"


def test_rasa_loads_without_tensorflow():
    code = (
        "import sys; from nlu_data.server import light_start, quiet; quiet.make_rasa_quiet(); light_start.leave_unused_libraries_out();"
        "import rasa.core.run, rasa.engine.recipes.default_components as d, tensorflow;"
        "from nlu_data.server.light_start import _StandInModule; assert isinstance(tensorflow, _StandInModule)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_what_was_left_out_cannot_be_used_by_mistake():
    layer = light_start._stand_in("tensorflow.keras.layers.Dense")
    with pytest.raises(light_start.LeftOut):
        layer(10)
