"""Calls to the action server are checked as strictly as ever, and cost less."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import web
from jsonschema import ValidationError, validators
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError

from nlu_data.server.action_calls import KeptOpenEndpoint, make_action_calls_cheap

CONTRACT = Path(__file__).parents[1] / "contract"  # recorded once between this Rasa and our action server
GOOD = [
    json.loads((CONTRACT / "action_answers_rasa.json").read_text(encoding="utf-8")),
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "region", "value": None, "timestamp": None}], "responses": [{"text": "好"}]},
    {},
]
BAD = [
    {"events": [{"event": "slot"}], "responses": []},
    {"events": "none", "responses": []},
    {"events": [], "responses": ["好"]},
    {"events": [{"event": "nothing_of_the_kind"}]},
    [],
    None,
]


@pytest.fixture
def action():
    validate, call_format = RemoteAction._validate_action_result, RemoteAction._action_call_format
    make_action_calls_cheap()
    yield RemoteAction("action_answer", None)
    RemoteAction._validate_action_result, RemoteAction._action_call_format = validate, call_format


@pytest.mark.parametrize("result", GOOD)
def test_a_good_reply_passes(action, result):
    assert action._validate_action_result(result) is True


@pytest.mark.parametrize("result", BAD)
def test_a_bad_reply_is_refused_as_rasa_refuses_it(action, result):
    with pytest.raises(ValidationError, match="action server"):
        action._validate_action_result(result)


def test_the_schema_is_compiled_once(action, monkeypatch):
    def recompiled(*schema):
        raise AssertionError("the schema was compiled again")

    for kind in set(validators._META_SCHEMAS.values()) if hasattr(validators, "_META_SCHEMAS") else {validators.Draft202012Validator}:
        monkeypatch.setattr(kind, "check_schema", classmethod(recompiled))
    assert action._validate_action_result(GOOD[1])


def serve_and(ask):
    """Run a tiny action server on a port of the system's choosing, and ask it."""

    async def run():
        peers = []

        async def answer(request):
            peers.append(request.transport.get_extra_info("peername"))
            body = await request.json()
            if body.get("fail"):
                return web.json_response({"error": "no", "action_name": "a"}, status=400)
            return web.json_response({"events": []})

        app = web.Application()
        app.router.add_post("/webhook", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        endpoint = KeptOpenEndpoint(url=f"http://127.0.0.1:{runner.addresses[0][1]}/webhook", enable_selective_domain=True)
        try:
            return await ask(endpoint), peers
        finally:
            await endpoint.close()
            await runner.cleanup()

    return asyncio.run(run())


def test_one_connection_serves_many_calls():
    async def ask(endpoint):
        return [await endpoint.request(json={}, timeout=300) for _ in range(5)]

    replies, peers = serve_and(ask)
    assert replies == [{"events": []}] * 5
    assert len(set(peers)) == 1


def test_a_refusal_is_raised_as_rasas_own_endpoint_raises_it():
    async def ask(endpoint):
        with pytest.raises(ClientResponseError) as refusal:
            await endpoint.request(json={"fail": True})
        return refusal.value.status

    assert serve_and(ask)[0] == 400


def test_the_domain_is_not_sent_along():
    endpoint = KeptOpenEndpoint(url="http://127.0.0.1:1/webhook", enable_selective_domain=True)
    assert RemoteAction("action_answer", endpoint)._is_selective_domain_enabled()


def test_rasa_calls_an_action_in_the_recorded_shape(action):
    recorded = json.loads((CONTRACT / "rasa_calls_action.json").read_text(encoding="utf-8"))
    domain = Domain.from_dict({"intents": ["ask_subsidy"], "actions": ["action_answer"]})
    tracker = DialogueStateTracker.from_events("p", [UserUttered("养一头牛给多少钱")])

    made = action._action_call_format(tracker, domain)

    assert set(recorded) <= set(made)
    assert set(recorded["tracker"]) == set(made["tracker"])


def test_only_the_present_turn_is_sent_and_what_a_form_heard_in_it(action):
    parse = {"intent_ranking": [{"name": "ask_subsidy", "confidence": 1.0}], "entities": [{"entity": "mention", "value": 1}]}
    before = [UserUttered("你好"), ActionExecuted("action_greet"), BotUttered("您好"), SlotSet("region", "140431")]
    now = [
        UserUttered("养一头牛", {"name": "inform"}, parse["entities"], parse),
        ActionExecuted("calculation_form"),
        SlotSet("holdings", []),
    ]
    tracker = DialogueStateTracker.from_events("p", [*before, *now])

    sent = action._action_call_format(tracker, Domain.empty())["tracker"]

    assert [event["event"] for event in sent["events"]] == ["user", "action", "slot"]
    assert sent["latest_message"]["text"] == "养一头牛"
    assert sent["latest_message"]["entities"] == parse["entities"]
    assert "intent_ranking" not in json.dumps(sent)
