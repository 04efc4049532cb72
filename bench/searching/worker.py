"""One engine over one corpus in a process of its own: `python -m bench.searching.worker NAME SIZE`, then a line per round."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import jieba
import psutil

from bench.searching.corpus import asked, corpus, shipped
from bench.searching.engines import engine

LIMIT = 10


def main(name: str, size: int) -> None:
    """Build, say how long it took and how much memory, then search on demand: each line read is the seconds to go on for."""
    jieba.setLogLevel(60)
    jieba.initialize()
    kb = shipped()
    passages, questions = corpus(kb, size), asked(kb)
    engine(name).build(passages[: 2 * LIMIT])  # what is loaded once, dictionaries above all, is loaded now
    one, before = engine(name), _megabytes()
    began, used = time.perf_counter(), time.process_time()
    one.build(passages)
    took = {"build_seconds": time.perf_counter() - began, "build_processor_seconds": time.process_time() - used}
    _say({**took, "megabytes": _megabytes() - before, "passages": len(passages)})
    texts = [q.question.text for q in questions]
    for order in sys.stdin:
        _say(_round(one, texts, float(order)))


def _round(one: Any, texts: list[str], seconds: float) -> dict[str, float]:
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        one.find(texts[count % len(texts)], LIMIT)
        count += 1
    return {"queries_a_second": count / (time.perf_counter() - began)}


def _megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def _say(figures: dict[str, float]) -> None:
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
