"""Whoever announces a training hears at once whom it reaches, and how people enrol when it reaches nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.people.audit import SHELL
from bot.trainings.model import TrainingPlan, TrainingRefused

SHAOGUAN, LECHANG = "440200", "440281"
ALL_AT_ONCE = "/training_new\n名称：养牛技术\n地点：县农广校\n时间：3月16日上午9点\n天数：5\n对象：{whom}"


@pytest.fixture
def official(desk: Any) -> str:
    person: str = desk.official("李", "official", SHAOGUAN)
    return person


async def published(desk: Any, person: str, whom: str) -> str:
    (checked,) = await desk.say(person, ALL_AT_ONCE.format(whom=whom))
    payload = next(button.payload for button in checked.buttons if button.title == "发布")
    text: str = (await desk.say(person, payload))[0].text
    return text


async def test_a_training_says_how_many_are_told(desk: Any, official: str) -> None:
    desk.person("甲", region=LECHANG)
    text = await published(desk, official, "农户")
    assert "通知1人" in text
    assert "登记的办法" not in text


async def test_a_training_for_nobody_says_so_and_that_who_comes_later_may_still_enrol(desk: Any, official: str) -> None:
    text = await published(desk, official, "农户")
    assert "一个人也通知不到" in text
    assert "选好地区" in text
    assert "/training" in text
    later = desk.person("甲", region=LECHANG)
    assert "养牛技术" in (await desk.say(later, "/training"))[0].text


async def test_a_training_for_officials_who_have_not_joined_says_how_to_invite_them(desk: Any, official: str) -> None:
    assert "fuwen user invite --role village_officer --region 韶关市" in await published(desk, official, "村级干部")


def test_a_training_in_the_past_or_without_a_name_or_place_is_refused(desk: Any) -> None:
    soon = desk.clock.now() + timedelta(days=1)
    for plan in (
        TrainingPlan("养牛", "镇政府", SHAOGUAN, desk.clock.now() - timedelta(hours=1)),
        TrainingPlan(" ", "镇政府", SHAOGUAN, soon),
        TrainingPlan("养牛", "", SHAOGUAN, soon),
    ):
        with pytest.raises(TrainingRefused, match=r"过去|名称|地点"):
            desk.office.trainings.add(plan, by=SHELL)
    assert not desk.office.trainings.all()


def test_a_training_cannot_be_moved_into_the_past(desk: Any) -> None:
    made = desk.office.trainings.add(TrainingPlan("养牛", "镇政府", SHAOGUAN, desk.clock.now() + timedelta(days=1)), by=SHELL)
    with pytest.raises(TrainingRefused, match="过去"):
        desk.office.trainings.change(made.id, by=SHELL, starts_at=desk.clock.now() - timedelta(days=1))
