"""Cut a conversation's history to what the next turn needs, losing none of its state."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, ConversationPaused, Event, LoopInterrupted, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

TURNS_KEPT = 1  # no rule is about more than one message; the one before it is kept besides the present one
_BULKY_PARSE_KEYS = ("intent_ranking", "text_tokens", "response_selector")


def bounded(events: Sequence[Event], sender_id: str, slots: Sequence[Slot], turns: int = TURNS_KEPT) -> List[Event]:
    """Keep the last turns and put before them what the dropped ones left behind: slots, the form, a pause."""
    cut = _cut(events, turns)
    if cut == 0:
        return list(events)
    before = DialogueStateTracker.from_events(sender_id, list(events[:cut]), slots=[*slots])
    return [*_state_as_events(before), *events[cut:]]


def _cut(events: Sequence[Event], turns: int) -> int:
    """Give where the last turns begin: at the listening before the first message kept."""
    messages = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(messages) <= turns:
        return 0
    place = messages[-turns]
    while place > 0 and not _listens(events[place]):
        place -= 1
    return place


def _listens(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME


def _state_as_events(tracker: DialogueStateTracker) -> List[Event]:
    state: List[Event] = []
    for name, slot in tracker.slots.items():
        if slot.value != slot.initial_value:
            state.append(SlotSet(name, slot.value))
    if tracker.active_loop_name:
        state.append(ActiveLoop(tracker.active_loop_name))
        if tracker.active_loop and tracker.active_loop.is_interrupted:
            state.append(LoopInterrupted(True))
    if tracker.is_paused():
        state.append(ConversationPaused())
    return state


def as_row(events: Sequence[Event]) -> List[Dict[str, Any]]:
    """Write events as plain data without the bulk only the classifier needed."""
    rows = [event.as_dict() for event in events]
    for row in rows:
        parse: Optional[Dict[str, Any]] = row.get("parse_data")
        if parse:
            row["parse_data"] = without_bulk(parse)
    return rows


def without_bulk(parse: Mapping[str, Any]) -> Dict[str, Any]:
    """Leave out of what was understood of a message what only the classifier needed."""
    return {key: value for key, value in parse.items() if key not in _BULKY_PARSE_KEYS}
