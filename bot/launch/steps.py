"""Telling what is going on: a spinner in a terminal, plain lines elsewhere; what programs print goes to a log file."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from bot.errors import LaunchError

_LONG_SECONDS = 2.0
_LAST_LINES = 8
_FULL = "No space left on device"


class Steps:
    """The steps of a start, one after the other."""

    def __init__(self, log_folder: Path, console: Console | None = None) -> None:
        self._log_file = log_folder / "launch.log"
        self._console = console or Console(stderr=True, highlight=False)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Show a step while it lasts, and how long it took if it was long."""
        started = time.monotonic()
        if self._console.is_terminal:
            with self._console.status(f"fuwen: {what} …"):
                yield
        else:
            self.say(f"{what} …")
            yield
        if (seconds := time.monotonic() - started) >= _LONG_SECONDS:
            self.say(f"{what}: done in {seconds:.0f} s")

    def say(self, line: str) -> None:
        """Write one line."""
        self._console.print(f"fuwen: {line}", markup=False, soft_wrap=True)

    def run(self, command: Sequence[str], env: Mapping[str, str], problem: str, cwd: Path | None = None) -> None:
        """Run a program quietly; if it fails, show its last lines and raise LaunchError."""
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        with self._log_file.open("ab") as log:
            done = subprocess.run(
                command, env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False
            )
        if done.returncode:
            lines = self._log_file.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:]
            self._console.print("\n".join(lines), markup=False, soft_wrap=True)
            if any(_FULL in line for line in lines):
                raise LaunchError("the disk is full; free some space and start again")
            raise LaunchError(f"{problem} (all it said is in {self._log_file})")
