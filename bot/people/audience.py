"""Who a duty or a training concerns: `role:official`, `role:village_officer`, `person:<id>`, within a division."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from bot.people.roles import GROUPS, Places, Role
from bot.storage.audience import AudienceStore
from bot.texts import refusal


class UnknownAudience(ValueError):
    """Nobody knows who is meant; the message shows what may be written."""

    def __init__(self, word: str) -> None:
        super().__init__(refusal("audience", text=word, known="、".join(f"role:{group}" for group in GROUPS)))


def parse_audience(words: Iterable[str]) -> tuple[str, ...]:
    """Check who is meant; raises UnknownAudience."""
    checked = tuple(word.strip() for item in words for word in item.split(",") if word.strip())
    for word in checked:
        kind, _, name = word.partition(":")
        if not name or not (kind == "person" or (kind == "role" and name in GROUPS)):
            raise UnknownAudience(word)
    return checked


class Audience:
    """Finds the people meant, as they are now; one instance a planning run, so that each place is looked up once."""

    def __init__(self, store: AudienceStore, places: Places) -> None:
        self._store = store
        self._lies_in = lru_cache(maxsize=None)(places.lies_in)
        self._officials = list(store.officials())

    def members(self, audience: Iterable[str], region: str) -> Mapping[str, datetime | None]:
        """Return the ids of everybody meant and since when they are (None: always)."""
        found: dict[str, datetime | None] = {}
        for word in audience:
            kind, _, name = word.partition(":")
            found |= {name: None} if kind == "person" else self._by_role(name, region)
        return found

    def households(self, region: str) -> dict[str, Mapping[str, object]]:
        """Return everybody who told us they live in a place, with what they told."""
        offices = {person_id for person_id, *_ in self._officials}
        return {
            person_id: facts
            for person_id, home, facts in self._store.residents()
            if person_id not in offices and self._lies_in(home, region)
        }

    def officials(self, group: str, region: str) -> dict[str, datetime | None]:
        """Return the officials of a group within a place and since when each is in office."""
        roles = {role.value for role in GROUPS[group]}
        return {p: since for p, role, home, since in self._officials if role in roles and self._lies_in(home, region)}

    def all_officials(self) -> dict[str, tuple[str, str]]:
        """Return the role and place of everybody in office."""
        return {person_id: (role, region) for person_id, role, region, _since in self._officials}

    def _by_role(self, group: str, region: str) -> dict[str, datetime | None]:
        if Role.HOUSEHOLD in GROUPS[group]:
            return dict.fromkeys(self.households(region))
        return self.officials(group, region)


class Membership:
    """What one person is, looked up once: whether something concerns them is then said without a look at anybody else."""

    def __init__(self, store: AudienceStore, places: Places, person_id: str) -> None:
        self._person_id, self._places = person_id, places
        self._office, self._home = store.office_of(person_id), store.home_of(person_id)

    def is_among(self, audience: Iterable[str], region: str) -> bool:
        """Say whether the person is one of those meant."""
        told = (word.partition(":") for word in audience)
        return any(name == self._person_id if kind == "person" else self._has_role(name, region) for kind, _, name in told)

    def _has_role(self, group: str, region: str) -> bool:
        if Role.HOUSEHOLD in GROUPS[group]:
            return bool(self._home) and self._office is None and self._places.lies_in(str(self._home), region)
        if self._office is None:
            return False
        role, place = self._office
        return role in {one.value for one in GROUPS[group]} and self._places.lies_in(place, region)
