"""Finding uv and a Python 3.10 that really runs, and building Rasa's environment with them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.errors import LaunchError
from bot.launch.bootstrap import OURS, find_uv, works
from bot.launch.steps import Steps

_WANTED = "3.10"
_IS_WANTED = "import sys; sys.exit(sys.version_info[:2] != (3, 10))"
_HOW_TO_GET_IT = (
    "Python 3.10 is missing and Rasa needs it; install it (pyenv install 3.10, or uv python install 3.10, or your system's python3.10) "
    "and start again"
)


def build_rasa_environment(root: Path, env: dict[str, str], steps: Steps) -> Path:
    """Build `nlu_data/.venv` from its lock file unless it is there already; return its Python."""
    project = root / "nlu_data"
    stamp = project / ".venv" / "fuwen.stamp"
    python = project / ".venv" / "bin" / "python"
    fingerprint = hashlib.sha256((project / "uv.lock").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == fingerprint and works([str(python), "-c", _IS_WANTED]):
        return python
    env = {name: value for name, value in env.items() if name not in OURS}
    uv = find_uv(env)
    with steps.step("installing Rasa's environment"):
        base = find_python(uv, env)
        command = [uv, "sync", "--frozen", "--quiet", "--project", str(project), "--python", base]
        steps.run(command, env, "Rasa's environment could not be installed; check the network and start again")
        stamp.write_text(fingerprint)
    return python


def find_python(uv: str, env: dict[str, str]) -> str:
    """Return a Python 3.10 that runs: from PATH, pyenv's versions, or uv; raises LaunchError if there is none."""
    for candidate in _candidates(env):
        if works([candidate, "-c", _IS_WANTED]):
            return candidate
    for attempt in ("find", "install"):
        if attempt == "install":
            _output([uv, "python", "install", _WANTED], env)
        found = _output([uv, "python", "find", "--no-project", _WANTED], env)
        if found and works([found, "-c", _IS_WANTED]):
            return found
    raise LaunchError(_HOW_TO_GET_IT)


def _candidates(env: dict[str, str]) -> Iterator[str]:
    for name in ("python3.10", "python3", "python"):
        if path := shutil.which(name, path=env.get("PATH")):
            yield path
    pyenv = Path(env.get("PYENV_ROOT") or Path(env.get("HOME") or Path.home()) / ".pyenv")
    yield from (str(path) for path in sorted((pyenv / "versions").glob(f"{_WANTED}*/bin/python"), reverse=True))


def _output(command: Sequence[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    return done.stdout.strip().splitlines()[0] if done.returncode == 0 and done.stdout.strip() else ""
