"""The actions about the person: keep their facts, start over, cancel, forget."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import AllSlotsReset, Restarted
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import DeskAction, Events
from actions.consultation import facts_known
from actions.texts import texts


class KeepFactsAction(DeskAction):
    """Keeps what was told for the next calculation, because the person tapped the button that says so."""

    def name(self) -> str:
        return "action_keep_facts"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        facts = facts_known(self.desk.person(tracker.sender_id))
        if facts:
            self.desk.keep_facts(tracker.sender_id, facts)
        dispatcher.utter_message(text=texts().say("kept" if facts else "nothing_to_keep"))
        return []


class CancelAction(DeskAction):
    """Leaves the calculation; what was asked before is still remembered."""

    def name(self) -> str:
        return "action_cancel"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        dispatcher.utter_message(text=texts().say("cancelled"))
        return [AllSlotsReset()]


class StartOverAction(DeskAction):
    """Drops the thread of the talk; takes the place of Rasa's own restart."""

    def name(self) -> str:
        return "action_restart"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        self.desk.start_over(tracker.sender_id)
        dispatcher.utter_message(text=texts().say("started_over"))
        return [Restarted()]


class ForgetMeAction(DeskAction):
    """Says that everything is deleted; the bot deletes it once this turn has been written down."""

    def name(self) -> str:
        return "action_forget_me"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        dispatcher.utter_message(text=texts().say("forgotten"), json_message={"outcome": "forgotten"})
        return [AllSlotsReset()]
