"""The calendar behind an address nobody can guess."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from icalendar import Calendar

from bot.channels.calendar_page import feed_router
from bot.people.audit import SHELL
from bot.reminders.model import DutyPlan
from bot.storage.audience import AudienceStore
from bot.trainings.model import TrainingPlan


@pytest.fixture
async def client(desk: Any) -> AsyncIterator[AsyncClient]:
    app = FastAPI()
    app.include_router(feed_router(desk.office.feeds))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


def events(ics: bytes) -> dict[str, Any]:
    return {str(event["uid"]).split("-")[0]: event for event in Calendar.from_ical(ics).walk("VEVENT")}


async def test_the_feed_shows_my_duties_and_trainings_and_nobody_elses(desk: Any, client: AsyncClient) -> None:
    person = desk.official("李", "official", "532500")
    other = desk.official("王", "official", "440200")
    desk.office.duties.add(DutyPlan("月报", "532500", "date:2026-03-06", ("role:official",)), by=SHELL)
    starts = desk.clock.now() + timedelta(days=9)
    session = desk.office.trainings.add(TrainingPlan("养牛", "镇政府", "532500", starts, days=2), by=SHELL)
    desk.office.trainings.enrol(session.id, person)
    answer = await client.get(desk.office.feeds.new_address(person))
    assert answer.headers["content-type"].startswith("text/calendar")
    found = events(answer.content)
    assert found["duty"]["summary"] == "报送：月报"
    assert found["duty"]["dtstart"].dt.isoformat() == "2026-03-06T09:00:00+00:00"
    assert found["training"]["location"] == "镇政府"
    assert events((await client.get(desk.office.feeds.new_address(other))).content) == {}


async def test_the_feed_shows_a_year_ahead_and_no_period_twice_once_it_is_planned(desk: Any, client: AsyncClient) -> None:
    person = desk.official("李", "official", "532500")
    desk.office.duties.add(DutyPlan("月报", "532500", "monthly:5", ("role:official",)), by=SHELL)
    address = desk.office.feeds.new_address(person)

    async def due() -> list[str]:
        drawn = Calendar.from_ical((await client.get(address)).content).walk("VEVENT")
        return sorted(f"{event['uid']} {event['dtstart'].dt:%Y-%m-%d}" for event in drawn)

    first = await due()
    assert len(first) == 14
    assert any("2027-03" in line for line in first)
    desk.run_until(2026, 3, 20, days=1)
    later = await due()
    assert len({line.split(" ")[0] for line in later}) == len(later)
    assert set(first) <= set(later)


async def test_a_guessed_or_outdated_address_shows_nothing(desk: Any, client: AsyncClient) -> None:
    person = desk.official("李", "official", "532500")
    old = desk.office.feeds.new_address(person)
    desk.office.feeds.new_address(person)
    assert (await client.get(old)).status_code == 404
    assert (await client.get("/calendar/guess.ics")).status_code == 404


async def test_a_cancelled_training_is_cancelled_in_the_calendar_too(desk: Any, client: AsyncClient) -> None:
    person = desk.person("甲", region="440281")
    session = desk.office.trainings.add(TrainingPlan("养牛", "镇政府", "440200", desk.clock.now() + timedelta(days=9)), by=SHELL)
    desk.office.trainings.enrol(session.id, person)
    desk.office.trainings.cancel(session.id, by=SHELL)
    event = events((await client.get(desk.office.feeds.new_address(person))).content)["training"]
    assert event["status"] == "CANCELLED"
    assert event["sequence"] == 1


async def test_the_same_calendar_can_be_taken_as_a_file(desk: Any, client: AsyncClient) -> None:
    address = desk.office.feeds.new_address(desk.person("甲"))
    assert "attachment" in (await client.get(f"{address}?download=1")).headers["content-disposition"]


async def test_drawing_a_calendar_looks_at_nobody_but_its_owner(desk: Any, client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    person = desk.official("李", "official", "532500")
    for audience in ("role:official", "role:household", "role:village_officer"):
        desk.office.duties.add(DutyPlan("月报", "532500", "monthly:5", (audience,)), by=SHELL)
    address = desk.office.feeds.new_address(person)
    for everybody in ("officials", "residents"):
        monkeypatch.delattr(AudienceStore, everybody)
    drawn = Calendar.from_ical((await client.get(address)).content).walk("VEVENT")
    assert len(drawn) == 14
