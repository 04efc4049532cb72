"""Intents are told apart by meaning, and the model is plain data on the disk."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu_data.components.intent_classifier import cautious, counting
from nlu_data.components.intent_features import features
from nlu_data.components.linear_model import LinearModel, learn

SMALL = {
    "greet": ["你好", "您好啊", "在吗"],
    "thank": ["谢谢", "多谢你", "感谢啊"],
    "ask": ["养牛补多少钱", "养羊补几个钱", "种谷子给多少钱"],
}


@pytest.fixture(scope="module")
def model(tokenizer):
    rows = [(features(tokenizer.tokenize(Message.build(text), "text")), intent) for intent, texts in SMALL.items() for text in texts]
    return learn([row[0] for row in rows], [row[1] for row in rows], strength=20.0, rarest=1, steps=100)


def test_what_was_taught_is_known_again(model, tokenizer):
    for intent, texts in SMALL.items():
        for text in texts:
            assert model.rank(features(tokenizer.tokenize(Message.build(text), "text")))[0][0] == intent


def test_a_new_wording_of_the_same_meaning_is_understood(model, tokenizer):
    assert model.rank(features(tokenizer.tokenize(Message.build("养驴补多少"), "text")))[0][0] == "ask"


def test_likelihoods_are_shares_of_one(model):
    ranking = model.rank(["w:你好"])
    assert sum(likelihood for _, likelihood in ranking) == pytest.approx(1.0)
    assert [likelihood for _, likelihood in ranking] == sorted((likelihood for _, likelihood in ranking), reverse=True)


def test_words_never_seen_leave_the_guess_open(model):
    assert model.rank(["w:区块链"])[0][1] < 0.7


def test_a_saved_model_ranks_as_before_and_holds_no_code(model, tmp_path):
    model.save(tmp_path)
    again = LinearModel.load(tmp_path)
    assert again.rank(["w:谢谢"]) == model.rank(["w:谢谢"])
    assert json.loads((tmp_path / "names.json").read_text(encoding="utf-8"))["labels"] == ["ask", "greet", "thank"]
    with np.load(tmp_path / "weights.npz", allow_pickle=False) as arrays:
        assert arrays["weights"].dtype == np.float32


def test_two_sentences_that_differ_in_place_and_number_have_the_same_features(tokenizer):
    first = features(tokenizer.tokenize(Message.build("沁源县养两头牛给多少"), "text"))
    second = features(tokenizer.tokenize(Message.build("红河州养五头驴给多少"), "text"))
    assert sorted(first) == sorted(second)


def test_an_intent_that_refuses_must_be_surer_than_others():
    ranking = [("out_of_scope", 0.4), ("ask_policy", 0.3), ("greet", 0.3)]
    assert cautious(ranking, {"out_of_scope": 0.5})[0] == ("ask_policy", 0.3)
    assert cautious(ranking, {"out_of_scope": 0.4}) == ranking
    assert cautious(ranking, {}) == ranking
    assert cautious([("out_of_scope", 0.1)], {"out_of_scope": 0.5}) == [("out_of_scope", 0.1)]


def test_a_message_that_counts_something_calls_nothing_off():
    ranking = [("cancel", 0.6), ("remove", 0.3), ("restart", 0.1)]
    assert counting(ranking, ["cancel", "restart"]) == [("remove", 0.3), ("cancel", 0.6), ("restart", 0.1)]
    assert counting(ranking, []) == ranking


HELD_OUT = [
    line.split(maxsplit=1)
    for line in Path(__file__).with_name("held_out.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def taught(tokenizer, examples):
    """Return the model of all examples, as `train` makes it."""
    rows = [(features(tokenizer.tokenize(Message.build(text), "text")), intent) for intent, text in examples]
    return learn([row[0] for row in rows], [row[1] for row in rows], strength=20.0, rarest=2, steps=200)


def test_questions_nobody_taught_are_mostly_understood(taught, tokenizer, examples):
    assert not {text for _, text in examples} & {text for _, text in HELD_OUT}
    wrong = [
        (intent, text, taught.rank(features(tokenizer.tokenize(Message.build(text), "text")))[0])
        for intent, text in HELD_OUT
        if cautious(taught.rank(features(tokenizer.tokenize(Message.build(text), "text"))), {"out_of_scope": 0.5})[0][0] != intent
    ]
    assert len(wrong) <= 0.18 * len(HELD_OUT), wrong
