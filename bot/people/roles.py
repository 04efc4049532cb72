"""Who may do what, and where: the four roles and the places they reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.texts import refusal


class Role(StrEnum):
    """What somebody is to the system; without an entry of their own everybody is a household."""

    HOUSEHOLD = "household"
    VILLAGE_OFFICER = "village_officer"
    COUNTY_OFFICER = "county_officer"
    ADMIN = "admin"


# `official` is how the command line names the officer of a county or prefecture.
ROLE_WORDS = {role.value: role for role in Role} | {"official": Role.COUNTY_OFFICER, "village": Role.VILLAGE_OFFICER}
RANKS = {Role.HOUSEHOLD: 0, Role.VILLAGE_OFFICER: 1, Role.COUNTY_OFFICER: 2, Role.ADMIN: 3}
# Who answers to `role:official` in a duty: every officer, whatever the rank.
GROUPS = {
    "official": (Role.VILLAGE_OFFICER, Role.COUNTY_OFFICER),
    "officer": (Role.VILLAGE_OFFICER, Role.COUNTY_OFFICER),
    "village_officer": (Role.VILLAGE_OFFICER,),
    "county_officer": (Role.COUNTY_OFFICER,),
    "admin": (Role.ADMIN,),
    "household": (Role.HOUSEHOLD,),
}


class Places(Protocol):
    """What is asked of the divisions of the country."""

    def lies_in(self, code: str, wider: str) -> bool:
        """Say whether a place is, or lies within, another."""
        ...


@dataclass(frozen=True)
class Official:
    """Somebody with a role in a division."""

    person_id: str
    role: Role
    region: str
    name: str = ""


def parse_role(word: str) -> Role:
    """Return the role a word names; raises ValueError with the words that are known."""
    try:
        return ROLE_WORDS[word.strip()]
    except KeyError:
        raise ValueError(refusal("role", text=word, known="、".join(ROLE_WORDS))) from None


def acts_in(official: Official | None, region: str, places: Places) -> bool:
    """Say whether an official may act in a place: their own division and all below it, an admin everywhere."""
    if official is None or official.role is Role.HOUSEHOLD:
        return False
    return official.role is Role.ADMIN or places.lies_in(region, official.region)


def outranks(superior: Official, other: Official, places: Places) -> bool:
    """Say whether one official stands above another: a wider division, or the same one with a higher role."""
    if superior.person_id == other.person_id or not acts_in(superior, other.region, places):
        return False
    return superior.region != other.region or RANKS[superior.role] > RANKS[other.role]


def superiors_of(other: Official, officials: Iterable[Official], places: Places) -> list[Official]:
    """Return the nearest officials above somebody; several when they share the place, none at the top."""
    above = [o for o in officials if outranks(o, other, places)]
    nearest = [o for o in above if not any(outranks(o, closer, places) for closer in above)]
    return nearest or above
