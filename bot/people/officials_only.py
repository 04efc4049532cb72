"""Words that are for officials: everybody else who says them is told so."""

from __future__ import annotations

from collections.abc import Callable

from bot.calls import Told, WordHandler
from bot.messages import Reply
from bot.people.roles import Official
from bot.people.service import Staff

OfficialDeed = Callable[[Official, Told], list[Reply]]


def for_officials(staff: Staff, refusal: str, deed: OfficialDeed) -> WordHandler:
    """Carry out a deed for an official in office; anybody else gets the refusal."""

    def handle(person: str, told: Told) -> list[Reply]:
        official = staff.get(person)
        return deed(official, told) if official else [Reply(refusal)]

    return handle
