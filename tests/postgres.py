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


@contextmanager
def running() -> Iterator[str]:
    """Run a server on loopback and yield its address; everything of it is gone afterwards."""
    folder, bin_folder = Path(tempfile.mkdtemp(prefix="fuwen-postgres-")), programs()
    if bin_folder is None:
        raise RuntimeError("There are no PostgreSQL programs; ask programs() before.")
    user = _plain_user()
    if user:
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")

    def run(program: str, *arguments: str) -> None:
        # Output to a file: a server that inherits a pipe would keep it open for ever.
        with (folder / f"{program}.log").open("wb") as log:
            subprocess.run([bin_folder / program, *arguments], check=True, stdout=log, stderr=log, user=user, cwd=folder, timeout=120)

    try:
        run("initdb", "-D", data, *_TRUST)
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "server.log"), "start")
        try:
            yield f"postgresql://fuwen@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _plain_user() -> str | None:
    # The server refuses to run as root.
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
