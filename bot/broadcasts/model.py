"""The shapes of a broadcast: what is asked for, what stands in its way, how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.storage.broadcasts import Stage
from bot.storage.chats import Reach, Topic
from bot.storage.outbox import State
from bot.texts import Texts, load_texts

TEXTS_FILE = Path(__file__).parent / "texts.yml"


class To(StrEnum):
    """Whom a broadcast is for."""

    GROUPS = "groups"
    SUBSCRIBERS = "subscribers"
    ALL = "all"


class BroadcastRefused(ValueError):
    """A broadcast cannot be made or moved on; the message says why, in the official's words."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(words)
        self.reason = reason


@dataclass(frozen=True)
class Plan:
    """What is to be told to whom; `attachment` as in the outbox, `origin` names what it tells of."""

    region: str
    text: str
    to: To = To.ALL
    topic: Topic = Topic.POLICIES
    attachment: Mapping[str, str] | None = None
    starts_at: datetime | None = None
    ignores_quiet_hours: bool = False
    is_forced: bool = False
    origin: str | None = None


@dataclass(frozen=True)
class Preview:
    """Whom a broadcast would reach at this moment, and what stands in the way."""

    groups: int
    subscribers: int
    unreachable: Mapping[Reach, int] = field(default_factory=dict)
    repeated: int = 0
    without_place: int = 0
    quiet_until: datetime | None = None
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """Return the number of recipients."""
        return self.groups + self.subscribers

    @property
    def reaches_nobody(self) -> bool:
        """Say whether there is not one recipient who can be written to."""
        return self.total <= sum(self.unreachable.values())


@dataclass(frozen=True)
class Status:
    """How far a broadcast has come; `rate` is messages a second, `left_seconds` None when that is not known."""

    id: int
    state: Stage
    counts: Mapping[State, int]
    rate: float
    left_seconds: float | None
    started_at: datetime | None
    ended_at: datetime | None
    pause_reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the status for scripts."""
        return {
            "id": self.id,
            "state": self.state.value,
            "counts": {state.value: number for state, number in self.counts.items()},
            "rate": round(self.rate, 2),
            "left_seconds": None if self.left_seconds is None else round(self.left_seconds),
            "started": self.started_at.isoformat() if self.started_at else None,
            "ended": self.ended_at.isoformat() if self.ended_at else None,
            "pause_reason": self.pause_reason,
        }


@dataclass(frozen=True)
class StopRule:
    """When a broadcast stops by itself: more than `percent` of the last `of` messages failed."""

    percent: float = 30.0
    of: int = 50


def load_broadcast_texts() -> Texts:
    """Read what officials read about broadcasts."""
    return load_texts(TEXTS_FILE)
