"""The Makefile's verbs: set up, run, test, check."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.launch.model import prepare_model
from bot.launch.preflight import check_folder, check_ports
from bot.launch.pythons import build_rasa_environment
from bot.launch.setup import prepare_data
from bot.launch.steps import Steps
from bot.launch.supervisor import Supervisor
from bot.settings import Settings, merged_env

ROOT = Path(__file__).resolve().parents[2]
_DIALOGUE = ("--config", "config.yml", "--domain", "nlu_data/dialogue/domain.yml", "--data", "nlu_data/dialogue", "--fail-on-warnings")
_CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest", "-q", "tests/test_arrows.py", "tests/test_docs.py"),
)


def run(_arguments: list[str]) -> int:
    """Set up what is missing, start everything, and stay until stopped."""
    settings, steps = _begin()
    check_ports(settings)
    env = set_up(settings, steps)
    return Supervisor(ROOT, settings, steps).run(env)


def setup(_arguments: list[str]) -> int:
    """Set up everything without starting anything."""
    settings, steps = _begin()
    set_up(settings, steps)
    return 0


def test(arguments: list[str]) -> int:
    """Run all tests: the app's in its own Python, then Rasa's in Rasa's."""
    settings, steps = _begin()
    env = {**os.environ, "FUWEN_MODEL": set_up(settings, steps)["FUWEN_MODEL"]}
    for name in ("FUWEN_DATA_DIR", "DATABASE_URL", "TELEGRAM_BOT_TOKEN"):
        env.pop(name, None)  # tests make their own
    app = _call([sys.executable, "-m", "pytest", *arguments], env)
    rasa_python = str(ROOT / "nlu_data" / ".venv" / "bin" / "python")
    nlu = _call([rasa_python, "-m", "pytest", "tests/nlu_data"], env)
    return app or nlu


def check(_arguments: list[str]) -> int:
    """Lint, check types, arrows and sizes, and validate the training data; all are run, and only what fails is heard."""
    _settings, steps = _begin()
    rasa_python = build_rasa_environment(ROOT, os.environ.copy(), steps)
    own = [[sys.executable, "-m", *command] for command in (*_CHECKS, ("policy_kb", "generate", "--check"))]
    commands = [*own, [str(rasa_python), "-m", "rasa", "data", "validate", *_DIALOGUE]]
    with steps.step("checking style, types, arrows, generated files and training data"):
        failed = [" ".join(command[2:]) for command in commands if not _passes(command)]
    for name in failed:
        steps.say(f"failed: {name}")
    return 1 if failed else 0


def _passes(command: list[str]) -> bool:
    run = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if run.returncode:
        sys.stderr.buffer.write(run.stdout)
        sys.stderr.flush()
    return run.returncode == 0


def set_up(settings: Settings, steps: Steps) -> dict[str, str]:
    """Build, upgrade, load and train what is missing; return the environment for Fuwen's processes."""
    env = {**merged_env(ROOT), **_resolved(settings)}
    rasa_python = build_rasa_environment(ROOT, env, steps)
    prepare_data(settings, steps, ROOT)
    model = prepare_model(ROOT, settings.data_dir, rasa_python, env, steps)
    return {**env, "FUWEN_MODEL": str(model)}


def _begin() -> tuple[Settings, Steps]:
    os.chdir(ROOT)
    settings = Settings.from_env(merged_env(ROOT))
    check_folder(settings.data_dir)
    return settings, Steps(settings.data_dir / "logs")


def _resolved(settings: Settings) -> dict[str, str]:
    # The processes are told what was settled here, so that no default is written down twice.
    return {
        "FUWEN_HOST": settings.host,
        "FUWEN_PORT": str(settings.port),
        "FUWEN_RASA_PORT": str(settings.rasa_port),
        "FUWEN_ACTIONS_PORT": str(settings.actions_port),
        "FUWEN_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "FUWEN_TIMEZONE": str(settings.timezone),
    }


def _call(command: list[str], env: Mapping[str, str]) -> int:
    return subprocess.run(command, cwd=ROOT, env=dict(env), stdin=subprocess.DEVNULL, check=False).returncode


def generate(_arguments: list[str]) -> int:
    """Refresh the files generated from the lexicon."""
    return _call([sys.executable, "-m", "policy_kb", "generate"], os.environ)


def bench(arguments: list[str]) -> int:
    """Measure everything and print the table."""
    settings, steps = _begin()
    return _call([sys.executable, "-m", "bench", *arguments], set_up(settings, steps))


VERBS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "setup": setup,
    "test": test,
    "check": check,
    "generate": generate,
    "bench": bench,
}
