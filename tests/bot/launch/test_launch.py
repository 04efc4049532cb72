"""Starting: each thing that stands in the way is said in one line, and nothing is trained or installed twice."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
from collections import namedtuple
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.errors import LaunchError
from bot.launch import preflight, pythons
from bot.launch.keeper import READY_FILE, SUPERVISOR, Keeper
from bot.launch.model import fingerprint_of_inputs, prepare_model
from bot.launch.preflight import check_folder, check_ports
from bot.launch.setup import prepare_data
from bot.launch.steps import Steps
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.documents import Documents

ROOT = Path(__file__).parents[3]


@pytest.fixture
def steps(tmp_path):
    return Steps(tmp_path / "logs", Console(file=StringIO()))


def test_a_port_in_use_is_named_with_the_setting_that_changes_it():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings.from_env({"FUWEN_RASA_PORT": str(taken.getsockname()[1])})
        with pytest.raises(LaunchError, match="set FUWEN_RASA_PORT to another port"):
            check_ports(settings)


def test_a_full_disk_is_said_before_anything_is_begun(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(preflight.shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 5 * 1024 * 1024))
    with pytest.raises(LaunchError, match="the disk is full: .* has 5 MB left"):
        check_folder(tmp_path / "data")


def test_a_data_folder_that_cannot_be_made_is_said_with_the_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LaunchError, match="set FUWEN_DATA_DIR"):
        check_folder(tmp_path / "file" / "data")


def test_a_program_that_fails_for_want_of_room_says_so(steps):
    with pytest.raises(LaunchError, match="the disk is full"):
        steps.run([sys.executable, "-c", "import sys; sys.exit('OSError: No space left on device')"], os.environ, "it failed")


def test_what_a_failing_program_said_is_shown_and_kept(steps, tmp_path):
    with pytest.raises(LaunchError, match="it failed .*launch.log"):
        steps.run([sys.executable, "-c", "import sys; sys.exit('the reason')"], os.environ, "it failed")
    assert "the reason" in (tmp_path / "logs" / "launch.log").read_text()


def test_a_shim_that_does_not_run_is_no_python(tmp_path, monkeypatch):
    shim = tmp_path / "bin" / "python3.10"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setattr(pythons, "_output", lambda _command, _env: "")
    with pytest.raises(LaunchError, match="Python 3.10 is missing"):
        pythons.find_python("uv", {"PATH": str(shim.parent), "HOME": str(tmp_path), "PYENV_ROOT": str(tmp_path / "none")})


def test_a_python_among_pyenvs_versions_is_found(tmp_path, monkeypatch):
    python = tmp_path / "versions" / "3.10.13" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 0\n")
    python.chmod(0o755)
    assert pythons.find_python("uv", {"PATH": "", "PYENV_ROOT": str(tmp_path)}) == str(python)


def make_project(tmp_path: Path) -> Path:
    """Lay out a project whose trainer writes a small archive and counts how often it was called."""
    root = tmp_path / "project"
    for name, content in {
        "config.yml": "language: zh",
        "nlu_data/uv.lock": "",
        "nlu_data/dialogue/topics.yml": "a",
        "nlu_data/__init__.py": "",
        "nlu_data/server/__init__.py": "",
        "nlu_data/server/train.py": (
            "import sys, tarfile\nopen('calls', 'a').write('x')\nwith tarfile.open(sys.argv[2], 'w:gz') as a: a.add('config.yml')\n"
        ),
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


def test_the_model_is_trained_once_and_again_only_when_its_inputs_change(tmp_path, steps):
    root, data = make_project(tmp_path), tmp_path / "data"
    first = prepare_model(root, data, Path(sys.executable), os.environ, steps)
    assert prepare_model(root, data, Path(sys.executable), os.environ, steps) == first
    assert (root / "calls").read_text() == "x"
    (root / "nlu_data" / "dialogue" / "topics.yml").write_text("b")
    second = prepare_model(root, data, Path(sys.executable), os.environ, steps)
    assert second != first
    assert (root / "calls").read_text() == "xx"
    assert not first.exists()


def test_compiled_files_are_no_inputs_of_the_model(tmp_path):
    root = make_project(tmp_path)
    before = fingerprint_of_inputs(root)
    cache = root / "nlu_data" / "components" / "__pycache__" / "x.pyc"
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"x")
    assert fingerprint_of_inputs(root) == before


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_broken_model_is_named_with_what_to_do(tmp_path, steps, content):
    root, data = make_project(tmp_path), tmp_path / "data"
    model = prepare_model(root, data, Path(sys.executable), os.environ, steps)
    model.write_bytes(content)
    with pytest.raises(LaunchError, match="is broken; delete the folder"):
        prepare_model(root, data, Path(sys.executable), os.environ, steps)


def test_a_model_that_cannot_be_trained_is_said_and_leaves_nothing_half_done(tmp_path, steps):
    root, data = make_project(tmp_path), tmp_path / "data"
    (root / "nlu_data" / "server" / "train.py").write_text("raise SystemExit('bad data')")
    with pytest.raises(LaunchError, match="could not be trained"):
        prepare_model(root, data, Path(sys.executable), os.environ, steps)
    assert not list((data / "models").glob("*"))


def test_the_trained_archive_is_what_is_used(tmp_path, steps):
    model = prepare_model(make_project(tmp_path), tmp_path / "data", Path(sys.executable), os.environ, steps)
    assert tarfile.is_tarfile(model)
    assert set(json.loads(model.with_suffix(".json").read_text())) == {"inputs", "sha256"}


def test_the_shipped_documents_are_in_the_database_after_setting_up_and_only_once(tmp_path, steps):
    settings = Settings.from_env({"FUWEN_DATA_DIR": str(tmp_path)})
    prepare_data(settings, steps, ROOT)
    prepare_data(settings, steps, ROOT)
    database = Database(settings.database_url)
    shipped = {path.stem for path in (ROOT / "policy_kb" / "documents").glob("*.md")}
    assert {(document.slug, document.version) for document in Documents(database).published()} == {(slug, 1) for slug in shipped}
    database.close()


def test_a_database_that_cannot_be_reached_is_said_in_one_line(tmp_path, steps):
    settings = Settings.from_env({"FUWEN_DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/x.db"})
    with pytest.raises(LaunchError, match="check DATABASE_URL"):
        prepare_data(settings, steps, ROOT)


def keep(tmp_path: Path, script: str, **env: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bot.launch.keeper", "part", "--", sys.executable, "-c", script]
    ours = {**os.environ, READY_FILE: str(tmp_path / "ready"), SUPERVISOR: str(os.getpid()), **env}
    return subprocess.Popen(command, env=ours, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_process_that_dies_is_logged_and_started_again(tmp_path):
    (tmp_path / "ready").touch()
    # Dies the first time, stays the second.
    once = str(tmp_path / "once")
    lines = (
        "import os, sys, time",
        f"if not os.path.exists({once!r}): open({once!r}, 'w').close(); sys.exit(7)",
        "print('again', flush=True); time.sleep(60)",
    )
    script = "\n".join(lines)
    with keep(tmp_path, script) as keeper:
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == "again\n"
        keeper.terminate()
        _out, errors = keeper.communicate(timeout=20)
    assert "process.died" in errors
    assert "exit_code=7" in errors
    assert keeper.returncode == 0


def test_a_process_that_never_gets_going_is_given_up(tmp_path):
    with keep(tmp_path, "raise SystemExit(3)") as keeper:
        _out, errors = keeper.communicate(timeout=60)
    assert keeper.returncode == 1
    assert "process.given_up" in errors


def test_what_is_kept_ends_when_the_supervisor_is_gone(tmp_path):
    supervisor = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    script = "import time; print('up', flush=True); time.sleep(60)"
    with keep(tmp_path, script, **{SUPERVISOR: str(supervisor.pid)}) as keeper:
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == "up\n"
        supervisor.kill()
        supervisor.wait()
        assert keeper.wait(timeout=20) == 0


def test_a_stopped_keeper_starts_nothing(tmp_path):
    keeper = Keeper("part", ["/no/such/program"], tmp_path / "ready", os.getpid())
    keeper.stop(15, None)
    assert keeper.keep() == 0


def test_the_first_step_needs_nothing_but_the_standard_library():
    python = shutil.which("python3", path="/usr/bin") or sys.executable
    code = "import sys; sys.path[:0] = ['bot/launch']; import bootstrap; print(bootstrap.ROOT)"
    done = subprocess.run([python, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(ROOT)
