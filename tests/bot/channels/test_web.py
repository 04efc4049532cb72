"""The web's promises over HTTP: questions answered, wrong input refused kindly, nothing done twice."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.base import CHANNELS, CannotPush, channel_class
from bot.channels.web import WebChannel, create_app
from bot.channels.web_guards import Rate
from bot.messages import Reply
from policy_kb.model import Document
from tests.fakes_web import EchoConversation, EverybodyIsKnown, OneCounter, PartsAre, Shelf, request, small_document


class Ticks:
    """A clock that only moves when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def conversation() -> EchoConversation:
    return EchoConversation()


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def app(conversation: EchoConversation, ticks: Ticks) -> FastAPI:
    return make_app(conversation, ticks)


def make_app(conversation: EchoConversation, ticks: Ticks, **options: Any) -> FastAPI:
    parts = options.pop("parts", PartsAre())
    return create_app(conversation, EverybodyIsKnown(), parts, OneCounter(), Shelf(small_document()), ticks=ticks, **options)


def chat(app: FastAPI, body: object, **options: Any) -> httpx.Response:
    return request(app, "POST", "/api/chat", json=body, **options)


def test_a_question_is_answered_with_words_buttons_and_where_it_stands(app: FastAPI, conversation: EchoConversation) -> None:
    response = chat(app, {"sender": "a", "text": "养鸡补多少"})
    assert response.status_code == 200
    (message,) = response.json()["messages"]
    assert message["text"].startswith("您问的是：养鸡补多少")
    assert {"title": "羊呢", "payload": "那羊呢"} in message["buttons"]
    assert message["meta"]["citations"][0]["clause"] == "二（一）"
    assert conversation.asked[0].person_id == "web:a"
    assert conversation.asked[0].channel == "web"


def test_two_senders_are_two_people(app: FastAPI, conversation: EchoConversation) -> None:
    chat(app, {"sender": "a", "text": "x"})
    chat(app, {"sender": "b", "text": "x"})
    assert len({incoming.person_id for incoming in conversation.asked}) == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"not json", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[" * 20_000, "JSON"),
        (b"[1, 2]", "对象"),
        (b'{"text": "x"}', "sender"),
        (b'{"sender": "  ", "text": "x"}', "sender"),
        (b'{"sender": 7, "text": "x"}', "sender"),
        (json.dumps({"sender": "s" * 129, "text": "x"}).encode(), "128"),
        (b'{"sender": "a\\u0000b", "text": "x"}', "sender"),
        (b'{"sender": "a"}', "text"),
        (b'{"sender": "a", "text": null}', "text"),
        (b'{"sender": "a", "text": "x", "id": 3}', "id"),
        (json.dumps({"sender": "a", "text": "x" * 70_000}).encode(), "64 KB"),
    ],
)
def test_wrong_input_is_refused_with_a_reason_in_chinese(app: FastAPI, conversation: EchoConversation, body: bytes, reason: str) -> None:
    response = request(app, "POST", "/api/chat", content=body)
    assert response.status_code == 422
    assert reason in response.json()["detail"]
    assert any("\u4e00" <= character <= "\u9fff" for character in response.json()["detail"])
    assert conversation.asked == []


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "长" * 5000, "half an emoji \ud83d", "nul\x00inside"])
def test_odd_texts_reach_the_conversation_which_has_a_kind_word_for_them(app: FastAPI, conversation: EchoConversation, text: str) -> None:
    response = request(app, "POST", "/api/chat", content=json.dumps({"sender": "a", "text": text}))
    assert response.status_code == 200
    assert "\x00" not in conversation.asked[0].text
    assert conversation.asked[0].text.encode("utf-8") is not None


def test_a_sender_of_128_characters_is_welcome(app: FastAPI) -> None:
    assert chat(app, {"sender": "s" * 128, "text": "x"}).status_code == 200


def test_a_message_sent_again_is_answered_the_same_and_asked_once(app: FastAPI, conversation: EchoConversation, ticks: Ticks) -> None:
    first = chat(app, {"sender": "a", "text": "x", "id": "m1"})
    ticks.now += 599
    again = chat(app, {"sender": "a", "text": "x", "id": "m1"})
    assert again.json() == first.json()
    assert len(conversation.asked) == 1


def test_after_ten_minutes_a_message_counts_as_new(app: FastAPI, conversation: EchoConversation, ticks: Ticks) -> None:
    chat(app, {"sender": "a", "text": "x", "id": "m1"})
    ticks.now += 601
    chat(app, {"sender": "a", "text": "x", "id": "m1"})
    assert len(conversation.asked) == 2


def test_the_same_message_id_of_another_sender_is_another_message(app: FastAPI, conversation: EchoConversation) -> None:
    chat(app, {"sender": "a", "text": "x", "id": "m1"})
    chat(app, {"sender": "b", "text": "x", "id": "m1"})
    assert len(conversation.asked) == 2


async def test_a_message_sent_again_while_it_is_worked_on_waits_for_the_one_answer(conversation: EchoConversation, ticks: Ticks) -> None:
    app = make_app(conversation, ticks)
    conversation.gate = asyncio.Event()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://fuwen.test") as client:
        sends = [asyncio.create_task(client.post("/api/chat", json={"sender": "a", "text": "x", "id": "m1"})) for _ in range(3)]
        while not conversation.asked:
            await asyncio.sleep(0)
        conversation.gate.set()
        answers = [response.json() for response in await asyncio.gather(*sends)]
    assert len(conversation.asked) == 1
    assert answers[0] == answers[1] == answers[2]


