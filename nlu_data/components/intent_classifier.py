"""Rasa's intent classifier of our own: a linear model over words and characters, ready as soon as its arrays are read."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu_data.components.intent_features import features
from nlu_data.components.linear_model import LinearModel, learn
from nlu_data.components.tokenizer import SPANS, ChineseTokenizer

TOKENS = "text_tokens"
RANKING_LENGTH = 5


def cautious(ranking: List[Tuple[str, float]], at_least: Dict[str, float]) -> List[Tuple[str, float]]:
    """Move the first intent down by one if it must be surer than it is: refusing a fair question is worse than searching in vain."""
    if len(ranking) > 1 and ranking[0][1] < at_least.get(ranking[0][0], 0.0):
        return [ranking[1], ranking[0], *ranking[2:]]
    return ranking


def counting(ranking: List[Tuple[str, float]], counts_nothing: List[str]) -> List[Tuple[str, float]]:
    """Move the intents back that a message which counts something cannot have: 退出五户后 calls nothing off."""
    return sorted(ranking, key=lambda ranked: ranked[0] in counts_nothing)


def _counts(message: Message) -> bool:
    return any(span.entity == "mention" and span.value.get("value") is not None for span in message.get(SPANS) or [])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks intents by a multinomial logistic regression."""

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource, model: Optional[LinearModel] = None) -> None:
        """Hold the settings, and the model once it is learnt or loaded."""
        self._config, self._storage, self._resource, self._model = config, storage, resource, model

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return what config.yml may set."""
        return {"strength": 20.0, "rarest": 2, "steps": 200, "at_least": {}, "counts_nothing": []}

    @classmethod
    def required_components(cls) -> List[Any]:
        """Name the component whose words this one reads."""
        return [ChineseTokenizer]

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> LinearIntentClassifier:
        """Create an unlearnt classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> LinearIntentClassifier:
        """Read a learnt classifier from a model file."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LinearModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples and write the model."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self._model = learn([features(e.get(TOKENS) or []) for e in examples], [e.get(INTENT) for e in examples], **self._settings())
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def _settings(self) -> Dict[str, Any]:
        return {key: self._config[key] for key in ("strength", "rarest", "steps")}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are; nothing after this component learns from its guesses."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Write the likeliest intent and the ranking into each message."""
        for message in messages:
            tokens = message.get(TOKENS) or []
            if self._model is None or not tokens:
                continue
            ranked = cautious(self._model.rank(features(tokens)), self._config["at_least"])
            ranked = counting(ranked, self._config["counts_nothing"]) if _counts(message) else ranked
            ranking = [{"name": name, "confidence": likelihood} for name, likelihood in ranked]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:RANKING_LENGTH], add_to_output=True)
        return messages
