"""Officials join once by an invitation that expires, act within their division, and leave a trace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.people import invites
from bot.people.audience import UnknownAudience, parse_audience
from bot.people.roles import Official, Role, acts_in, parse_role, superiors_of
from bot.storage.officials import OfficialStore

HONGHE, MENGZI, SHAOGUAN = "532500", "532503", "440200"


def test_an_invitation_makes_one_official_and_no_second(desk: Any) -> None:
    first, second = desk.person("甲"), desk.person("乙")
    code = desk.office.staff.invite("official", HONGHE, by="shell").code
    assert desk.office.staff.redeem(code.lower(), first).official == Official(first, Role.COUNTY_OFFICER, HONGHE)
    assert desk.office.staff.redeem(code, second).refusal == "invite_used"
    assert desk.office.staff.get(second) is None


def test_an_invitation_expires(desk: Any) -> None:
    code = desk.office.staff.invite("official", HONGHE, by="shell", valid_for=timedelta(days=1)).code
    desk.clock.pass_by(days=1)
    assert desk.office.staff.redeem(code, desk.person("甲")).refusal == "invite_expired"


def test_a_revoked_invitation_is_worthless(desk: Any) -> None:
    made = desk.office.staff.invite("official", HONGHE, by="shell")
    assert desk.office.staff.revoke_invite(made.id, by="shell")
    assert desk.office.staff.redeem(made.code, desk.person("甲")).refusal == "invite_revoked"


def test_a_code_nobody_gave_out_is_refused(desk: Any) -> None:
    assert desk.office.staff.redeem(invites.new_code(), desk.person("甲")).refusal == "invite_unknown"


def test_the_code_itself_is_stored_nowhere(desk: Any) -> None:
    code = desk.office.staff.invite("official", HONGHE, by="shell").code
    with desk.database.session() as session:
        (row,) = OfficialStore(session).invites()
        assert code not in str(vars(row))
        assert row.code_hash == invites.hash_of(code)


def test_a_revoked_official_is_an_official_no_more(desk: Any) -> None:
    person = desk.official("李", "official", HONGHE)
    assert desk.office.staff.revoke(person, by="shell")
    assert desk.office.staff.get(person) is None
    assert not desk.office.staff.revoke(person, by="shell")


@pytest.mark.parametrize(
    ("role", "home", "place", "may"),
    [
        (Role.COUNTY_OFFICER, HONGHE, MENGZI, True),
        (Role.COUNTY_OFFICER, HONGHE, HONGHE, True),
        (Role.VILLAGE_OFFICER, MENGZI, HONGHE, False),
        (Role.COUNTY_OFFICER, HONGHE, SHAOGUAN, False),
        (Role.ADMIN, HONGHE, SHAOGUAN, True),
        (Role.HOUSEHOLD, HONGHE, HONGHE, False),
    ],
)
def test_an_official_acts_in_their_own_division_and_below(knowledge: Any, role: Role, home: str, place: str, may: bool) -> None:
    assert acts_in(Official("x", role, home), place, knowledge.divisions) is may


def test_the_superior_is_the_nearest_official_above(knowledge: Any) -> None:
    village = Official("village", Role.VILLAGE_OFFICER, MENGZI)
    county, prefecture = Official("county", Role.COUNTY_OFFICER, MENGZI), Official("prefecture", Role.COUNTY_OFFICER, HONGHE)
    everybody = [village, county, prefecture]
    assert superiors_of(village, everybody, knowledge.divisions) == [county]
    assert superiors_of(county, everybody, knowledge.divisions) == [prefecture]
    assert superiors_of(prefecture, everybody, knowledge.divisions) == []


def test_official_on_the_command_line_means_county_officer() -> None:
    assert parse_role("official") is Role.COUNTY_OFFICER
    with pytest.raises(ValueError, match="county_officer"):
        parse_role("king")


def test_an_audience_nobody_knows_is_refused_with_the_ones_that_are_known() -> None:
    assert parse_audience(("role:official, person:42",)) == ("role:official", "person:42")
    for wrong in ("role:king", "official", "person:"):
        with pytest.raises(UnknownAudience, match="role:official"):
            parse_audience((wrong,))


async def test_start_with_a_code_makes_an_official_and_start_without_one_is_a_greeting(desk: Any) -> None:
    person = desk.person("甲")
    code = desk.office.staff.invite("official", HONGHE, by="shell").code
    assert await desk.office.answer(person, "/start") is None
    (reply,) = await desk.say(person, f"/start {code}")
    assert "红河" in reply.text
    assert "县级干部" in reply.text
    (again,) = await desk.say(desk.person("乙"), f"/start {code}")
    assert "已经用过" in again.text
