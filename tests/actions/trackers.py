"""Trackers as Rasa posts them, for tests."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker


def tracker_after(
    text: str,
    intent: str | None,
    entities: list[dict[str, Any]] | None = None,
    *,
    sender: str = "someone",
    slots: dict[str, Any] | None = None,
    loop: str | None = None,
) -> Tracker:
    """Return the tracker right after a person said something."""
    message = {"text": text, "intent": {"name": intent} if intent else None, "entities": entities or []}
    active_loop = {"name": loop} if loop else {}
    return Tracker(sender, slots or {}, message, [], False, None, active_loop, "action_listen")


def entity(kind: str, value: Any, start: int = 0, end: int = 0) -> dict[str, Any]:
    """Return one entity as the NLU gives it."""
    return {"entity": kind, "value": value, "start": start, "end": end}
