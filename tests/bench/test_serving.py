"""Talking to a server, counting what comes back, and the configuration that is measured being the one that is shipped."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bench.parts import PARTS
from bench.report import BEGIN, END
from bench.serving import scaled
from bench.serving.talking import Connection, crowd, say

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def answering(reply: bytes) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            await reader.readexactly(int(re.search(rb"Content-Length: (\d+)", head)[1]))
            writer.write(reply)
            await writer.drain()
            if b"close" in reply:
                break

    handlers: list[asyncio.Task[None]] = []

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.append(asyncio.current_task())
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*handlers)
    await asyncio.sleep(0)  # the last closed connections are told so in the next round of the loop


def reply_of(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


ANSWER = json.dumps([{"text": "好"}, {"custom": {}}]).encode()


@pytest.mark.parametrize(
    "reply",
    [reply_of(ANSWER), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(ANSWER), ANSWER)],
    ids=["whole", "in chunks"],
)
async def test_an_answer_is_read_and_the_connection_serves_again(reply):
    async with answering(reply) as port:
        connection = Connection(port)
        assert [await say(connection, "a", "你好") for _ in range(2)] == ["好\n", "好\n"]
        await connection.close()


async def test_a_server_that_fails_or_hangs_up_is_an_error_and_not_an_answer():
    for reply in (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nclose"):
        async with answering(reply) as port:
            connection = Connection(port)
            with pytest.raises(ConnectionError):
                await say(connection, "a", "你好")
            await connection.close()


async def test_a_crowd_counts_answers_and_silences_apart():
    async with answering(reply_of(b"[]")) as port:
        talk = await crowd(port, 2, 0.05, iter(map(str, range(10_000))), ["一", "二"])
    assert talk.turns == talk.silent > 0
    assert talk.rate == 0


def test_the_procfile_for_several_servers_starts_what_nginx_expects():
    procfile = (ROOT / "Procfile.scale").read_text(encoding="utf-8")
    conf = scaled.NGINX_CONF.read_text(encoding="utf-8")
    for port in (*scaled.SERVERS, *scaled.ACTIONS):
        assert f"--port {port}" in procfile
        assert f"server 127.0.0.1:{port} " in conf
    for port in (scaled.FRONT, scaled.ACTIONS_FRONT):
        assert f"listen 127.0.0.1:{port};" in conf
    assert f"--actions-url http://127.0.0.1:{scaled.ACTIONS_FRONT}" in procfile
    assert f"TICKET_LOCK_LIFETIME={scaled.LOCK_SECONDS} " in procfile
    assert str(scaled.ENDPOINTS.relative_to(ROOT)) in procfile


def test_the_page_names_every_part_and_has_a_place_for_the_table():
    page = (ROOT / "docs" / "bench.md").read_text(encoding="utf-8")
    assert page.index(BEGIN) < page.index(END)
    assert all(re.search(rf"\b{name}\b", page) for name in PARTS)
