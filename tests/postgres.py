"""A PostgreSQL of our own for a test run, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TRUST = ("-A", "trust", "-U", "fuwen", "-E", "UTF8", "--no-sync")


def programs() -> Path | None:
    """Return the folder of the newest installed server programs, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return folders[-1] if folders else None


class Server:
    """A server that can be stopped as by a power cut, and started again with what it had kept."""

    def __init__(self, folder: Path, bin_folder: Path, port: int) -> None:
        self.url = f"postgresql://fuwen@127.0.0.1:{port}/postgres"
        self._folder, self._bin_folder, self._user = folder, bin_folder, _plain_user()
        self._options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "-D", self._data, *_TRUST)

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def start(self) -> None:
        """Start, and return once it takes connections."""
        self._run("pg_ctl", "-D", self._data, "-w", "-o", self._options, "-l", str(self._folder / "server.log"), "start")

    def stop(self) -> None:
        """Stop at once: every connection is cut, nothing is put in order."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        # Output to a file: a server that inherits a pipe would keep it open for ever.
        with (self._folder / f"{program}.log").open("wb") as log:
            command = [self._bin_folder / program, *arguments]
            subprocess.run(command, check=True, stdout=log, stderr=log, user=self._user, cwd=self._folder, timeout=120)


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server on loopback and yield it; everything of it is gone afterwards."""
    folder, bin_folder = Path(tempfile.mkdtemp(prefix="fuwen-postgres-")), programs()
    if bin_folder is None:
        raise RuntimeError("There are no PostgreSQL programs; ask programs() before.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        server = Server(folder, bin_folder, port)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[str]:
    """Run a server on loopback and yield its address; everything of it is gone afterwards."""
    with serving() as server:
        yield server.url


def _plain_user() -> str | None:
    # The server refuses to run as root.
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
