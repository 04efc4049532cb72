"""How those whom something is for become known here: said to an official whose duty or training reaches nobody."""

from __future__ import annotations

from bot.people.roles import GROUPS, ROLE_WORDS, Role
from bot.texts import own_texts

_ANY_OFFICER = "official"


def how_to_enrol(whom: str, place: str) -> str:
    """Say how people of a place are enrolled; `whom` is a word of an audience, such as `role:official`."""
    kind, _, name = whom.partition(":")
    if kind == "person":
        return own_texts().say("enrol.person", person=name)
    if Role.HOUSEHOLD in GROUPS[name]:
        return own_texts().say("enrol.household")
    return own_texts().say("enrol.official", role=name if name in ROLE_WORDS else _ANY_OFFICER, place=place)