def test_whoever_is_forgotten_leaves_no_answers_behind(app: FastAPI, conversation: EchoConversation) -> None:
    chat(app, {"sender": "a", "text": "x", "id": "m1"})
    chat(app, {"sender": "a", "text": "/forget_me", "id": "m2"})
    chat(app, {"sender": "a", "text": "/forget_me", "id": "m2"})
    assert [incoming.text for incoming in conversation.asked] == ["x", "/forget_me"]
    chat(app, {"sender": "a", "text": "x", "id": "m1"})
    assert [incoming.text for incoming in conversation.asked] == ["x", "/forget_me", "x"]


def test_a_failure_is_a_kind_word_without_inner_words_and_the_message_may_be_tried_again(
    app: FastAPI, conversation: EchoConversation
) -> None:
    conversation.fails_next = 1
    failed = chat(app, {"sender": "a", "text": "x", "id": "m1"})
    assert failed.status_code == 503
    assert "抱歉" in failed.json()["detail"]
    assert "secret" not in failed.text
    assert "ZeroDivision" not in failed.text
    assert chat(app, {"sender": "a", "text": "x", "id": "m1"}).status_code == 200


def test_an_answer_that_says_not_now_is_not_kept_as_the_answer(app: FastAPI, conversation: EchoConversation) -> None:
    conversation.unavailable_next = 1
    chat(app, {"sender": "a", "text": "x", "id": "m1"})
    later = chat(app, {"sender": "a", "text": "x", "id": "m1"})
    assert later.json()["messages"][0]["text"].startswith("您问的是")


def test_a_sender_in_a_great_hurry_is_asked_kindly_to_wait(conversation: EchoConversation, ticks: Ticks) -> None:
    app = make_app(conversation, ticks, by_sender=Rate(burst=3, per_second=0.5))
    answers = [chat(app, {"sender": "a", "text": "x"}) for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "2"
    assert "稍等" in answers[-1].json()["detail"]
    assert chat(app, {"sender": "b", "text": "x"}).status_code == 200
    ticks.now += 2
    assert chat(app, {"sender": "a", "text": "x"}).status_code == 200


def test_one_address_with_many_senders_is_held_back_too(conversation: EchoConversation, ticks: Ticks) -> None:
    app = make_app(conversation, ticks, by_address=Rate(burst=3, per_second=1))
    assert [chat(app, {"sender": str(n), "text": "x"}).status_code for n in range(4)] == [200, 200, 200, 429]
    assert chat(app, {"sender": "z", "text": "x"}, address="203.0.113.9").status_code == 200


def test_this_machine_may_speak_for_many(conversation: EchoConversation, ticks: Ticks) -> None:
    app = make_app(conversation, ticks, by_address=Rate(burst=3, per_second=1))
    assert {chat(app, {"sender": str(n), "text": "x"}, address="127.0.0.1").status_code for n in range(9)} == {200}


def test_a_message_answered_already_costs_no_turn(conversation: EchoConversation, ticks: Ticks) -> None:
    app = make_app(conversation, ticks, by_sender=Rate(burst=1, per_second=0.1))
    assert {chat(app, {"sender": "a", "text": "x", "id": "m1"}).status_code for _ in range(5)} == {200}


def test_the_state_of_each_part_is_shown(app: FastAPI) -> None:
    response = request(app, "GET", "/healthz")
    assert response.status_code == 200
    assert response.json() == {"state": "up", "parts": {"rasa": "up", "actions": "up", "telegram": "off"}}


def test_a_part_that_is_down_makes_the_state_503(conversation: EchoConversation, ticks: Ticks) -> None:
    response = request(make_app(conversation, ticks, parts=PartsAre(rasa="down", actions="up")), "GET", "/healthz")
    assert response.status_code == 503
    assert response.json()["parts"] == {"rasa": "down", "actions": "up"}


def test_the_counters_are_prometheus_text(app: FastAPI) -> None:
    response = request(app, "GET", "/metrics")
    assert response.text == "fuwen_turns_total 7.0\n"
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")


@pytest.mark.parametrize("path", ["/", "/documents", "/documents/test-2020", "/healthz", "/static/page.css", "/nowhere"])
def test_every_answer_carries_the_safety_headers(app: FastAPI, path: str) -> None:
    headers = request(app, "GET", path).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


async def test_a_page_that_breaks_shows_a_kind_word_and_no_inner_words(conversation: EchoConversation) -> None:
    class BrokenShelf(Shelf):
        def documents(self) -> tuple[Document, ...]:
            raise ZeroDivisionError("secret inner words")

    app = create_app(conversation, EverybodyIsKnown(), PartsAre(), OneCounter(), BrokenShelf())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://fuwen.test") as client:
        response = await client.get("/documents")
    assert response.status_code == 500
    assert "抱歉" in response.text
    assert "secret" not in response.text


def test_there_is_no_page_that_loads_scripts_from_elsewhere(app: FastAPI) -> None:
    assert {request(app, "GET", path).status_code for path in ("/docs", "/redoc", "/openapi.json")} == {404}


def test_every_channel_has_a_name_a_beginning_an_end_and_a_way_to_speak() -> None:
    for name in CHANNELS:
        channel = channel_class(name)
        assert channel.name == name
        assert all(asyncio.iscoroutinefunction(getattr(channel, verb)) for verb in ("start", "stop", "push"))


async def test_the_web_channel_serves_until_it_is_stopped_and_never_speaks_first(app: FastAPI) -> None:
    channel = WebChannel(app, "127.0.0.1", 0)
    await channel.start()
    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"http://127.0.0.1:{channel.port}/healthz")).status_code == 200
        with pytest.raises(CannotPush):
            await channel.push("a", Reply("x"))
    finally:
        await channel.stop()
