"""Programs started for a measurement, and ended with it."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

ROOT = Path(__file__).parents[2]
APP_PYTHON, RASA_PYTHON = str(ROOT / ".venv" / "bin" / "python"), str(ROOT / "nlu_data" / ".venv" / "bin" / "python")
_STOP_SECONDS = 10
PORTS = range(20_000, 32_000)
_OURS = ("FUWEN_", "TELEGRAM_", "DATABASE_")


class Processes:
    """A few programs with one folder for what they say; leaving the `with` ends them and their children."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
        """Start a program; nothing set for another Fuwen reaches it."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}
        with (self.folder / f"{name}.log").open("ab") as said:
            self._running[name] = subprocess.Popen(
                list(command), cwd=cwd, env={**clean, **(env or {})}, stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )

    def kill(self, name: str) -> None:
        """Kill one at once, as a power cut would."""
        process = self._running.pop(name)
        for one in _family(process.pid):
            one.kill()
        process.wait()

    def stop(self) -> None:
        """End all of them, politely first."""
        every = [one for process in self._running.values() for one in _family(process.pid)]
        for process in self._running.values():
            process.terminate()
        _, stubborn = psutil.wait_procs(every, timeout=_STOP_SECONDS)
        for one in stubborn:
            one.kill()
        for process in self._running.values():
            process.wait()
        self._running.clear()

    def megabytes(self) -> dict[str, float]:
        """Return the resident memory of each, children included."""
        return {name: sum(one.memory_info().rss for one in _family(process.pid)) / 2**20 for name, process in self._running.items()}

    def processor_seconds(self) -> dict[str, float]:
        """Return the processor time each has used so far."""
        times = {name: [one.cpu_times() for one in _family(process.pid)] for name, process in self._running.items()}
        return {name: sum(t.user + t.system for t in several) for name, several in times.items()}

    def said(self, name: str) -> str:
        """Return the last lines one of them wrote."""
        lines = (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-20:])

    def check(self) -> None:
        """Raise RuntimeError with its last words if one has ended by itself."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended with code {process.returncode}:\n{self.said(name)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def free_ports(count: int) -> list[int]:
    """Return ports nobody listens on, below those the system hands out to callers: none is taken before its server starts."""
    found: list[int] = []
    while len(found) < count:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            if port not in found and _is_free(probe, port):
                found.append(port)
    return found


def _is_free(probe: socket.socket, port: int) -> bool:
    try:
        probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


def wait_for_port(port: int, processes: Processes, patience_seconds: float = 60) -> None:
    """Wait until something listens; raises RuntimeError if the programs end before."""
    until = time.monotonic() + patience_seconds
    while time.monotonic() < until:
        processes.check()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port} after {patience_seconds} s")
