"""`python -m bot.launch.keeper NAME -- COMMAND`: keeps one process running, with growing pauses between its deaths.

The supervisor (honcho) ends everything when one of its processes ends; so it is given keepers, which do not end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import structlog

from bot.logs import set_up_logs

log = structlog.get_logger(__name__)
READY_FILE = "FUWEN_READY_FILE"
SUPERVISOR = "FUWEN_SUPERVISOR_PID"
GIVE_UP = 3
_FIRST_PAUSE, _LONGEST_PAUSE, _LONG_LIFE = 1.0, 30.0, 60.0
_GRACE_SECONDS = 4.0


class Keeper:
    """Starts a command again whenever it ends, until told to stop or its supervisor is gone."""

    def __init__(self, name: str, command: list[str], ready_file: Path, supervisor: int) -> None:
        self._name, self._command = name, command
        self._ready_file, self._supervisor = ready_file, supervisor
        self._is_stopping = False

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Note that the end has come; the loop does the rest."""
        self._is_stopping = True

    def keep(self) -> int:
        """Run the command over and over; returns when stopped, or when it never got going at all."""
        pause, deaths = _FIRST_PAUSE, 0
        while not self._should_end():
            started = time.monotonic()
            code = self._run_once()
            if self._should_end():
                break
            deaths += 1
            if deaths >= GIVE_UP and not self._ready_file.exists():
                log.error("process.given_up", process=self._name, exit_code=code)
                return 1
            pause = _FIRST_PAUSE if time.monotonic() - started > _LONG_LIFE else min(pause * 2, _LONGEST_PAUSE)
            log.error("process.died", process=self._name, exit_code=code, restart_in_seconds=pause)
            self._wait(pause)
        return 0

    def _run_once(self) -> int:
        # The keeper and what it keeps share a process group: the supervisor's signal reaches both.
        with subprocess.Popen(self._command, stdin=subprocess.DEVNULL) as child:
            try:
                while not self._should_end():
                    try:
                        return child.wait(timeout=0.5)
                    except subprocess.TimeoutExpired:
                        continue
                child.terminate()
                return child.wait(timeout=_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                return child.wait()

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self._should_end():
            time.sleep(0.1)

    def _should_end(self) -> bool:
        return self._is_stopping or not _is_alive(self._supervisor)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main(arguments: list[str]) -> int:
    """Keep the command named on the command line."""
    name, _separator, *command = arguments
    set_up_logs(os.environ.get("FUWEN_LOG_LEVEL") or "INFO")
    keeper = Keeper(name, command, Path(os.environ[READY_FILE]), int(os.environ[SUPERVISOR]))
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, keeper.stop)
    try:
        return keeper.keep()
    except OSError as exc:
        log.error("process.cannot_start", process=name, reason=str(exc))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
