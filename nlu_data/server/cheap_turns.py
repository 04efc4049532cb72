"""Leave out what Rasa works out anew at every turn though it never changes; what it decides stays the same.

Profiled with py-spy on a served model: looking through every rule for every past turn, and once more as if a rule could be about
the words of a message, a text about all that for a log nobody keeps, a scheduler built around each run of the graph, the list of
all event classes for each event read, and a description of the whole domain to see that it is not empty.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Callable, Dict, List, Optional, Set, Tuple, Type

import dask.core
import rasa.engine.runner.dask as runner
from rasa.core.policies.rule_policy import PREVIOUS_ACTION, RULES, SHOULD_NOT_BE_SET, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

_RULES_KNOWN = 2000
_FITS_KNOWN = 2000
Rules = Tuple[str, ...]


def make_turns_cheap() -> None:
    """Put the short ways in the place of Rasa's long ones."""
    RulePolicy._get_possible_keys = _remembered(possible_keys)  # type: ignore[method-assign]
    RulePolicy._find_action_from_rules = _without_words(RulePolicy._find_action_from_rules)  # type: ignore[method-assign]
    _describe_states_for_debugging_only()
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


def _remembered(search: Callable[..., Set[str]]) -> Callable[..., Set[str]]:
    """Keep which rules fit which last turns: there are few kinds of turn, and each comes again and again."""
    known: Dict[Tuple[Rules, str], Set[str]] = {}

    def possible_keys(self: RulePolicy, lookup: Dict[str, str], states: List[State]) -> Set[str]:
        rules = tuple(lookup)
        last = states[len(states) - min(len(states), _longest(rules)) :]
        key = (rules, repr(last))
        if key not in known:
            if len(known) >= _FITS_KNOWN:
                known.clear()
            known[key] = search(self, lookup, last)
        return known[key]

    return possible_keys


@lru_cache(maxsize=4)
def _longest(rules: Rules) -> int:
    return max((len(_backwards(rule)) for rule in rules), default=0)


def _without_words(find: Callable[..., Any]) -> Callable[..., Any]:
    """Do not look for a rule about a message's words where every rule is about its intent; inside a form Rasa's own way is kept."""

    def find_action(self: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool) -> Any:
        if use_text_for_last_user_input and not tracker.active_loop_name and are_about_intents(tuple(self.lookup[RULES])):
            return None, None, False
        return find(self, tracker, domain, use_text_for_last_user_input)

    return find_action


@lru_cache(maxsize=4)
def are_about_intents(rules: Rules) -> bool:
    """Say whether every rule that may follow a message names the message's intent."""
    return all(_names_an_intent(_backwards(rule)[0]) for rule in rules if _backwards(rule))


def _names_an_intent(state: State) -> bool:
    if state.get(PREVIOUS_ACTION, {}).get("action_name") != ACTION_LISTEN_NAME:
        return True  # follows something we did, no message
    return state.get("user", {}).get("intent") not in (None, "", SHOULD_NOT_BE_SET)


def _describe_states_for_debugging_only() -> None:
    describe = RulePolicy.format_tracker_states

    def format_tracker_states(states: List[State]) -> str:
        return describe(states) if logging.getLogger("rasa").isEnabledFor(logging.DEBUG) else ""

    RulePolicy.format_tracker_states = staticmethod(format_tracker_states)  # type: ignore[method-assign]


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
