"""Leave out what Rasa works out anew at every turn though it never changes; what it decides stays the same.

Profiled with py-spy on a served model: looking through every rule for every past turn, a scheduler built around each run of
the graph, the list of all event classes for each event read, and a description of the whole domain to see that it is not empty.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Dict, List, Optional, Set, Tuple, Type

import dask.core
import rasa.engine.runner.dask as runner
from rasa.core.policies.rule_policy import PREVIOUS_ACTION, RulePolicy
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import Event

_RULES_KNOWN = 2000


def make_turns_cheap() -> None:
    """Put the short ways in the place of Rasa's long ones."""
    RulePolicy._get_possible_keys = possible_keys  # type: ignore[method-assign]
    # The graph of a turn is small and runs in one thread: dask's plain `get` does it without queues and futures.
    runner.dask = SimpleNamespace(get=dask.core.get)  # type: ignore[assignment]
    _remember_event_classes()
    _remember_that_the_domain_is_not_empty()


def possible_keys(self: RulePolicy, lookup: Dict[str, str], states: List[State]) -> Set[str]:
    """Find the rules that fit the last turns; farther back than the longest rule there is nothing to compare."""
    keys = list(lookup)
    for turn, state in enumerate(reversed(states)):
        open_keys = [key for key in keys if turn < len(_backwards(key))]
        if not open_keys:
            break
        misfits = {key for key in open_keys if not _fits(_backwards(key)[turn], state)}
        keys = [key for key in keys if key not in misfits]
    return set(keys)


@lru_cache(maxsize=_RULES_KNOWN)
def _backwards(rule_key: str) -> Tuple[State, ...]:
    return tuple(reversed(RulePolicy._rule_key_to_state(rule_key)))


def _fits(rule_state: State, state: State) -> bool:
    """Say whether a rule's state fits a conversation's, the beginning of a conversation fitting only a beginning."""
    rule_begins, conversation_begins = not rule_state.get(PREVIOUS_ACTION), not state.get(PREVIOUS_ACTION)
    if rule_begins or conversation_begins:
        return rule_begins and conversation_begins
    return RulePolicy._does_rule_match_state(rule_state, state)


def _remember_event_classes() -> None:
    known: Dict[str, Type[Event]] = {}
    look_up = Event.resolve_by_type

    def resolve_by_type(type_name: str, default: Optional[Type[Event]] = None) -> Optional[Type[Event]]:
        if type_name not in known:
            found = look_up(type_name, default)
            if found is None or found is default:
                return found
            known[type_name] = found
        return known[type_name]

    Event.resolve_by_type = staticmethod(resolve_by_type)  # type: ignore[assignment]


def _remember_that_the_domain_is_not_empty() -> None:
    look = Domain.is_empty

    def is_empty(self: Any) -> bool:
        if "_is_empty" not in self.__dict__:
            self._is_empty = look(self)
        return bool(self._is_empty)

    Domain.is_empty = is_empty  # type: ignore[method-assign]
