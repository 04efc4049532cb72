"""A client of a running Fuwen's public chat address, for the terminal and for the check at every start."""

from __future__ import annotations

import httpx

from bot.errors import BotError, NotRunning
from bot.messages import Reply
from bot.rasa_client import reply_from

_PATIENCE_SECONDS = 30.0


class ChatClient:
    """Says things to a running Fuwen, as one sender."""

    def __init__(self, url: str, sender: str) -> None:
        self.url, self.sender = url, sender
        self._http = httpx.Client(base_url=url, timeout=_PATIENCE_SECONDS, trust_env=False)

    def say(self, text: str) -> list[Reply]:
        """Send a message and return the replies.

        Raises: NotRunning if nothing listens there; BotError if it refuses the message.
        """
        try:
            response = self._http.post("/api/chat", json={"sender": self.sender, "text": text})
        except httpx.HTTPError as exc:
            raise NotRunning(self.url) from exc
        if not response.is_success:
            raise BotError(_reason(response))
        return [reply_from(message) for message in response.json()["messages"]]

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()


def _reason(response: httpx.Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {response.status_code}"
