"""What a person said in one turn: the tracker's intent and entities as our own typed shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rasa_sdk import Tracker

from policy_kb.model import Mention

_NUMBERS = ("value", "low", "high")
_FLAGS = ("approximate", "ordinal", "leading", "negated", "trailing")


@dataclass(frozen=True)
class Place:
    """A place named in a message; several candidates when the name is shared."""

    name: str
    candidates: tuple[str, ...]
    start: int
    end: int = 0  # 0 where it is not known


@dataclass(frozen=True)
class Turn:
    """One message as understood by the NLU."""

    text: str
    intent: str
    places: tuple[Place, ...] = ()
    mentions: tuple[Mention, ...] = ()
    applicant: str | None = None
    statuses: Mapping[str, bool] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)


def turn_of(tracker: Tracker) -> Turn:
    """Read the latest message of a tracker; entities of a shape we do not know are passed over."""
    message = tracker.latest_message
    entities = [e for e in message.get("entities", []) if e.get("value") is not None]
    return Turn(
        text=message.get("text") or "",
        intent=(message.get("intent") or {}).get("name") or "nlu_fallback",
        places=tuple(_place(e) for e in _of(entities, "place")),
        mentions=tuple(_mention(e) for e in _of(entities, "mention")),
        applicant=next((e["value"].get("kind") for e in _of(entities, "applicant")), None),
        statuses={e["value"]["fact"]: bool(e["value"]["value"]) for e in _of(entities, "status")},
        payload={e["entity"]: e["value"] for e in entities if not isinstance(e["value"], dict)},
    )


def _of(entities: Iterable[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return [e for e in entities if e.get("entity") == kind and isinstance(e["value"], dict)]


def _place(entity: Mapping[str, Any]) -> Place:
    value = entity["value"]
    codes = value.get("candidates") or [value["code"]]
    return Place(str(value.get("name", "")), tuple(str(code) for code in codes), int(entity.get("start", 0)), int(entity.get("end") or 0))


def _mention(entity: Mapping[str, Any]) -> Mention:
    value = entity["value"]
    numbers: dict[str, Any] = {name: Decimal(str(value[name])) if value.get(name) is not None else None for name in _NUMBERS}
    flags: dict[str, Any] = {flag: bool(value.get(flag)) for flag in _FLAGS}
    return Mention(
        fact=value.get("fact"),
        unit=str(value.get("unit") or ""),
        text=str(value.get("text") or value.get("noun") or ""),
        start=int(entity.get("start", 0)),
        end=int(entity.get("end", 0)),
        **numbers,
        **flags,
    )
