"""An official sees what their own division asks, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.calls import Told
from bot.people.service import Staff
from bot.people.statistics import StatisticsCommand
from bot.storage.database import Database
from bot.storage.profiles import Profiles
from bot.storage.questions import UnansweredQuestions
from bot.texts import load_texts
from policy_kb.regions import load_divisions
from tests.conftest import FakeClock

PLACES = load_divisions(Path(__file__).parents[3] / "policy_kb" / "data" / "divisions.csv")
HONGHE, MENGZI, QINYUAN = "532500", "532503", "140431"


@pytest.fixture
def command(database: Database, clock: FakeClock) -> StatisticsCommand:
    staff, profiles, questions = Staff(database, clock, PLACES), Profiles(database), UnansweredQuestions(database)
    invitation = staff.invite("official", HONGHE, by="admin")
    assert staff.redeem(invitation.code, "officer").official
    for person, region in (("a", MENGZI), ("b", HONGHE), ("c", QINYUAN)):
        profiles.set_region(person, region, clock.now())
    questions.note("养蜂补多少", MENGZI, clock.now())
    questions.note("养蜂补多少", MENGZI, clock.now())
    questions.note("修路归谁管", QINYUAN, clock.now())
    return StatisticsCommand(staff, profiles, questions, PLACES, load_texts())


def test_an_official_sees_the_people_and_open_questions_of_the_own_division(command: StatisticsCommand) -> None:
    (reply,) = command.tell("officer", Told("", {}))

    assert "2人" in reply.text
    assert "养蜂补多少（2次）" in reply.text
    assert "修路" not in reply.text


def test_anybody_else_is_told_whom_it_is_for(command: StatisticsCommand) -> None:
    (reply,) = command.tell("a", Told("", {}))

    assert "工作人员" in reply.text
    assert "养蜂" not in reply.text
