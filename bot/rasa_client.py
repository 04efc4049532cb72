"""The app's only sentence to Rasa: a message out over HTTP, replies or our own errors back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx

from bot.errors import RasaUnavailable
from bot.messages import Button, Reply

ANSWER_TIMEOUT_SECONDS = 10.0
PART_TIMEOUT_SECONDS = 2.0
_CONNECT_TIMEOUT_SECONDS = 2.0
_CONNECT_ATTEMPTS = 2


class RasaClient:
    """Talks to Rasa's REST channel over kept-alive connections."""

    def __init__(self, rasa_url: str, actions_url: str, timeout_seconds: float = ANSWER_TIMEOUT_SECONDS) -> None:
        timeout = httpx.Timeout(timeout_seconds, connect=min(_CONNECT_TIMEOUT_SECONDS, timeout_seconds))
        # Loopback only: a proxy set in the environment is for the world outside.
        self._http = httpx.AsyncClient(timeout=timeout, trust_env=False, limits=httpx.Limits(max_keepalive_connections=50))
        self._rasa_url, self._actions_url = rasa_url, actions_url

    async def ask(self, person_id: str, text: str) -> list[Reply]:
        """Pass a message on and return the replies.

        Raises: RasaUnavailable if Rasa or the actions are down, slow or broken.
        """
        replies = replies_from(await self._post({"sender": person_id, "message": text}))
        # Rasa answers with silence when the action server fails it.
        if not replies and not await self.actions_are_up():
            raise RasaUnavailable("the action server does not answer")
        return replies

    async def rasa_is_up(self) -> bool:
        """Say whether Rasa has its model loaded and answers."""
        return await self._answers(f"{self._rasa_url}/status")

    async def actions_are_up(self) -> bool:
        """Say whether the action server answers."""
        return await self._answers(f"{self._actions_url}/health")

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def _post(self, message: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        for attempt in range(1, _CONNECT_ATTEMPTS + 1):
            try:
                response = await self._http.post(f"{self._rasa_url}/webhooks/rest/webhook", json=message)
                response.raise_for_status()
                return list(response.json())
            except httpx.ConnectError as exc:
                # Nothing was sent yet, so trying again asks nothing twice.
                if attempt == _CONNECT_ATTEMPTS:
                    raise RasaUnavailable("Rasa takes no connection") from exc
            except httpx.HTTPStatusError as exc:
                raise RasaUnavailable(f"Rasa answered {exc.response.status_code}") from exc
            except httpx.TimeoutException as exc:
                raise RasaUnavailable("Rasa did not answer in time") from exc
            except (httpx.HTTPError, ValueError, TypeError) as exc:
                raise RasaUnavailable(f"Rasa's answer broke off ({type(exc).__name__})") from exc
        raise AssertionError("every attempt returns or raises")

    async def _answers(self, url: str) -> bool:
        try:
            return (await self._http.get(url, timeout=PART_TIMEOUT_SECONDS)).is_success
        except httpx.HTTPError:
            return False


def replies_from(messages: Sequence[Mapping[str, Any]]) -> list[Reply]:
    """Read Rasa's messages; what carries no text of its own (`custom`, `image`) joins the reply before it."""
    replies: list[Reply] = []
    for message in messages:
        reply = reply_from(message)
        if not reply.text and replies:
            last = replies[-1]
            replies[-1] = replace(
                last, image=last.image or reply.image, meta={**last.meta, **reply.meta}, buttons=last.buttons + reply.buttons
            )
        elif reply.text or reply.image or reply.meta:
            replies.append(reply)
    return replies


def reply_from(message: Mapping[str, Any]) -> Reply:
    """Read one message in the shape that Rasa, the chat page and the database share."""
    buttons = tuple(Button(b["title"], b.get("payload") or b["title"]) for b in message.get("buttons") or ())
    meta = message.get("custom") or message.get("meta") or {}
    return Reply(message.get("text") or "", buttons, message.get("image"), meta if isinstance(meta, Mapping) else {})


def as_json(reply: Reply) -> dict[str, Any]:
    """Write a reply in the shape that `reply_from` reads."""
    buttons = [{"title": b.title, "payload": b.payload} for b in reply.buttons]
    return {"text": reply.text, "buttons": buttons, "image": reply.image, "meta": dict(reply.meta)}
