"""The training examples are many, varied, and cut where entities begin and end."""

from __future__ import annotations

from collections import Counter, defaultdict

from rasa.shared.core.domain import Domain
from rasa.shared.nlu.training_data.message import Message

from tests.nlu_data.conftest import ROOT

ENOUGH, ENOUGH_FOR_QUESTIONS = 25, 40


def test_every_intent_of_the_domain_has_enough_examples(examples):
    domain = Domain.load(str(ROOT / "nlu_data/dialogue/domain.yml"))
    counts = Counter(intent for intent, _ in examples)
    wanted = set(domain.intents) - {"back", "session_start", "nlu_fallback"}
    poor = {intent: counts[intent] for intent in wanted if counts[intent] < ENOUGH}
    assert not poor, f"fewer than {ENOUGH} examples: {poor}"


def test_every_question_has_more_examples_still(examples):
    counts = Counter(intent for intent, _ in examples if intent.startswith("ask_"))
    assert all(count >= ENOUGH_FOR_QUESTIONS for count in counts.values()), counts


def test_no_intent_is_taught_that_the_domain_does_not_know(examples):
    domain = Domain.load(str(ROOT / "nlu_data/dialogue/domain.yml"))
    assert {intent for intent, _ in examples} <= set(domain.intents)


def test_no_example_is_taught_twice(examples):
    intents = defaultdict(list)
    for intent, text in examples:
        intents[text].append(intent)
    assert not {text: names for text, names in intents.items() if len(names) > 1}


def test_every_entity_of_every_example_lies_on_token_borders(examples, tokenizer):
    astray = []
    for _, text in examples:
        message = Message.build(text)
        tokens = tokenizer.tokenize(message, "text")
        starts, ends = {t.start for t in tokens}, {t.end for t in tokens}
        astray += [(text, s.value) for s in message.get("fuwen_spans") or [] if not _on_borders(text, s, starts, ends)]
    assert not astray


def _on_borders(text, span, starts, ends):
    from nlu_data.components.reading.normal_text import normalise
    from nlu_data.components.reading.reader import in_original

    original = in_original(normalise(text), span)
    return original.start in starts and original.end in ends
