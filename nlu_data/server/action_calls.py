"""Make Rasa's calls to the action server cheap: one compiled validator, one connection kept open."""

from __future__ import annotations

from typing import Any, Dict, Optional

import aiohttp
from jsonschema import validators
from jsonschema.exceptions import best_match
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, concat_url

ACTION_TIMEOUT_SECONDS = 20
_MORE_HELP = ". The action server's reply is not as Rasa expects it: {events: [...], responses: [...]}."


def make_action_calls_cheap() -> None:
    """Replace Rasa's check of an action's reply, which recompiles a constant schema on every call."""
    schema = RemoteAction.action_response_format_spec()
    kind = validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(self: RemoteAction, result: Dict[str, Any]) -> bool:
        error = next(validator.iter_errors(result), None)
        if error is None:
            return True
        found = best_match(validator.iter_errors(result)) or error
        found.message += _MORE_HELP
        raise found

    RemoteAction._validate_action_result = validate  # type: ignore[method-assign]


class KeptOpenEndpoint(EndpointConfig):
    """The action server, spoken to over connections that stay open between calls."""

    _session: Optional[aiohttp.ClientSession] = None

    async def request(
        self,
        method: str = "post",
        subpath: Optional[str] = None,
        content_type: Optional[str] = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Optional[Any]:
        """Send one request and return the JSON of the reply; raises as Rasa's own endpoint does."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ACTION_TIMEOUT_SECONDS))
        kwargs.pop("timeout", None)
        kwargs.pop("headers", None)
        url = concat_url(self.url, subpath)
        headers = {"Content-Type": content_type or ""}
        async with self._session.request(method, url, headers=headers, compress=compress, **kwargs) as response:
            if response.status >= 400:
                raise ClientResponseError(response.status, response.reason, await response.content.read())
            return await response.json()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
