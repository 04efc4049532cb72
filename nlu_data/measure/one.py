"""Train or use one candidate; run by nlu_data.measure in a process of its own, so that memory and start are its own."""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Dict, List

from nlu_data.server import light_start, quiet

OURS = [{"name": "nlu_data.components.tokenizer.ChineseTokenizer"}, {"name": "nlu_data.components.fact_reader.FactReader"}]


def train(folder: Path, pipeline: List[Dict[str, Any]]) -> Dict[str, float]:
    """Train the candidate and say how long it took."""
    from rasa.model_training import train_nlu

    config = {"recipe": "default.v1", "assistant_id": "measured", "language": "zh", "pipeline": [*OURS, *pipeline], "policies": []}
    (folder / "config.yml").write_text(json.dumps(config), encoding="utf-8")
    began = time.perf_counter()
    train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder), fixed_model_name="candidate")
    return {"training_s": time.perf_counter() - began}


def use(folder: Path, began: float) -> Dict[str, float]:
    """Load the candidate, ask it everything, and say how well, how fast and how big."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(folder / "candidate.tar.gz"))
    asyncio.run(agent.parse_message("预备"))
    ready = time.perf_counter() - began
    questions = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    took: List[float] = []
    right = {key: asyncio.run(_share_right(agent, questions[key], took)) for key in ("asked", "held")}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "accuracy": right["asked"],
        "held_out": right["held"],
        "parse_ms": statistics.median(took) * 1000,
        "ready_s": ready,
        "memory_mb": memory,
    }


async def _share_right(agent: Any, questions: List[List[str]], took: List[float]) -> float:
    right = 0
    for intent, text in questions:
        began = time.perf_counter()
        parsed = await agent.parse_message(text)
        took.append(time.perf_counter() - began)
        right += parsed["intent"]["name"] == intent
    return right / len(questions)


def main(step: str, folder: Path) -> None:
    """Do one step and print its figures as JSON."""
    began = time.perf_counter()
    entry = json.loads((folder / "candidate.json").read_text(encoding="utf-8"))
    quiet.make_rasa_quiet()
    if entry["light"]:
        light_start.leave_unused_libraries_out()
    quiet.lower_rasa_log()
    print(json.dumps(train(folder, entry["pipeline"]) if step == "train" else use(folder, began)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
