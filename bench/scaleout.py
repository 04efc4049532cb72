"""Two of each server against one of each: turns a second, the order within a conversation, and a server killed under load."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench.lines import Goal, Line, line
from bench.serving import stacks
from bench.serving.models import models
from bench.serving.processes import ROOT
from bench.serving.scaled import Scaled, missing, running
from bench.serving.talking import Connection, crowd, say
from bot.storage.database import Database

USERS, ROUNDS, ROUND_SECONDS = 16, 5, 4.0
KILL_SECONDS, KILLED = 20.0, {"rasa0": 4.0, "actions0": 9.0}
PAIRS, APART_SECONDS = 10, 0.05
KEPT_TURNS = 3


def measure() -> tuple[list[Line], dict[str, Any]]:
    """Measure the configuration for a province on this machine; raises RuntimeError if a program it needs is missing."""
    if names := missing():
        raise RuntimeError(f"scaleout needs {', '.join(names)}; install with: apt-get install nginx redis-server postgresql")
    taught = models(Path(os.environ.get("FUWEN_DATA_DIR") or ROOT / "var") / "bench", ("ours",))
    with tempfile.TemporaryDirectory(prefix="fuwen-bench-") as folder:
        Path(folder).chmod(0o755)  # nginx's worker is somebody else
        with running(taught.files["ours"], Path(folder)) as scaled:
            return asyncio.run(_everything(scaled))


async def _everything(scaled: Scaled) -> tuple[list[Line], dict[str, Any]]:
    rates, busy, work = await _rates(scaled)
    in_order = await _pairs_in_order(scaled)
    killed = await _killed_under_load(scaled)
    goal = Goal(">=", 1.0)
    note = f"{USERS} users; {busy:.2f} of {os.cpu_count()} cores busy with two of each, the measuring included"
    lines = [line("scaleout.throughput", "turns a second", rates["two"], rates["one"], goal, note)]
    figures = {"pairs_in_order": in_order, "cores_busy": busy, "processor_ms_a_turn": work, "killed_under_load": killed}
    return lines, {"scaleout": {**figures, "turns_a_second": {name: statistics.median(found) for name, found in rates.items()}}}


async def _rates(scaled: Scaled) -> tuple[dict[str, list[float]], float, dict[str, float]]:
    """Return the turns a second of both, the cores busy with two of each, and what processor time a turn costs each (ms).

    The processor time leaves out PostgreSQL and whoever asks: with more cores than they need, a setup serves as many turns a
    second as a second of all cores holds.
    """
    ports, senders = {"two": scaled.front, "one": scaled.single}, stacks.people()
    programs = {"two": scaled.processes, "one": scaled.beside}
    rates: dict[str, list[float]] = {name: [] for name in ports}
    used, turns, asking, seconds = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for port in ports.values():
        await crowd(port, USERS, 1.0, senders, stacks.questions())
    for _ in range(ROUNDS):
        for name, port in ports.items():
            before, own = sum(programs[name].processor_seconds().values()), time.process_time()
            talk = await crowd(port, USERS, ROUND_SECONDS, senders, stacks.questions())
            rates[name].append(talk.rate)
            used[name] += sum(programs[name].processor_seconds().values()) - before
            asking[name] += time.process_time() - own
            turns[name] += talk.turns
            seconds[name] += talk.seconds
    work = {name: used[name] / turns[name] * 1000 for name in ports}
    return rates, (used["two"] + asking["two"]) / seconds["two"], work


async def _pairs_in_order(scaled: Scaled) -> float:
    """Send two messages of one conversation at nearly the same time; return the share of pairs written down as sent."""
    said, written = stacks.questions()[:2], []
    for number in range(PAIRS):
        sender = f"bench-{stacks.PEOPLE - 1 - number}"
        lines = [Connection(scaled.front) for _ in said]
        first = asyncio.create_task(say(lines[0], sender, said[0]))
        await asyncio.sleep(APART_SECONDS)
        await asyncio.gather(first, say(lines[1], sender, said[1]))
        written.append(_written(scaled.database_url)[sender][-2:] == said)
    return sum(written) / PAIRS


async def _killed_under_load(scaled: Scaled) -> dict[str, Any]:
    """Let people talk, kill one Rasa and one action server meanwhile, and look whether every conversation is whole."""
    begun = time.perf_counter()
    talks: dict[str, list[str]] = {}
    waits: list[float] = []
    lost: list[str] = []
    people = [_person(scaled.front, f"bench-{n}", begun + KILL_SECONDS, talks, waits, lost) for n in range(10_000, 10_000 + USERS)]
    await asyncio.gather(_kill(scaled), *people)
    written = _written(scaled.database_url)
    broken = [sender for sender, said in talks.items() if written.get(sender, [])[-KEPT_TURNS:] != said[-KEPT_TURNS:]]
    return {
        "killed": list(KILLED),
        "conversations": len(talks),
        "turns": sum(map(len, talks.values())),
        "conversations_lost_or_out_of_order": len(broken),
        "turns_without_answer": len(lost),
        "what_went_wrong": sorted(set(lost))[:5],
        "longest_wait_seconds": max(waits),
        "median_wait_seconds": statistics.median(waits),
    }


async def _kill(scaled: Scaled) -> None:
    so_far = 0.0
    for name, moment in KILLED.items():
        await asyncio.sleep(moment - so_far)
        so_far = moment
        scaled.processes.kill(name)


async def _person(
    port: int, sender: str, until: float, talks: dict[str, list[str]], waits: list[float], lost: list[str]
) -> None:  # fmt: skip
    """Talk on and on; a turn that gets no answer is said again, as the bot does."""
    connection, questions = Connection(port), stacks.questions()
    talks[sender] = []
    for turn in count():
        if time.perf_counter() >= until:
            break
        began, said = time.perf_counter(), questions[turn % len(questions)]
        try:
            answer = await say(connection, sender, said)
        except OSError as exc:
            answer = ""
            lost.append(str(exc))
        else:
            if not answer:
                lost.append("silence")
        waits.append(time.perf_counter() - began)
        if answer:
            talks[sender].append(said)
    await connection.close()


def _written(database_url: str) -> dict[str, list[str]]:
    """Return what each person said last, as Rasa wrote it down."""
    database = Database(database_url)
    with database.engine.connect() as connection:
        rows: Sequence[Any] = connection.execute(text("SELECT sender_id, events FROM dialogue_trackers")).all()
    database.close()
    return {sender: [event["text"] for event in json.loads(events) if event["event"] == "user"] for sender, events in rows}
