"""The first step, in whatever Python is there: bring uv and the app's environment, then hand over to it.

Run by path from the Makefile, so it may use the standard library only and must stay readable to old Pythons.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv"
PRIVATE_UV = ROOT / "var" / "uv"
OURS = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT", "UV_PROJECT")


def main(arguments: list[str]) -> None:
    """Prepare the app's environment and become `python -m bot.launch ARGUMENTS` in it."""
    os.chdir(ROOT)
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    fingerprint = fingerprint_of(ROOT / "uv.lock", ROOT / "pyproject.toml")
    stamp = ENVIRONMENT / "fuwen.stamp"
    if not stamp.exists() or stamp.read_text() != fingerprint:
        say("installing the app's environment (the first time this takes a minute or two)")
        run([find_uv(env), "sync", "--frozen", "--quiet", "--project", str(ROOT)], env, "the app's environment could not be installed")
        stamp.write_text(fingerprint)
    python = str(ENVIRONMENT / "bin" / "python")
    # Becoming the other program, not starting it: signals then reach the one that handles them.
    os.execve(python, [python, "-m", "bot.launch", *arguments], env)


def find_uv(env: dict[str, str]) -> str:
    """Return a uv that really runs: from PATH, or from a private environment made with pip."""
    private = str(PRIVATE_UV / "bin" / "uv")
    for candidate in (shutil.which("uv"), private):
        if candidate and works([candidate, "--version"]):
            return candidate
    say("bringing uv, which builds the environments")
    no_venv = "Python's venv module is missing; install it (Debian: apt-get install python3-venv)"
    run([sys.executable, "-m", "venv", str(PRIVATE_UV)], env, no_venv)
    pip = [str(PRIVATE_UV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"]
    run(pip, env, "uv could not be fetched; check the network, or install uv yourself (pip install uv)")
    return private


def fingerprint_of(*paths: Path) -> str:
    """Return one number for the contents of some files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def works(command: list[str]) -> bool:
    """Say whether a program is there and runs; a pyenv shim may be there and not run."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def run(command: list[str], env: dict[str, str], problem: str) -> None:
    """Run a program; if it fails, show what it said and end with one clear line."""
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        output = done.stdout.decode(errors="replace")
        if "No space left" in output:
            problem = "the disk is full; free some space (about 3 GB) and start again"
        sys.exit(output.strip() + "\nfuwen: " + problem)


def say(line: str) -> None:
    """Tell what is going on, for steps that take a while."""
    print("fuwen: " + line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as exc:
        sys.exit("fuwen: " + ("the disk is full; free some space and start again" if exc.errno == errno.ENOSPC else str(exc)))
    except KeyboardInterrupt:
        sys.exit(130)
