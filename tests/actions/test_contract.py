"""What Rasa really sends is understood, and what we answer is what Rasa was recorded to take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from actions.server import build_desk, executor_for
from bot.storage.database import Database

CONTRACT = Path(__file__).parents[1] / "contract"


def recorded(name: str) -> dict[str, Any]:
    return json.loads((CONTRACT / name).read_text(encoding="utf-8"))


async def test_a_recorded_call_is_answered_in_the_recorded_shape(database: Database) -> None:
    desk = build_desk(str(database.engine.url), ZoneInfo("Asia/Shanghai"))
    desk.move("p", "140431")

    result = await executor_for(desk).run(recorded("rasa_calls_action.json"))

    assert result is not None
    (answer,), (before,) = result.responses, recorded("action_answers_rasa.json")["responses"]
    assert set(answer) == set(before)
    assert answer["text"] == before["text"]
    assert answer["custom"]["citations"] == before["custom"]["citations"]
