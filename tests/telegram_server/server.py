"""The Bot API over HTTP: methods in one dict, faults in another, and a control address for other processes."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.telegram_server.limits import Limits
from tests.telegram_server.world import BOT, TOKEN, World, member_of, user_of

_SENDS = ("sendMessage", "sendPhoto", "sendDocument")
_REFUSALS = {
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "deactivated": (403, "Forbidden: user is deactivated"),
    "kicked": (403, "Forbidden: bot was kicked from the supergroup chat"),
    "muted": (400, "Bad Request: not enough rights to send text messages to the chat"),
    "not_found": (400, "Bad Request: chat not found"),
    "bad_request": (400, "Bad Request: can't parse entities"),
    "server_error": (502, "Bad Gateway"),
    "internal_error": (500, "Internal Server Error"),
}


class TelegramServer:
    """A Bot API server in this process; `world` is what happened, `url` where it listens."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.world = World()
        self.limits = limits or Limits()
        # How long a message that was delivered keeps its sender waiting in vain.
        self.hang_seconds = 3600.0
        # How long Telegram takes over a message before it answers.
        self.answer_seconds = 0.0
        self.url = ""
        self._methods: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "getMe": self._get_me, "getUpdates": self._get_updates, "setWebhook": self._set_webhook, "deleteWebhook": self._delete_webhook,
            "setMyCommands": self._set_commands, "getChatMember": self._get_chat_member, "getChatAdministrators": self._get_administrators,
            "getFile": self._get_file, **dict.fromkeys(_SENDS, self._send),
            **dict.fromkeys(("sendChatAction", "answerCallbackQuery", "editMessageText", "editMessageReplyMarkup"), self._agree),
        }  # fmt: skip

    def app(self) -> Any:
        """Return the server as an ASGI app."""
        app = Starlette(routes=[
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download),
            Route("/control/{name}", self._control, methods=["GET", "POST"]),
        ])  # fmt: skip

        async def with_line(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "line": send}, receive, send)

        return with_line

    async def until(self, condition: Callable[[], bool], seconds: float = 15.0) -> None:
        """Wait until something has happened; fails when it does not."""
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)

    async def _call(self, request: Request) -> Response:
        if request.path_params["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        try:
            name, params = request.path_params["method"], await _params_of(request)
        except ClientDisconnect:
            # Whoever asked was killed in the middle of the question.
            return _refusal(400, "Bad Request: incomplete")
        self.world.calls.append((name, params, time.monotonic()))
        method = self._methods.get(name)
        if method is None:
            return _refusal(404, "Not Found")
        result = await method({**params, "_method": name, "_request": request})
        return result if isinstance(result, Response) else JSONResponse({"ok": True, "result": result})

    async def _send(self, params: dict[str, Any]) -> Any:
        name, request = params.pop("_method"), params.pop("_request")
        chat_id = int(params["chat_id"])
        wait = self.limits.refuse(chat_id)
        if wait is not None:
            self.world.refusals.append((chat_id, wait))
            return _refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        if chat_id in self.world.moved:
            return _refusal(
                400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": self.world.moved[chat_id]}
            )
        fault = self.world.next_fault(chat_id)
        if fault in _REFUSALS:
            return _refusal(*_REFUSALS[fault])
        if fault and fault.startswith("wait_"):
            return _refusal(429, "Too Many Requests", {"retry_after": int(fault.removeprefix("wait_"))})
        if fault == "reset":
            return _Reset()
        message = self.world.deliver(name, params)
        if self.answer_seconds:
            await asyncio.sleep(self.answer_seconds)
        if fault == "delivered_but_timed_out":
            await _hang(request, self.hang_seconds)
        if fault in ("delivered_but_reset", "delivered_but_timed_out"):
            return _Reset()
        if name == "sendPhoto":
            message["photo"] = [{"file_id": f"photo-{message['message_id']}", "file_unique_id": "u", "width": 1, "height": 1}]
        if name == "sendDocument":
            message["document"] = {"file_id": f"document-{message['message_id']}", "file_unique_id": "u"}
        return message

    async def _get_me(self, _params: dict[str, Any]) -> Any:
        return BOT

    async def _get_updates(self, params: dict[str, Any]) -> Any:
        if self.world.webhook.get("url"):
            return _refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset, ends = int(params.get("offset") or 0), time.monotonic() + float(params.get("timeout") or 0)
        request: Request = params["_request"]
        while self.world.updates and self.world.updates[0]["update_id"] < offset:
            self.world.updates.popleft()
        while not self.world.updates and time.monotonic() < ends and not await request.is_disconnected():
            await asyncio.sleep(0.01)
        return list(self.world.updates)[:100]

    async def _set_webhook(self, params: dict[str, Any]) -> Any:
        self.world.webhook = {key: value for key, value in params.items() if not key.startswith("_")}
        return True

    async def _delete_webhook(self, _params: dict[str, Any]) -> Any:
        self.world.webhook = {}
        return True

    async def _set_commands(self, params: dict[str, Any]) -> Any:
        self.world.commands[params.get("scope", {}).get("type", "default")] = params["commands"]
        return True

    async def _get_chat_member(self, params: dict[str, Any]) -> Any:
        chat_id, user_id = int(params["chat_id"]), int(params["user_id"])
        return member_of({"user": user_of(user_id)}, self.world.statuses.get((chat_id, user_id), "member"))

    async def _get_administrators(self, params: dict[str, Any]) -> Any:
        admins = [user for (chat, user), status in self.world.statuses.items() if chat == int(params["chat_id"]) and status != "member"]
        return [member_of({"user": user_of(user)}, self.world.statuses[(int(params["chat_id"]), user)]) for user in admins]

    async def _get_file(self, params: dict[str, Any]) -> Any:
        name = params["file_id"]
        if name not in self.world.files:
            return _refusal(400, "Bad Request: invalid file_id")
        return {"file_id": name, "file_unique_id": name, "file_size": len(self.world.files[name]), "file_path": f"documents/{name}"}

    async def _agree(self, _params: dict[str, Any]) -> Any:
        return True

    async def _download(self, request: Request) -> Response:
        content = self.world.files.get(request.path_params["path"].removeprefix("documents/"))
        return Response(content) if content is not None else Response(status_code=404)

    async def _control(self, request: Request) -> Response:
        """Let another process push updates, set faults and read what was delivered."""
        world = self.world
        if request.path_params["name"] == "delivered":
            return JSONResponse([{"chat_id": m.chat_id, "text": m.text, "at": m.at} for m in world.delivered])
        if request.path_params["name"] == "refusals":
            return JSONResponse(world.refusals)
        content = await request.json()
        if request.path_params["name"] == "update":
            return JSONResponse(world.push(**content))
        if request.path_params["name"] == "faults":
            for chat_id, names in content.items():
                world.faults[int(chat_id)].extend(names)
            return JSONResponse(True)
        return Response(status_code=404)


class _Reset(Response):
    """An answer that never comes: the connection is cut."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        # The server's own end of the line is reached through its send method.
        scope["line"].__self__.transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


async def _hang(request: Request, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not await request.is_disconnected():
        await asyncio.sleep(0.05)


async def _params_of(request: Request) -> dict[str, Any]:
    form = await request.form()
    params: dict[str, Any] = {**request.query_params}
    for key, value in form.items():
        params[key] = _plain(value) if isinstance(value, str) else await value.read()
    await form.close()
    return params


def _plain(value: str) -> Any:
    return json.loads(value) if value[:1] in "[{" else value


def _refusal(code: int, description: str, parameters: dict[str, Any] | None = None) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return JSONResponse(body | ({"parameters": parameters} if parameters else {}), status_code=code)


@asynccontextmanager
async def serving(server: TelegramServer) -> AsyncIterator[TelegramServer]:
    """Run the server on a free port of loopback."""
    # Named as TCP: else asyncio leaves Nagle's algorithm on, and every answer waits forty milliseconds for an acknowledgement.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        server.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(server.app(), log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        web = uvicorn.Server(config)
        task = asyncio.create_task(web.serve(sockets=[listener]))
        while not web.started:
            await asyncio.sleep(0.005)
        try:
            yield server
        finally:
            web.should_exit = web.force_exit = True
            await task
