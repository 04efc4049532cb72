"""The actions that answer: a question, a clause, where the last answer stands."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.calculation_form import HOLDINGS, REGISTERED_POOR, calculation_turn
from actions.consultation import REGION, consult
from actions.desk import Desk
from actions.rendering import render_clause, render_consultation
from actions.texts import texts
from actions.turns import turn_of
from policy_kb.model import Citation

Events = list[dict[str, Any]]


class DeskAction(Action):  # type: ignore[misc]
    """An action that works at the desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk


class AnswerAction(DeskAction):
    """Answers whatever was asked or told."""

    def name(self) -> str:
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = turn_of(tracker)
        person = self.desk.person(tracker.sender_id)
        kb = self.desk.knowledge.current()
        day = self.desk.day_for(person)
        consultation = consult(kb, turn, person, day)
        self.desk.keep(tracker.sender_id, turn.text, consultation)
        for message in render_consultation(kb, turn, consultation, day):
            dispatcher.utter_message(**message)
        return [SlotSet(REGION, consultation.region)] if tracker.active_loop and consultation.region_is_new else []


class ShowClauseAction(DeskAction):
    """Shows a whole clause, the quoted sentence marked."""

    def name(self) -> str:
        return "action_show_clause"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        wanted = turn_of(tracker).payload
        citation = Citation(str(wanted.get("document", "")), str(wanted.get("clause", "")), str(wanted.get("quote", "")))
        dispatcher.utter_message(**render_clause(self.desk.knowledge.current(), citation, self.desk.today))
        return []


class ShowSourceAction(DeskAction):
    """Shows the clauses the last answer stands on."""

    def name(self) -> str:
        return "action_show_source"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        citations = self.desk.person(tracker.sender_id).memory.citations
        if not citations:
            dispatcher.utter_message(text=texts().say("nothing_to_show"))
        for citation in citations[:2]:
            dispatcher.utter_message(**render_clause(self.desk.knowledge.current(), citation, self.desk.today))
        return []


class FinishCalculationAction(DeskAction):
    """Works out the sum once the form knows the place, the kind of household and what it has."""

    def name(self) -> str:
        return "action_finish_calculation"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = calculation_turn(tracker)
        person = self.desk.person(tracker.sender_id)
        kb = self.desk.knowledge.current()
        consultation = consult(kb, turn, person, self.desk.today)
        self.desk.keep(tracker.sender_id, turn.text, consultation)
        for message in render_consultation(kb, turn, consultation, self.desk.today, offer_to_keep=True):
            dispatcher.utter_message(**message)
        return [SlotSet(name, None) for name in (REGION, REGISTERED_POOR, HOLDINGS)]
