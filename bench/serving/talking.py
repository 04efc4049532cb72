"""Talking to Rasa's REST channel with as little of our own in the way as possible: plain HTTP/1.1 over a kept connection."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

WEBHOOK, PARSE = "/webhooks/rest/webhook", "/model/parse"
TURNS_A_TALK = 10
_PATIENCE_SECONDS = 60


class Connection:
    """One kept-open connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: Any) -> Any:
        """Send JSON and return the JSON that comes back; raises OSError when the server is not there or fails."""
        return await asyncio.wait_for(self._post(path, json.dumps(body).encode()), _PATIENCE_SECONDS)

    async def _post(self, path: str, body: bytes) -> Any:
        if self._reader is None or self._writer is None or self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        try:
            self._writer.write(head.encode() + body)
            await self._writer.drain()
            status, reply = await _reply(self._reader)
        except (OSError, asyncio.IncompleteReadError, IndexError) as exc:
            await self.close()
            raise ConnectionError("the connection broke off") from exc
        if status != 200:
            raise ConnectionError(f"status {status}")
        return json.loads(reply)

    async def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
            with suppress(OSError):
                await self._writer.wait_closed()
        self._reader = self._writer = None


async def _reply(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    status = int((await reader.readline()).split()[1])
    length, is_chunked = 0, False
    while (line := (await reader.readline()).strip()) != b"":
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        is_chunked |= name.lower() == b"transfer-encoding" and b"chunked" in value.lower()
    return status, await (_chunks(reader) if is_chunked else reader.readexactly(length))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = b""
    while size := int((await reader.readline()).strip(), 16):
        found += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return found


@dataclass
class Talk:
    """What many people said in a while, and what went wrong."""

    turns: int = 0
    seconds: float = 0.0
    silent: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return the answered turns a second."""
        return (self.turns - self.silent) / self.seconds


async def say(connection: Connection, sender: str, text: str) -> str:
    """Say something and return the words of the answer."""
    return "\n".join(message.get("text") or "" for message in await connection.post(WEBHOOK, {"sender": sender, "message": text}))


async def first_answer(port: int, sender: str, text: str, check: Callable[[], None]) -> None:
    """Ask until an answer comes."""
    connection = Connection(port)
    while True:
        check()
        try:
            if await say(connection, sender, text):
                break
        except OSError:
            await asyncio.sleep(0.2)
    await connection.close()


async def one_turn(connection: Connection, sender: str, text: str) -> float:
    """Say something, and return how long the answer took; raises RuntimeError when there was none."""
    began = time.perf_counter()
    if not await say(connection, sender, text):
        raise RuntimeError("a question was not answered")
    return time.perf_counter() - began


async def crowd(port: int, users: int, seconds: float, senders: Iterator[str], questions: Sequence[str]) -> Talk:
    """Let some people talk at once for a while, each in talks of ten turns, and count."""
    talk, until = Talk(), time.perf_counter() + seconds
    began = time.perf_counter()
    await asyncio.gather(*(_person(port, until, senders, questions, talk) for _ in range(users)))
    talk.seconds = time.perf_counter() - began
    return talk


async def _person(port: int, until: float, senders: Iterator[str], questions: Sequence[str], talk: Talk) -> None:
    connection, sender = Connection(port), next(senders)
    for turn in count():
        if time.perf_counter() >= until:
            break
        if turn and turn % TURNS_A_TALK == 0:
            sender = next(senders)
        try:
            answer = await say(connection, sender, questions[turn % len(questions)])
        except OSError as exc:
            talk.broken.append(f"{sender} {turn}: {exc}")
            continue
        talk.turns += 1
        talk.silent += not answer
    await connection.close()
