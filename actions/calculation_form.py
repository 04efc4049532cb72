"""The step-by-step calculation: place, kind of household, what they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.consultation import NO, QUESTIONS, REGION, UNKNOWN, YES
from actions.desk import Desk
from actions.places import read_places
from actions.rendering import quantity_in_words
from actions.texts import texts
from actions.turns import Turn, turn_of
from policy_kb.matching.households import OWN, belonging_to
from policy_kb.model import FactValue, Mention

REGISTERED_POOR, HOLDINGS = "registered_poor", "holdings"
_POOR_BY_INTENT = {YES: "yes", NO: "no", UNKNOWN: "unknown"}
_NUMBERS = ("value", "low", "high", "of")


class CalculationForm(FormValidationAction):  # type: ignore[misc]
    """Fills the form from what was said, and from what is already known of the person.

    A turn that fills nothing returns nothing: Rasa then leaves the form for one turn and the rules answer the interruption.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def name(self) -> str:
        return "validate_calculation_form"

    async def extract_region(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> dict[str, Any]:
        """Take the place just named, else, once, the one on file."""
        turn, known = turn_of(tracker), self.desk.person(tracker.sender_id).region
        if turn.intent in QUESTIONS:
            return _once(tracker, REGION, known)
        reading = read_places(self.desk.knowledge.current(), turn, known)
        if reading.is_new:
            self.desk.move(tracker.sender_id, reading.stored)
            return {REGION: reading.stored}
        return _once(tracker, REGION, known)

    async def extract_registered_poor(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> dict[str, Any]:
        """Take yes, no or don't know when that was asked, or a plain statement at any time."""
        turn = turn_of(tracker)
        if REGISTERED_POOR in turn.statuses and turn.intent not in QUESTIONS:
            return {REGISTERED_POOR: "yes" if turn.statuses[REGISTERED_POOR] else "no"}
        if tracker.get_slot("requested_slot") == REGISTERED_POOR and turn.intent in _POOR_BY_INTENT:
            return {REGISTERED_POOR: _POOR_BY_INTENT[turn.intent]}
        return _once(tracker, REGISTERED_POOR, self._poor_on_file(tracker))

    async def extract_holdings(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> dict[str, Any]:
        """Take the animals, crops and sheds told; 没有 is an answer, silence is not."""
        turn = turn_of(tracker)
        is_asked = tracker.get_slot("requested_slot") == HOLDINGS
        if tells_holdings(turn) or (turn.intent not in QUESTIONS and holdings_told(turn)):
            return {HOLDINGS: holdings_told(turn)}
        if is_asked and turn.intent == YES:
            kept = self.desk.person(tracker.sender_id).facts
            return {HOLDINGS: holdings_kept(kept)} if kept else {}
        return {HOLDINGS: []} if is_asked and turn.intent == NO else {}

    def _poor_on_file(self, tracker: Tracker) -> str | None:
        known = self.desk.person(tracker.sender_id).facts.get(REGISTERED_POOR)
        return None if known is None else ("yes" if known else "no")


class ExplainFormAction(Action):  # type: ignore[misc]
    """Says how to answer when the form heard nothing it could use; the form then asks again."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def name(self) -> str:
        return "action_explain_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        examples = {REGION: self.desk.example_place, HOLDINGS: texts().say("holdings_example")}
        wanted = tracker.get_slot("requested_slot") or HOLDINGS
        dispatcher.utter_message(text=texts().say(f"{wanted}_unclear", example=examples.get(wanted, "")))
        return []


class AskHoldingsAction(Action):  # type: ignore[misc]
    """Asks what the household has, starting from what it said last time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def name(self) -> str:
        return "action_ask_calculation_form_holdings"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        kept, kb = mentions_of(holdings_kept(self.desk.person(tracker.sender_id).facts)), self.desk.knowledge.current()
        say, buttons = texts().say, texts().buttons
        if kept:
            listed = "、".join(quantity_in_words(m, kb) for m in kept)
            titles = (buttons["same"], buttons["none"])
            dispatcher.utter_message(text=say("ask_holdings_again", holdings=listed), buttons=[{"title": t, "payload": t} for t in titles])
        else:
            dispatcher.utter_message(text=say("ask_holdings", example=say("holdings_example")))
        return []


def _once(tracker: Tracker, slot: str, value: Any) -> dict[str, Any]:
    return {slot: value} if value is not None and tracker.get_slot(slot) is None else {}


def holdings_told(turn: Turn) -> list[dict[str, Any]]:
    """Return what a household tells of itself as JSON values a slot can hold; a number of nobody knows what tells none."""
    return [_out(m) for m in belonging_to(OWN, turn.mentions, turn.text) if (m.value is not None and (m.fact or m.unit)) or m.negated]


def tells_holdings(turn: Turn) -> bool:
    """Say whether a question asked inside the form also tells what they have: 两头牛三头猪能领多少 does, 羊多少钱一只 does not."""
    return any(m.value is not None and m.value > 1 and (m.fact or m.unit) for m in turn.mentions)


def holdings_kept(facts: Mapping[str, FactValue]) -> list[dict[str, Any]]:
    """Return the numbers kept in a profile as the same JSON values."""
    numbers = {name: value for name, value in facts.items() if isinstance(value, Decimal)}
    return [_out(Mention(fact=name, value=value, unit="", text="")) for name, value in numbers.items()]


def mentions_of(holdings: list[dict[str, Any]] | None) -> tuple[Mention, ...]:
    """Read back what `holdings_told` wrote into the slot."""
    return tuple(Mention(**{**h, **{n: Decimal(h[n]) if h.get(n) is not None else None for n in _NUMBERS}}) for h in holdings or ())


def _out(mention: Mention) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(mention).items()}


def calculation_turn(tracker: Tracker) -> Turn:
    """Write the filled form as the question it stands for: how much for all of this."""
    poor = tracker.get_slot(REGISTERED_POOR)
    statuses = {REGISTERED_POOR: poor == "yes"} if poor in ("yes", "no") else {}
    mentions = mentions_of(tracker.get_slot(HOLDINGS))
    if not mentions:
        return Turn(texts().say("overview_question"), "ask_overview", statuses=statuses)
    return Turn(texts().say("calculation_question"), "ask_subsidy", mentions=mentions, statuses=statuses)
