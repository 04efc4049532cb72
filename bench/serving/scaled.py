"""Two Rasa servers and two action servers behind nginx, with Redis for the locks and PostgreSQL for everything remembered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.serving.processes import APP_PYTHON, RASA_PYTHON, ROOT, Processes, free_ports, wait_for_port
from bench.serving.stacks import settle, start_ours
from bot.launch.memory import with_memory
from tests import postgres

NGINX_CONF = ROOT / "docs" / "scale" / "nginx.conf"
ENDPOINTS = ROOT / "nlu_data" / "server" / "endpoints.scale.yml"
LOCK_SECONDS = 6
# The ports as docs/scale/nginx.conf and Procfile.scale name them; each run takes free ones instead.
FRONT, SERVERS, ACTIONS_FRONT, ACTIONS = 5005, (5006, 5007), 5055, (5056, 5057)


@dataclass(frozen=True)
class Scaled:
    """What runs: the programs, those of a single one of each beside them, the port in front of the two Rasas, that of the single one."""

    processes: Processes
    beside: Processes
    front: int
    single: int
    database_url: str


def missing() -> list[str]:
    """Name the programs this needs that are not installed."""
    found = {"nginx": shutil.which("nginx"), "redis-server": shutil.which("redis-server"), "postgresql": postgres.programs()}
    return [name for name, where in found.items() if not where]


@contextmanager
def running(model: Path, folder: Path) -> Iterator[Scaled]:
    """Start everything and yield it; everything of it is gone afterwards."""
    redis, single, single_actions, *fresh = free_ports(9)
    ports = dict(zip((FRONT, *SERVERS, ACTIONS_FRONT, *ACTIONS), fresh, strict=True))
    with postgres.running() as url, Processes(folder) as processes, _own_folder(folder / "single") as beside, Processes(beside) as one:
        settle(url)
        _start_shared(processes, ports, redis)
        for number, port in enumerate(ACTIONS):
            command = [APP_PYTHON, "-m", "actions", "--port", str(ports[port])]
            processes.start(f"actions{number}", command, with_memory({"DATABASE_URL": url}))
        for number, port in enumerate(SERVERS):
            _start_rasa(processes, f"rasa{number}", model, (ports[port], ports[ACTIONS_FRONT], redis), url)
        start_ours(one, model, (single, single_actions), url)
        for port in (redis, *ports.values()):
            wait_for_port(port, processes, 180)
        for port in (single, single_actions):
            wait_for_port(port, one, 180)
        yield Scaled(processes, one, ports[FRONT], single, url)


@contextmanager
def _own_folder(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    yield folder


def _start_shared(processes: Processes, ports: dict[int, int], redis: int) -> None:
    conf = NGINX_CONF.read_text(encoding="utf-8")
    for written, taken in ports.items():
        conf = conf.replace(f"127.0.0.1:{written}", f"127.0.0.1:{taken}")
    path = processes.folder / "nginx.conf"
    path.write_text(conf, encoding="utf-8")
    processes.start("nginx", ["nginx", "-p", f"{processes.folder}/", "-c", str(path), "-g", "daemon off;"])
    kept_nowhere = ("--save", "", "--appendonly", "no", "--dir", str(processes.folder))
    processes.start("redis", ["redis-server", "--bind", "127.0.0.1", "--port", str(redis), *kept_nowhere])


def _start_rasa(processes: Processes, name: str, model: Path, ports: tuple[int, int, int], url: str) -> None:
    own, actions, redis = ports
    command = [RASA_PYTHON, "-m", "nlu_data.server.run", "--model", str(model), "--port", str(own)]
    command += ["--endpoints", str(ENDPOINTS), "--actions-url", f"http://127.0.0.1:{actions}"]
    env = {"DATABASE_URL": url, "REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(redis), "TICKET_LOCK_LIFETIME": str(LOCK_SECONDS)}
    processes.start(name, command, with_memory({**env, "FUWEN_LOG_LEVEL": "ERROR"}))
