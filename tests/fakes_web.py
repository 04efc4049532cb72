"""Small honest doubles for the web's tests: someone who answers, someone who knows people, parts that are up or down."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping
from datetime import date
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from bot.messages import Button, Incoming, Reply
from policy_kb.model import Document, DocumentMeta, Node, NodeKind

QUOTE = "每只奖补一百元"
CLAUSE = "二（一）"
SOURCE_PAYLOAD = "/show_clause" + json.dumps({"document": "test-2020", "clause": CLAUSE, "quote": QUOTE}, ensure_ascii=False)
SOURCE_LINE = "——试验县人民政府《试验办法》2020-01-02 二（一）；已过文件期限，以当地最新文件为准"


class EchoConversation:
    """Answers every message with its own words, a source, and quick replies; remembers all it was asked."""

    def __init__(self) -> None:
        self.asked: list[Incoming] = []
        self.fails_next = 0
        self.unavailable_next = 0
        self.keeps_everything = False
        self.gate: asyncio.Event | None = None

    async def handle(self, incoming: Incoming) -> list[Reply]:
        """Answer one message, or fail as told; the page's own look for reminders finds none."""
        if incoming.text == "/notices":
            return []
        self.asked.append(incoming)
        if self.gate:
            await self.gate.wait()
        if self.fails_next:
            self.fails_next -= 1
            raise ZeroDivisionError("secret inner words")
        if self.unavailable_next:
            self.unavailable_next -= 1
            return [Reply("现在有点忙", meta={"outcome": "unavailable", "unavailable": True})]
        return self._answers(incoming.text)

    def _answers(self, text: str) -> list[Reply]:
        if text == "/forget_me" and not self.keeps_everything:
            return [Reply("好的，都删了。", meta={"outcome": "forgotten"})]
        if text == "/set_region":
            return [Reply("您在哪个县？", (Button("试验县", "我在试验县"), Button("别处", "我在别处")))]
        if text == "我在试验县":
            return [Reply("记住了，您在试验县。", meta={"region": "试验县"})]
        buttons = (Button("看原文", SOURCE_PAYLOAD), Button("羊呢", "那羊呢"), Button("怎么申请", "怎么申请"))
        meta = {"outcome": "answered", "citations": [{"document": "test-2020", "clause": CLAUSE, "quote": QUOTE}]}
        return [Reply(f"您问的是：{text}\n{SOURCE_LINE}", buttons, meta=meta)]


class EverybodyIsKnown:
    """Gives every sender an id of ours."""

    def find_or_create(self, channel: str, external_id: str) -> str:
        """Return an id made from the channel and the sender."""
        return f"{channel}:{external_id}"


class PartsAre:
    """Parts in a given state."""

    def __init__(self, **states: str) -> None:
        self.states: Mapping[str, str] = states or {"rasa": "up", "actions": "up", "telegram": "off"}

    async def check(self) -> Mapping[str, str]:
        """Return the states as set."""
        return self.states


class OneCounter:
    """A single number."""

    def render(self) -> str:
        """Return one line of Prometheus' text form."""
        return "fuwen_turns_total 7.0\n"


class Shelf:
    """A shelf of documents."""

    def __init__(self, *documents: Document) -> None:
        self._documents = documents

    def documents(self) -> tuple[Document, ...]:
        """Return every document."""
        return self._documents

    def today(self) -> date:
        """Return the day of the test."""
        return date(2024, 5, 1)


def small_document(extra: str = "") -> Document:
    """Make a document with a heading, a clause, a table of two rows and an end with somebody's contact details."""
    pieces = [
        ("一", NodeKind.HEADING, "一、", "总则", "全县都要照办。"),
        (CLAUSE, NodeKind.HEADING, "（一）", "养鸡。", f"养鸡的，{QUOTE}，每户不超过五千元。{extra}"),
        ("清单第1行", NodeKind.TABLE_ROW, "1", "", "\t修路\n\t县交通局，\n县财政局\n\t2020年12月底"),
        ("清单第2行", NodeKind.TABLE_ROW, "2", "", "\t种树\n\t县林业局\n\t每年3月底前"),
        ("文末", NodeKind.BACK, "", "", "联系人：张三丰 电话：0355-7831234\n邮箱：someone@example.com"),
    ]
    source, nodes = "", []
    for clause, kind, label, title, text in pieces:
        start = len(source)
        source += label + title + text if kind is NodeKind.HEADING else text
        nodes.append(Node(clause, kind, label, title, text, start, len(source)))
    issued, until = date(2020, 1, 2), date(2020, 12, 31)
    meta = DocumentMeta("test-2020", "试验办法", "试验县人民政府", "140431", issued, "试政发〔2020〕1号", in_force_until=until)
    return Document(meta, source, Node("", NodeKind.ROOT, "", "试验办法", "", 0, len(source), tuple(nodes)))


def request(app: FastAPI, method: str, path: str, address: str = "203.0.113.5", **options: Any) -> httpx.Response:
    """Send one request to the application, without a network."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=(address, 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://fuwen.test") as client:
            return await client.request(method, path, **options)

    return asyncio.run(send())


class Served:
    """The application on a free port (or one that was free before) of this machine, in a thread, while the block lasts."""

    def __init__(self, app: FastAPI, port: int = 0) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._opened = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        async def run() -> None:
            serving = asyncio.create_task(self._server.serve())
            while not self._server.started and not serving.done():
                await asyncio.sleep(0.01)
            self._opened.set()
            await serving

        asyncio.run(run())

    def __enter__(self) -> str:
        self._thread.start()
        assert self._opened.wait(20), "the server did not open its port"
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
