"""Make Rasa's calls to the action server cheap: one compiled validator, one connection kept open, the present turn alone sent along."""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence

import aiohttp
import rasa
from jsonschema import validators
from jsonschema.exceptions import best_match
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, concat_url

from nlu_data.server.bounded_history import as_row, without_bulk

ACTION_TIMEOUT_SECONDS = 20
_MORE_HELP = ". The action server's reply is not as Rasa expects it: {events: [...], responses: [...]}."


def make_action_calls_cheap() -> None:
    """Replace Rasa's check of an action's reply, which recompiles a constant schema on every call, and what is sent."""
    _send_the_present_turn_alone()
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


def _send_the_present_turn_alone() -> None:
    """Send slots, form and the events since the last message: our actions keep what was said before in the app's database."""

    def call_format(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> Dict[str, Any]:
        state = tracker.current_state(EventVerbosity.NONE)
        state["events"] = as_row(_present_turn(list(tracker.events)))
        state["latest_message"] = without_bulk(state["latest_message"] or {})
        call = {"next_action": self.name(), "sender_id": tracker.sender_id, "tracker": state, "version": rasa.__version__}
        if not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(self.name()):
            call["domain"] = domain.as_dict()
        return call

    RemoteAction._action_call_format = call_format  # type: ignore[method-assign]


def _present_turn(events: Sequence[Event]) -> Sequence[Event]:
    last = max((place for place, event in enumerate(events) if isinstance(event, UserUttered)), default=0)
    return events[last:]


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
