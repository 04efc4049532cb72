"""The sentence to Rasa: over a real connection, to a small server that behaves as badly as asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.errors import RasaUnavailable
from bot.messages import Button, Reply
from bot.rasa_client import RasaClient, as_json, replies_from, reply_from

CONTRACT = Path(__file__).parents[1] / "contract"


class FakeServer:
    """Answers every POST with what it was given, and counts connections."""

    def __init__(self) -> None:
        self.status, self.body, self.wait = 200, b"[]", threading.Event()
        self.wait.set()
        self.asked: list[bytes] = []
        self.connections: set[tuple[str, int]] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                outer.connections.add(self.client_address)
                outer.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
                outer.wait.wait(10)
                self.answer()

            def do_GET(self) -> None:
                self.answer()

            def answer(self) -> None:
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                self.wfile.write(outer.body)

            def log_message(self, *_arguments: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    fake = FakeServer()
    yield fake
    fake.wait.set()
    fake.server.shutdown()
    fake.server.server_close()


@pytest.fixture
async def client(server):
    client = RasaClient(server.url, server.url, timeout_seconds=5)
    yield client
    await client.close()


async def test_a_recorded_answer_is_read_as_replies(server, client):
    server.body = (CONTRACT / "rasa_reply.json").read_bytes()
    (reply,) = await client.ask("p", "养一头牛给多少钱")
    assert reply.text.startswith("能领3000元")
    assert reply.buttons[0] == Button("看原文", '/show_clause{"document": "qinyuan-2017", "clause": "四（三）6"}')
    assert reply.meta["outcome"] == "answered"
    assert reply.meta["citations"][0]["clause"] == "四（三）6"
    assert json.loads(server.asked[0]) == json.loads((CONTRACT / "rasa_question.json").read_bytes())


async def test_one_connection_carries_many_questions(server, client):
    for _ in range(3):
        await client.ask("p", "x")
    assert len(server.connections) == 1


@pytest.mark.parametrize(("status", "body"), [(500, b"oops"), (404, b"{}"), (200, b"no json"), (200, b"7")])
async def test_a_broken_answer_is_rasa_unavailable(server, client, status, body):
    server.status, server.body = status, body
    with pytest.raises(RasaUnavailable):
        await client.ask("p", "x")


async def test_a_slow_rasa_is_not_waited_for_forever(server):
    server.wait.clear()
    client = RasaClient(server.url, server.url, timeout_seconds=0.2)
    with pytest.raises(RasaUnavailable, match="in time"):
        await client.ask("p", "x")
    await client.close()


async def test_nothing_listening_is_rasa_unavailable_and_not_up():
    client = RasaClient("http://127.0.0.1:9", "http://127.0.0.1:9")
    with pytest.raises(RasaUnavailable, match="no connection"):
        await client.ask("p", "x")
    assert not await client.rasa_is_up()
    await client.close()


async def test_silence_means_unavailable_only_if_the_actions_are_down(server):
    client = RasaClient(server.url, "http://127.0.0.1:9")
    with pytest.raises(RasaUnavailable, match="action server"):
        await client.ask("p", "x")
    await client.close()
    client = RasaClient(server.url, server.url)
    assert await client.ask("p", "x") == []
    await client.close()


def test_what_carries_no_text_joins_the_reply_before_it():
    replies = replies_from([{"text": "一"}, {"custom": {"outcome": "answered"}}, {"image": "u"}, {"text": "二"}, {}])
    assert replies == [Reply("一", image="u", meta={"outcome": "answered"}), Reply("二")]


def test_a_reply_survives_being_written_down():
    reply = Reply("一", (Button("好", "/affirm"),), "u", {"outcome": "answered"})
    assert reply_from(json.loads(json.dumps(as_json(reply)))) == reply
