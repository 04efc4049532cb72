"""A whole Fuwen for a test: `make run` with ports and a data folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parents[2]
# A start of its own: not the settings of whoever runs the tests, and not their `make` either, which would announce its folder.
NOT_INHERITED = ("FUWEN_", "TELEGRAM_", "DATABASE_", "MAKE", "MFLAGS")
STOP_SECONDS = 30


class RunningFuwen:
    """One `make run` of our own, with its own ports and its own data folder."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.port, rasa_port, actions_port = free_ports(3)
        self.data_dir = data_dir
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
        self.env |= {
            "FUWEN_PORT": str(self.port),
            "FUWEN_RASA_PORT": str(rasa_port),
            "FUWEN_ACTIONS_PORT": str(actions_port),
            "FUWEN_DATA_DIR": str(data_dir),
            **settings,
        }
        self.errors = (data_dir / "stderr.txt").open("wb")
        command = ["make", "run", f"PYTHON={sys.executable}"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors, text=True
        )

    def wait_until_ready(self) -> list[str]:
        """Read its standard output up to the line that says it is ready."""
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line.rstrip("\n"))
            if lines[-1].startswith("fuwen ready"):
                return lines
        raise AssertionError(self.said())

    def said(self) -> str:
        """Return what it wrote to standard error."""
        return (self.data_dir / "stderr.txt").read_text(encoding="utf-8", errors="replace")

    def say(self, text: str, sender: str = "someone") -> str:
        """Send a message as a person would and return the words of the answer."""
        answer = httpx.post(f"{self.url}/api/chat", json={"sender": sender, "text": text}, timeout=40, trust_env=False)
        assert answer.status_code == 200, answer.text
        return "\n".join(message["text"] for message in answer.json()["messages"])

    def health(self) -> tuple[int, dict[str, str]]:
        """Return what it says about its parts."""
        answer = httpx.get(f"{self.url}/healthz", timeout=20, trust_env=False)
        return answer.status_code, answer.json()["parts"]

    def processes(self) -> list[psutil.Process]:
        """Return every process below the one started here; never anybody else's."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, module: str) -> psutil.Process:
        """Return the process that runs a module, not its keeper."""
        (found,) = [p for p in self.processes() if module in p.cmdline() and "bot.launch.keeper" not in p.cmdline()]
        return found

    def stop(self) -> list[psutil.Process]:
        """End it as a service manager does, and return what is left of it."""
        below = self.processes() if self.process.poll() is None else []
        self.process.terminate()
        self.process.wait(timeout=STOP_SECONDS)
        _gone, left = psutil.wait_procs(below, timeout=STOP_SECONDS)
        return left

    def close(self) -> None:
        """End it whatever happened, and give everything back."""
        if self.process.poll() is None:
            for process in self.stop():
                process.kill()
        if self.process.stdout:
            self.process.stdout.close()
        self.errors.close()


def free_ports(count: int) -> list[int]:
    """Return ports that nobody uses."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def models_for(folder: Path) -> Path:
    """Return the folder, with the model that `make test` trained put into it, if it was `make test` that called."""
    if model := os.environ.get("FUWEN_MODEL"):
        shutil.copytree(Path(model).parent, folder / "models")
    return folder


def until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Look again and again until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.2)
