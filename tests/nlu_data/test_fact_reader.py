"""The extractor hands on what was read, in the shape other rooms expect."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

from nlu_data.components.fact_reader import FactReader


def understand(tokenizer, text):
    messages = tokenizer.process([Message.build(text)])
    return FactReader().process(messages)[0].get("entities")


def test_entities_carry_offsets_values_and_their_reader(tokenizer):
    text = "我在 沁源县，养了２头牛"
    entities = {e["entity"]: e for e in understand(tokenizer, text)}
    assert text[entities["mention"]["start"] : entities["mention"]["end"]] == "２头牛"
    assert entities["mention"]["value"]["fact"] == "cattle"
    assert entities["place"]["value"] == {"code": "140431", "name": "沁源县", "candidates": ["140431"]}
    assert all(e["extractor"] == "FactReader" for e in entities.values())


def test_entities_that_came_before_are_kept(tokenizer):
    message = tokenizer.process([Message.build("两头牛")])[0]
    message.set("entities", [{"entity": "clause", "value": "一"}])
    assert [e["entity"] for e in FactReader().process([message])[0].get("entities")] == ["clause", "mention"]


def test_a_message_without_text_has_no_facts(tokenizer):
    assert understand(tokenizer, "😀") == []
