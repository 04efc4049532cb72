"""The two stacks as a user would start them: Fuwen's own servers, and stock Rasa with a stock action server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import yaml

from bench.serving.models import STOCK
from bench.serving.processes import APP_PYTHON, RASA_PYTHON, Processes
from bot.launch.memory import with_memory
from bot.storage.database import Database
from bot.storage.profiles import ProfileRow
from bot.storage.reminders import insert_ignoring_twins
from bot.storage.upgrade import upgrade

TALK = yaml.safe_load((Path(__file__).parents[1] / "talk.yml").read_text(encoding="utf-8"))
PEOPLE = 20_000
_STOCK_ENV = {"RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "ERROR", "TF_CPP_MIN_LOG_LEVEL": "3"}


def questions() -> list[str]:
    """Return what people ask in the measured talks."""
    return list(TALK["questions"])


def people() -> Iterator[str]:
    """Return one person after the other, each known to live in the measured place."""
    return (f"bench-{number % PEOPLE}" for number in count())


def settle(database_url: str) -> None:
    """Make a database with everybody in it."""
    database, now = Database(database_url), datetime.now(UTC)
    upgrade(database)
    with database.session() as session:
        known = {"region": TALK["region"], "facts": {}, "consent": False, "updated_at": now}
        insert_ignoring_twins(session, ProfileRow, [{"person_id": f"bench-{n}"} | known for n in range(PEOPLE)])
    database.close()


def start_ours(processes: Processes, model: Path, ports: tuple[int, int], database_url: str) -> None:
    """Start Rasa and the actions as the Procfile does."""
    rasa, actions = ports
    env = with_memory({"DATABASE_URL": database_url, "FUWEN_LOG_LEVEL": "ERROR", "FUWEN_DATA_DIR": str(processes.folder)})
    processes.start("actions", [APP_PYTHON, "-m", "actions", "--port", str(actions)], env)
    url = f"http://127.0.0.1:{actions}"
    command = [RASA_PYTHON, "-m", "nlu_data.server.run", "--model", str(model), "--port", str(rasa), "--actions-url", url]
    processes.start("rasa", command, env)


def start_bot(processes: Processes, port: int, rasa_ports: tuple[int, int], database_url: str) -> None:
    """Start the process that talks with people, which stock Rasa has no like of."""
    env = {
        "DATABASE_URL": database_url,
        "FUWEN_LOG_LEVEL": "ERROR",
        "FUWEN_DATA_DIR": str(processes.folder),
        "FUWEN_PORT": str(port),
        "FUWEN_RASA_PORT": str(rasa_ports[0]),
        "FUWEN_ACTIONS_PORT": str(rasa_ports[1]),
    }
    processes.start("bot", [APP_PYTHON, "-m", "bot"], with_memory(env))


def start_stock(processes: Processes, model: Path, ports: tuple[int, int], database_url: str) -> None:
    """Start `rasa run` and rasa_sdk's own server with our actions, both as they come."""
    rasa, actions = ports
    endpoints = processes.folder / "endpoints.yml"
    endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions}/webhook\n", encoding="utf-8")
    processes.start("actions", [APP_PYTHON, "-m", "bench.stock.actions", str(actions), database_url])
    command = [RASA_PYTHON, "-m", "rasa", "run", "-m", str(model), "-p", str(rasa), "-i", "127.0.0.1", "--enable-api"]
    command += ["--endpoints", str(endpoints), "--credentials", str(STOCK / "credentials.yml")]
    processes.start("rasa", command, _STOCK_ENV)
