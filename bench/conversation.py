"""A conversation against stock Rasa 3.6.21: start, memory, turns as a talk grows, many people at once, understanding."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.lines import Goal, Line, gain, line
from bench.serving import stacks
from bench.serving.models import Models, models
from bench.serving.processes import ROOT, Processes, free_ports, wait_for_port
from bench.serving.talking import PARSE, Connection, crowd, first_answer, one_turn, say

KINDS = ("ours", "stock")
STARTS, TALKS, ROUNDS = 3, 5, 5
TURNS, AT, WINDOW = 200, (1, 5, 50, 200), 5
USERS, ROUND_SECONDS = (1, 8, 32), 4.0
START = {"ours": stacks.start_ours, "stock": stacks.start_stock}


@dataclass(frozen=True)
class Stack:
    """One running stack: its programs, the ports of Rasa and the actions, its database, and when it was ready."""

    processes: Processes
    ports: tuple[int, int]
    database_url: str
    ready_seconds: float


def measure() -> tuple[list[Line], dict[str, Any]]:
    """Measure everything about a conversation."""
    taught = models(Path(os.environ.get("FUWEN_DATA_DIR") or ROOT / "var") / "bench")
    ready = _starts(taught)
    with _both(taught) as both:
        bot_megabytes = _memory_of_the_bot(both["ours"])
        took = asyncio.run(_long_talks(both))
        rates, same = asyncio.run(_crowds(both)), asyncio.run(_same_answers(both))
        memory = {kind: sum(stack.processes.megabytes().values()) for kind, stack in both.items()}
        right = {kind: asyncio.run(_share_right(stack.ports[0], taught.asked)) for kind, stack in both.items()}
    memory["ours"] += bot_megabytes
    lines = [*_turn_lines(took), *_other_lines(ready, memory, rates, right, taught)]
    figures = {
        "conversation.turns_ms": {kind: {str(at): _percentiles(took[kind], at) for at in AT} for kind in KINDS},
        "conversation.curve_ms": {kind: [statistics.median(times) * 1000 for times in zip(*took[kind], strict=True)] for kind in KINDS},
        "conversation.turns_a_second": {kind: {str(u): statistics.median(rates[kind][u]) for u in USERS} for kind in KINDS},
        "conversation.training": taught.training,
        "conversation.memory_mb": {**memory, "ours of it bot": bot_megabytes},
        "conversation.same_answers": same,
    }
    return lines, figures


def _starts(taught: Models) -> dict[str, list[float]]:
    ready: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for _ in range(STARTS):
        for kind in KINDS:
            with tempfile.TemporaryDirectory(prefix="fuwen-bench-") as folder, _started(kind, taught, Path(folder)) as stack:
                ready[kind].append(stack.ready_seconds)
    return ready


@contextmanager
def _both(taught: Models) -> Iterator[dict[str, Stack]]:
    with (
        tempfile.TemporaryDirectory(prefix="fuwen-bench-") as one,
        tempfile.TemporaryDirectory(prefix="fuwen-bench-") as two,
        _started("ours", taught, Path(one)) as ours,
        _started("stock", taught, Path(two)) as stock,
    ):
        yield {"ours": ours, "stock": stock}


@contextmanager
def _started(kind: str, taught: Models, folder: Path) -> Iterator[Stack]:
    url = f"sqlite:///{folder / 'fuwen.db'}"
    stacks.settle(url)
    rasa, actions = free_ports(2)
    with Processes(folder) as processes:
        began = time.perf_counter()
        START[kind](processes, taught.files[kind], (rasa, actions), url)
        asyncio.run(first_answer(rasa, f"first-{kind}", stacks.questions()[0], processes.check))
        yield Stack(processes, (rasa, actions), url, time.perf_counter() - began)


def _memory_of_the_bot(ours: Stack) -> float:
    (port,) = free_ports(1)
    with Processes(ours.processes.folder) as processes:
        stacks.start_bot(processes, port, ours.ports, ours.database_url)
        wait_for_port(port, processes)
        return processes.megabytes()["bot"]


async def _long_talks(both: dict[str, Stack]) -> dict[str, list[list[float]]]:
    """Hold long talks turn by turn, the stacks alternately: whatever slows the machine slows both."""
    took: dict[str, list[list[float]]] = {kind: [] for kind in KINDS}
    lines, said = {kind: Connection(stack.ports[0]) for kind, stack in both.items()}, stacks.questions()
    for talk in range(TALKS):
        for kind in KINDS:
            took[kind].append([])
        for turn in range(TURNS + WINDOW // 2):
            for kind in KINDS:
                took[kind][-1].append(await one_turn(lines[kind], f"bench-{talk}", said[turn % len(said)]))
    for connection in lines.values():
        await connection.close()
    return took


def _percentiles(talks: list[list[float]], at: int) -> dict[str, float]:
    times = sorted(time_ * 1000 for talk in talks for time_ in _around(talk, at))
    return {"p50": statistics.median(times), "p95": times[min(len(times) - 1, round(0.95 * len(times)))]}


def _around(talk: list[float], at: int) -> list[float]:
    return talk[:1] if at == 1 else talk[at - 1 - WINDOW // 2 : at + WINDOW // 2]


async def _crowds(both: dict[str, Stack]) -> dict[str, dict[int, list[float]]]:
    rates: dict[str, dict[int, list[float]]] = {kind: {users: [] for users in USERS} for kind in KINDS}
    senders = {kind: stacks.people() for kind in KINDS}
    for kind in KINDS:
        for _ in range(TALKS):  # those are in the middle of their long talks
            next(senders[kind])
    for _ in range(ROUNDS):
        for users in USERS:
            for kind in KINDS:
                talk = await crowd(both[kind].ports[0], users, ROUND_SECONDS, senders[kind], stacks.questions())
                rates[kind][users].append(talk.rate)
    return rates


async def _same_answers(both: dict[str, Stack]) -> float:
    """Return the share of the measured questions to which both stacks say the same, so that both did the same work."""
    said = []
    for stack in both.values():
        connection = Connection(stack.ports[0])
        said.append([await say(connection, f"bench-{stacks.PEOPLE - 1}", text) for text in stacks.questions()])
        await connection.close()
    return sum(one == other for one, other in zip(*said, strict=True)) / len(said[0])


async def _share_right(port: int, asked: list[tuple[str, str]]) -> float:
    connection = Connection(port)
    right = [(await connection.post(PARSE, {"text": text}))["intent"]["name"] == intent for intent, text in asked]
    await connection.close()
    return sum(right) / len(right)


def _turn_lines(took: dict[str, list[list[float]]]) -> list[Line]:
    middle = {kind: {at: [statistics.median(_around(talk, at)) * 1000 for talk in took[kind]] for at in AT} for kind in KINDS}
    ours, stock = middle["ours"], middle["stock"]
    growth = {kind: [late / early for late, early in zip(middle[kind][200], middle[kind][5], strict=True)] for kind in KINDS}
    flat = line("conversation.flat", "turn 200 / turn 5", growth["ours"], growth["stock"], Goal("<=", 1.2))
    return [
        line("conversation.turn", "ms at turn 5", ours[5], stock[5], Goal("<=", 0.35)),
        line("conversation.turn200", "ms at turn 200", ours[200], stock[200], Goal("<=", 0.1)),
        flat.judged_by_ours(Goal("<=", 1.2)),
    ]


def _other_lines(
    ready: dict[str, list[float]],
    memory: dict[str, float],
    rates: dict[str, dict[int, list[float]]],
    right: dict[str, float],
    taught: Models,
) -> list[Line]:
    worst = min(USERS, key=lambda users: statistics.median(rates["ours"][users]) / statistics.median(rates["stock"][users]))
    count = f"{len(taught.asked)} held-back examples"
    every = "Rasa, actions and bot against Rasa and actions"
    return [
        line("conversation.ready", "s to the first answer", ready["ours"], ready["stock"], Goal("<=", 0.5), f"{STARTS} starts of each"),
        line("conversation.memory", "MB resident", [memory["ours"]], [memory["stock"]], Goal("<=", 0.7), every),
        line(
            "conversation.throughput", f"turns a second, {worst} users", rates["ours"][worst], rates["stock"][worst], Goal(">=", 3.0),
            "the number of users, of 1, 8 and 32, at which we gain least",
        ),
        gain("conversation.accuracy", "share of intents right", right["ours"], right["stock"], Goal(">=", 0.0), f"points; {count}"),
    ]  # fmt: skip
