"""The shape every reader gives back: a stretch of text and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterable, List


@dataclass(frozen=True)
class Span:
    """A stretch of the folded text, the entity it is, and the entity's value."""

    entity: str
    start: int
    end: int
    value: Dict[str, Any]

    def overlaps(self, other: Span) -> bool:
        """Say whether two stretches share a character."""
        return self.start < other.end and other.start < self.end


def without_overlaps(spans: Iterable[Span]) -> List[Span]:
    """Keep the longest of stretches that overlap, in reading order."""
    kept: List[Span] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)
