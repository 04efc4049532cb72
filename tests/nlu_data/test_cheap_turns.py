"""What is left out of a turn changes nothing of what Rasa decides."""

from __future__ import annotations

import json

import pytest
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, UserUttered

from nlu_data.server import cheap_turns

FULL_SEARCH = RulePolicy._get_possible_keys
LISTEN, ANSWER = {"prev_action": {"action_name": "action_listen"}}, {"prev_action": {"action_name": "action_answer"}}
ASK = {**LISTEN, "user": {"intent": "ask_policy"}}
THANK = {**LISTEN, "user": {"intent": "thank"}}
RULES = {
    json.dumps(states): "action" for states in ([{}, ASK], [ASK], [ASK, ANSWER], [THANK], [{}, ASK, ANSWER, THANK], [ASK, ANSWER, THANK])
}
TALKS = (
    [],
    [{}],
    [{}, ASK],
    [{}, THANK],
    [{}, ASK, ANSWER],
    [{}, ASK, ANSWER, THANK],
    [{}, THANK, ANSWER, ASK, ANSWER, THANK],
    [{}, *[ASK, ANSWER] * 10, ASK],
)


@pytest.mark.parametrize("states", TALKS, ids=len)
def test_the_same_rules_fit_as_in_rasas_own_search(states):
    policy = object.__new__(RulePolicy)
    assert cheap_turns.possible_keys(policy, RULES, states) == FULL_SEARCH(policy, RULES, states)


def test_some_talks_fit_a_rule_and_some_fit_none():
    policy = object.__new__(RulePolicy)
    assert cheap_turns.possible_keys(policy, RULES, TALKS[4])
    assert not cheap_turns.possible_keys(policy, RULES, [{}, ANSWER])


@pytest.mark.parametrize("states", TALKS, ids=len)
def test_rules_remembered_for_a_kind_of_turn_are_those_found_anew(states):
    policy, search = object.__new__(RulePolicy), cheap_turns._remembered(cheap_turns.possible_keys)
    fewer = dict(list(RULES.items())[:2])
    for lookup in (RULES, fewer, {}) * 2:
        assert search(policy, lookup, states) == FULL_SEARCH(policy, lookup, states)


def test_a_rule_about_words_is_still_looked_for():
    about_words = json.dumps([{**LISTEN, "user": {"text": "你好"}}])
    about_anything = json.dumps([LISTEN])
    assert cheap_turns.are_about_intents(tuple(RULES))
    assert not cheap_turns.are_about_intents((*RULES, about_words))
    assert not cheap_turns.are_about_intents((*RULES, about_anything))


def test_where_all_rules_are_about_intents_none_fits_the_words_of_a_message():
    policy = object.__new__(RulePolicy)
    said = {**LISTEN, "user": {"text": "养一头牛给多少钱"}}
    for states in TALKS:
        assert not FULL_SEARCH(
            policy, {rule: action for rule, action in RULES.items() if len(json.loads(rule)) <= len(states)}, [*states, said]
        )


def test_events_are_read_as_before_and_an_unknown_one_is_still_an_error(monkeypatch):
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    cheap_turns._remember_event_classes()
    assert [Event.resolve_by_type(name) for name in ("slot", "user", "slot")] == [SlotSet, UserUttered, SlotSet]
    assert Event.resolve_by_type("strange", SlotSet) is SlotSet
    assert Event.resolve_by_type("user", SlotSet) is UserUttered
    with pytest.raises(ValueError, match="strange"):
        Event.resolve_by_type("strange")


def test_an_empty_domain_and_a_full_one_are_told_apart(monkeypatch):
    monkeypatch.setattr(Domain, "is_empty", Domain.is_empty)
    cheap_turns._remember_that_the_domain_is_not_empty()
    full = Domain.from_dict({"intents": ["greet"]})
    assert [Domain.empty().is_empty(), full.is_empty(), full.is_empty()] == [True, False, False]
