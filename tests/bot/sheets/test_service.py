"""A sheet on request: from the last sum, at an address nobody can guess, for a day, gone when the person asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI

from bot.calls import Told
from bot.channels.sheets_page import sheets_router
from bot.channels.telegram.rendering import pieces_of
from bot.sheets.service import Sheets
from bot.storage.database import Database
from bot.storage.memory import Memory
from bot.storage.people import People
from bot.storage.upgrade import upgrade
from policy_kb.question_json import question_to_json
from tests.bot.sheets.conftest import QINYUAN, asked
from tests.fakes_web import request
from tests.telegram_server.fakes import TurnedClock

NOTHING_SAID = Told("", {})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'fuwen.db'}")
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def sheets(database: Database, clock: TurnedClock, kb) -> Sheets:
    return Sheets(database, lambda: kb, clock, ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def person(database: Database, clock: TurnedClock, kb) -> str:
    person = People(database).arrive("web", "someone", clock.now()).id
    question = asked(kb, QINYUAN, facts={"registered_poor": True}, cattle=2)
    Memory(database).keep(person, {"calculation": question_to_json(question)}, clock.now())
    return person


def seen(sheets: Sheets, address: str) -> httpx.Response:
    app = FastAPI()
    app.include_router(sheets_router(sheets))
    return request(app, "GET", address)


def test_the_last_sum_becomes_a_picture_and_a_page_to_print(sheets, person):
    (reply,) = sheets.make(person, NOTHING_SAID)
    picture, printed = seen(sheets, reply.image or ""), seen(sheets, reply.buttons[0].payload)
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert (printed.headers["content-type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert "no-store" in picture.headers["cache-control"]


def test_somebody_who_told_nothing_yet_is_told_what_to_say(sheets):
    (reply,) = sheets.make("nobody", NOTHING_SAID)
    assert reply.image is None
    assert "养了两头牛" in reply.text


def test_two_sheets_have_two_addresses_and_a_guess_opens_neither(sheets, person):
    first, second = sheets.make(person, NOTHING_SAID)[0].image, sheets.make(person, NOTHING_SAID)[0].image
    assert first != second
    assert len(first or "") > 30
    assert seen(sheets, "/sheets/guess.png").status_code == 404
    assert seen(sheets, (first or "").replace(".png", ".exe")).status_code == 404


def test_after_a_day_the_sheet_is_gone_and_the_page_says_what_to_do(sheets, person, clock):
    address = sheets.make(person, NOTHING_SAID)[0].image or ""
    clock.turn(hours=23)
    assert seen(sheets, address).status_code == 200
    clock.turn(hours=2)
    gone = seen(sheets, address)
    assert gone.status_code == 404
    assert "生成结果单" in gone.text


def test_whoever_asks_to_be_forgotten_takes_the_sheet_along(sheets, person, database):
    address = sheets.make(person, NOTHING_SAID)[0].image or ""
    People(database).forget(person)
    assert seen(sheets, address).status_code == 404


def test_telegram_is_sent_a_photo_and_a_document(sheets, person):
    (reply,) = sheets.make(person, NOTHING_SAID)
    photo, document = pieces_of(reply)
    assert photo.attachment == {"kind": "photo", "path": reply.image, "name": ".png"}
    assert (document.attachment or {})["kind"] == "document"
    assert sheets.drawn((document.attachment or {})["path"])[:5] == b"%PDF-"
