"""Whom something concerns: everybody meant, or whether one person is among them, comes to the same."""

from __future__ import annotations

from typing import Any

from bot.people.audience import Audience, Membership
from bot.people.roles import GROUPS
from bot.storage.audience import AudienceStore

HONGHE, MENGZI, SHAOGUAN = "532500", "532503", "440200"


def test_one_person_is_asked_about_as_everybody_would_be(desk: Any, knowledge: Any) -> None:
    people = [
        desk.official("州", "official", HONGHE), desk.official("村", "village_officer", MENGZI), desk.official("外", "official", SHAOGUAN),
        desk.official("管", "admin", HONGHE), desk.person("户", region=MENGZI), desk.person("无"),
    ]  # fmt: skip
    left = desk.official("离", "official", MENGZI)
    desk.office.staff.revoke(left, by="shell")
    audiences = [(f"role:{group}",) for group in GROUPS] + [(f"person:{people[0]}",), ("role:household", f"person:{people[1]}"), ()]
    with desk.database.session() as session:
        store, places = AudienceStore(session), knowledge.divisions
        everybody = Audience(store, places)
        for person in (*people, left):
            one = Membership(store, places, person)
            for audience in audiences:
                for region in (HONGHE, MENGZI, SHAOGUAN):
                    assert one.is_among(audience, region) is (person in everybody.members(audience, region)), (audience, region)
