"""Who may broadcast where, and who may approve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.broadcasts.model import BroadcastRefused
from bot.people.audit import SHELL
from bot.people.roles import Official, acts_in
from bot.texts import Texts
from policy_kb.regions import Division


class Places(Protocol):
    """What is asked of the divisions of the country."""

    def lies_in(self, code: str, wider: str) -> bool:
        """Say whether a place is, or lies within, another."""
        ...

    def find(self, name: str) -> tuple[Division, ...]:
        """Return every place a name may mean."""
        ...

    def __getitem__(self, code: str) -> Division: ...


@dataclass(frozen=True)
class Rights:
    """Whoever has a shell acts as admin; others act within their division."""

    official: Callable[[str], Official | None]
    places: Places
    texts: Texts
    needs_second: bool = True

    def demand(self, by: str, region: str) -> None:
        """Raise BroadcastRefused unless somebody may broadcast in a place."""
        if by == SHELL:
            return
        official = self.official(by)
        if official is None:
            raise self.refusal("not_official")
        if not acts_in(official, region, self.places):
            raise self.refusal("not_yours", place=self.places[region].name)

    def demand_second(self, by: str, created_by: str) -> None:
        """Raise BroadcastRefused where a second person is needed and it is the same one."""
        if self.needs_second and by == created_by and by != SHELL:
            raise self.refusal("same_person")

    def refusal(self, reason: str, **values: object) -> BroadcastRefused:
        """Return a refusal in the official's words."""
        return BroadcastRefused(reason, self.texts.say(f"refused.{reason}", **values))
