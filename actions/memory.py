"""What is remembered between two messages of a talk, and how it is written to the database as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policy_kb.model import Citation, Question
from policy_kb.question_json import question_from_json, question_to_json


@dataclass(frozen=True)
class Memory:
    """The question before, the one waiting for a place, what the last reply asked for, what it stood on, and the last sum.

    `told` is the last question that told what someone has, no what-if: the next sum begins there. `unknown` are facts the
    person does not know, `said` what need not be said twice.
    """

    previous: Question | None = None
    waiting: Question | None = None
    asked: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    calculation: Question | None = None  # the last question that was answered with a sum worked out
    told: Question | None = None
    unknown: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write the memory as plain JSON values."""
        return {
            "previous": question_to_json(self.previous),
            "waiting": question_to_json(self.waiting),
            "asked": list(self.asked),
            "citations": [[c.document, c.clause, c.quote] for c in self.citations],
            "calculation": question_to_json(self.calculation),
            "told": question_to_json(self.told),
            "unknown": list(self.unknown),
            "said": list(self.said),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Memory:
        """Read what `to_json` wrote; nothing remembered is an empty memory."""
        data = data or {}
        return cls(
            previous=question_from_json(data.get("previous")),
            waiting=question_from_json(data.get("waiting")),
            asked=tuple(data.get("asked", ())),
            citations=tuple(Citation(*c) for c in data.get("citations", ())),
            calculation=question_from_json(data.get("calculation")),
            told=question_from_json(data.get("told")),
            unknown=tuple(data.get("unknown", ())),
            said=tuple(data.get("said", ())),
        )
