"""Search against rank_bm25 and SQLite's FTS5: queries a second as the corpus grows, and how often the first passage holds the key."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bench.lines import Goal, Line, gain, line
from bench.searching.corpus import Asked, asked, shipped
from bench.searching.engines import Engine, engine
from bench.serving.processes import APP_PYTHON, ROOT
from policy_kb.answering.clauses.ranking import parts_of, ranked  # the service's own ranking, before it becomes words
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Passage

ENGINES = ("ours", "rank_bm25", "fts5_trigram", "fts5_jieba")
SIZES, FULL_SIZES = (1_000, 10_000, 100_000), (1_000_000,)
HARD_AT, ROUNDS, ROUND_SECONDS = 1_000_000, 5, 1.5
RANKS = (1, 3)
Ranking = Callable[[Asked], Sequence[Passage]]


def measure() -> tuple[list[Line], dict[str, Any]]:
    """Measure search at every size, then what it finds."""
    speeds: dict[str, dict[str, list[float]]] = {name: {} for name in ENGINES}
    builds: dict[str, dict[str, dict[str, float]]] = {name: {} for name in ENGINES}
    for size in (*SIZES, *(FULL_SIZES if os.environ.get("FULL") == "1" else ())):
        # At a million rank_bm25 would need more memory than most machines have.
        names = ENGINES if size < HARD_AT else tuple(name for name in ENGINES if name != "rank_bm25")
        for name, (built, rounds) in _at(size, names).items():
            speeds[name][str(size)], builds[name][str(size)] = rounds, built
    recall = recalls()
    figures = {
        "search.queries_a_second": {name: {size: statistics.median(r) for size, r in sizes.items()} for name, sizes in speeds.items()},
        "search.builds": builds,
        "search.recall": recall,
    }
    return _lines(speeds, recall), figures


def _lines(speeds: dict[str, dict[str, list[float]]], recall: dict[str, dict[str, float]]) -> list[Line]:
    ours, peer = speeds["ours"], speeds["rank_bm25"]
    growth = [[small / large for small, large in zip(one["1000"], one["100000"], strict=True)] for one in (ours, peer)]
    linear = Goal("<=", SIZES[-1] / SIZES[0])
    own = recall["ours"]["1"] - recall["rank_bm25, own place"]["1"]
    note = f"points above rank_bm25 that is given the place's name; {own * 100:+.1f} above one that is given the place's document alone"
    return [
        line("search.qps_100k", "queries a second", ours["100000"], peer["100000"], Goal(">=", 10.0)),
        gain("search.recall_gain", "recall@1", recall["ours"]["1"], recall["rank_bm25"]["1"], Goal(">=", 15.0), note),
        line("search.growth", "time a query, 100k / 1k", *growth, linear, "100 times the passages").judged_by_ours(linear),
    ]


def _at(size: int, names: Sequence[str]) -> dict[str, tuple[dict[str, float], list[float]]]:
    """Let the engines build one after the other, each in a process of its own, then run their rounds in turn."""
    with _workers() as workers:
        built = {}
        for name in names:
            workers[name] = _started(name, size)
            built[name] = _heard(workers[name])
        rounds: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(ROUNDS):
            for name, worker in workers.items():
                assert worker.stdin is not None
                worker.stdin.write(f"{ROUND_SECONDS}\n")
                worker.stdin.flush()
                rounds[name].append(_heard(worker)["queries_a_second"])
    return {name: (built[name], rounds[name]) for name in names}


@contextmanager
def _workers() -> Iterator[dict[str, subprocess.Popen[str]]]:
    workers: dict[str, subprocess.Popen[str]] = {}
    try:
        yield workers
    finally:
        for worker in workers.values():
            worker.kill()
            worker.communicate()


def _started(name: str, size: int) -> subprocess.Popen[str]:
    command = [APP_PYTHON, "-m", "bench.searching.worker", name, str(size)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _heard(worker: subprocess.Popen[str]) -> dict[str, float]:
    assert worker.stdout is not None
    text = worker.stdout.readline()
    if not text:
        raise RuntimeError(f"{worker.args} ended without an answer")
    return dict(json.loads(text))


def recalls() -> dict[str, dict[str, float]]:
    """Return, for each ranking, the share of questions whose key stands in the first passage, and in the first three."""
    kb = shipped()
    questions = asked(kb)
    found = {name: {str(rank): _share(questions, ranking, rank) for rank in RANKS} for name, ranking in _rankings(kb).items()}
    return {**found, "questions": {"count": len(questions)}}


def _share(questions: Sequence[Asked], ranking: Ranking, rank: int) -> float:
    return sum(one.is_in(list(ranking(one)[:rank])) for one in questions) / len(questions)


def _rankings(kb: KnowledgeBase) -> dict[str, Ranking]:
    def ours(one: Asked) -> list[Passage]:
        documents = [kb.document(slug) for slug in one.documents]
        found = [f for part in parts_of(kb, one.question, documents) for f in ranked(kb, part, documents, ())]
        return list({id(f.passage): f.passage for f in sorted(found, key=lambda f: -f.score)}.values())

    rankings: dict[str, Ranking] = {"ours": ours}
    for name in ENGINES[1:]:
        whole = _built(name, kb.passages)
        own = {slug: _built(name, kb.passages_of(slug)) for slug in kb.documents}
        # The newcomer's search knows no places: once it gets the name in front of the question, once only the right document.
        rankings[name] = lambda one, search=whole: search(f"{one.place} {one.question.text}")  # type: ignore[misc]
        rankings[f"{name}, own place"] = lambda one, searches=own: searches[one.documents[0]](one.question.text)  # type: ignore[misc]
    return rankings


def _built(name: str, passages: Sequence[Passage]) -> Callable[[str], list[Passage]]:
    one: Engine = engine(name)
    one.build(passages)
    return lambda text: [passages[number] for number in one.find(text, min(10, len(passages)))]


if __name__ == "__main__":
    print(json.dumps(recalls(), ensure_ascii=False, indent=1))
    sys.exit(0)
