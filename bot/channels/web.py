"""The web: the chat page, its questions and answers as JSON, the documents, and how the parts are doing."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import structlog
import uvicorn
import yaml
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from bot.channels.base import CannotPush
from bot.channels.documents_page import Knowledge, add_document_routes
from bot.channels.web_chat import Chat, Conversation, People
from bot.channels.web_guards import Guard, Rate, Repeats, Ticks
from bot.channels.web_pages import STATIC_FOLDER, Pages, SecureHeaders
from bot.messages import Reply

log = structlog.get_logger(__name__)
# A person types a few messages a minute; scripts and a family behind one address need more room than that.
SENDER_RATE = Rate(burst=300, per_second=5)
ADDRESS_RATE = Rate(burst=600, per_second=20)
DOWN = "down"


class Health(Protocol):
    """Whoever knows how the parts are doing."""

    async def check(self) -> Mapping[str, str]:
        """Return the state of each part: `up`, `off` (not wanted) or `down`."""
        ...


class Metrics(Protocol):
    """Whoever counts."""

    def render(self) -> str:
        """Return everything counted, in Prometheus' text form."""
        ...


def web_texts(texts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Read what the page says; sentences handed in win over those of the file."""
    said = yaml.safe_load((Path(__file__).parent / "web_page" / "texts.yml").read_text(encoding="utf-8"))
    for section, sentences in (texts or {}).items():
        if section in said and isinstance(sentences, Mapping):
            said[section] = {**said[section], **sentences}
    return dict(said)


def create_app(
    conversation: Conversation,
    people: People,
    health: Health,
    metrics: Metrics,
    knowledge: Knowledge,
    texts: Mapping[str, Any] | None = None,
    *,
    ticks: Ticks = time.monotonic,
    by_sender: Rate = SENDER_RATE,
    by_address: Rate = ADDRESS_RATE,
) -> FastAPI:
    """Build the web application; `texts` is the `web` section of the app's texts, if it has one."""
    said = web_texts(texts)
    # No interactive API pages: they load scripts from elsewhere, and the interface is two calls.
    app = FastAPI(title="Fuwen", docs_url=None, redoc_url=None, openapi_url=None)
    chat = Chat(conversation, people, Guard(by_sender, by_address, ticks), Repeats(ticks), said["refusals"])
    pages = Pages(said)
    app.add_api_route("/api/chat", chat.answer, methods=["POST"], response_model=None)
    _add_state_routes(app, health, metrics)
    _add_page_routes(app, pages)
    add_document_routes(app, knowledge, pages)
    app.add_exception_handler(Exception, _last_handler(pages))
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(SecureHeaders)
    return app


def _last_handler(pages: Pages) -> Callable[[Request, Exception], HTMLResponse]:
    """Make the handler of whatever a page did not expect: the log has it all, the person a kind word."""

    def show_notice(request: Request, error: Exception) -> HTMLResponse:
        log.error("web_page.failed", path=request.url.path, exc_info=error)
        words = pages.texts["page"]
        return pages.render("notice.html", status_code=500, title=words["broken_title"], words=words["broken"])

    return show_notice


def _add_state_routes(app: FastAPI, health: Health, metrics: Metrics) -> None:
    async def healthz() -> JSONResponse:
        parts = dict(await health.check())
        is_down = DOWN in parts.values()
        return JSONResponse({"state": DOWN if is_down else "up", "parts": parts}, status_code=503 if is_down else 200)

    async def metrics_text() -> PlainTextResponse:
        return PlainTextResponse(metrics.render(), media_type="text/plain; version=0.0.4")

    app.add_api_route("/healthz", healthz, methods=["GET", "HEAD"], response_model=None)
    app.add_api_route("/metrics", metrics_text, methods=["GET"], response_model=None)


def _add_page_routes(app: FastAPI, pages: Pages) -> None:
    async def chat_page() -> HTMLResponse:
        return pages.render("chat.html")

    async def keeper() -> FileResponse:
        # Served from the root because a service worker may only keep pages below its own path.
        return FileResponse(STATIC_FOLDER / "keeper.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    app.add_api_route("/", chat_page, methods=["GET", "HEAD"], response_model=None)
    app.add_api_route("/keeper.js", keeper, methods=["GET"], response_model=None)
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_open = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open for requests, and say so."""
        await super().startup(sockets=sockets)
        self.is_open.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signals to whoever starts and stops the channels."""
        yield


class WebChannel:
    """The web as a channel: one server, in the bot's own event loop."""

    name = "web"

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._server = _Server(uvicorn.Config(app, log_config=None, server_header=False, timeout_graceful_shutdown=5))
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that is open (chosen by the system when 0 was asked for)."""
        return self._port

    async def start(self) -> None:
        """Begin to serve; returns once questions can be asked.

        Raises: OSError if the port cannot be had.
        """
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listener = socket.create_server((self._host, self._port), family=family)
        self._port = int(listener.getsockname()[1])
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        opened = asyncio.create_task(self._server.is_open.wait())
        await asyncio.wait({self._serving, opened}, return_when=asyncio.FIRST_COMPLETED)
        opened.cancel()

    async def stop(self) -> None:
        """Finish the answers under way and close the port."""
        self._server.should_exit = True
        if self._serving:
            await self._serving

    async def push(self, external_id: str, reply: Reply) -> None:
        """Refuse: a page in a browser can only be answered."""
        raise CannotPush("web")
