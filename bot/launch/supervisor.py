"""Runs the processes of the Procfile under honcho, each with a keeper, and says when they are ready."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

from bot.launch.keeper import READY_FILE, SUPERVISOR
from bot.launch.memory import with_memory
from bot.launch.readiness import wait_until_answered
from bot.launch.steps import Steps
from bot.settings import Settings

_STOPPED_ON_PURPOSE = (130, 143)


class Supervisor:
    """All of Fuwen's processes, started and ended together."""

    def __init__(self, root: Path, settings: Settings, steps: Steps) -> None:
        self._root, self._settings, self._steps = root, settings, steps
        self._is_over = threading.Event()
        # Standard output is for the line that says where Fuwen is; what the processes say goes beside it.
        self._manager = Manager(Printer(sys.stderr, colour=sys.stderr.isatty()))

    def run(self, env: Mapping[str, str]) -> int:
        """Run until stopped; returns 0 after Ctrl-C or SIGTERM, 1 if a process could not be kept running."""
        with tempfile.TemporaryDirectory(prefix="fuwen-") as folder:
            ready_file = Path(folder) / "ready"
            ours = {**with_memory(env), READY_FILE: str(ready_file), SUPERVISOR: str(os.getpid()), "PYTHONUNBUFFERED": "1"}
            for name, command in parse_procfile((self._root / "Procfile").read_text(encoding="utf-8")).processes.items():
                self._manager.add_process(name, self._kept(name, command), env=ours, cwd=str(self._root))
            announcing = threading.Thread(target=self._announce, args=(ready_file,), name="announce")
            announcing.start()
            try:
                self._manager.loop()
            finally:
                self._is_over.set()
                announcing.join()
        if self._manager.returncode in _STOPPED_ON_PURPOSE:
            return 0
        self._steps.say("a process could not be started three times in a row; its last lines above say why")
        return 1

    def _kept(self, name: str, command: str) -> str:
        # `exec`, so that the shell honcho starts becomes the keeper instead of standing in front of it.
        return f"exec {shlex.quote(sys.executable)} -m bot.launch.keeper {name} -- {command}"

    def _announce(self, ready_file: Path) -> None:
        with self._steps.step("starting; the language model takes half a minute to load"):
            is_ready = wait_until_answered(self._settings, self._is_over.is_set)
        if is_ready:
            ready_file.touch()
            print(f"fuwen ready {self._settings.url}", flush=True)
