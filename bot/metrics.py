"""What is counted: turns, how long they took, how they ended, and which parts are up."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Counters of this process, in a registry of their own so that tests and reloads never clash."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Counter("fuwen_turns", "Messages answered, by channel and outcome", ["channel", "outcome"], registry=self.registry)
        self._seconds = Histogram("fuwen_turn_seconds", "Time to answer a message", ["channel"], buckets=_SECONDS, registry=self.registry)
        self._parts = Gauge("fuwen_part_up", "1 while a part answers, 0 while it does not", ["part"], registry=self.registry)

    def count_turn(self, channel: str, outcome: str, seconds: float) -> None:
        """Count one answered message."""
        self._turns.labels(channel, outcome).inc()
        self._seconds.labels(channel).observe(seconds)

    def note_parts(self, parts: Mapping[str, str]) -> None:
        """Note which parts are up; a part that is off is not counted."""
        for part, state in parts.items():
            if state != "off":
                self._parts.labels(part).set(state == "up")

    def render(self) -> str:
        """Return everything counted, in Prometheus' text form."""
        return generate_latest(self.registry).decode()
