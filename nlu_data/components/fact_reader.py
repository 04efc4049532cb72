"""Rasa's entity extractor for facts: places, things with quantities, applicants, statuses."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu_data.components.reading.normal_text import normalise
from nlu_data.components.reading.reader import in_original
from nlu_data.components.tokenizer import SPANS, ChineseTokenizer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactReader(GraphComponent, EntityExtractorMixin):
    """Writes what the tokenizer's reading found into the message as entities."""

    @classmethod
    def required_components(cls) -> List[Any]:
        """Name the component whose reading this one hands on."""
        return [ChineseTokenizer]

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> FactReader:
        """Create the component; it has no settings and learns nothing."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the facts of each message to its entities."""
        for message in messages:
            normal = normalise(message.get(TEXT) or "")
            found = [in_original(normal, span) for span in message.get(SPANS) or []]
            entities = [
                {"entity": s.entity, "start": s.start, "end": s.end, "value": s.value, "extractor": type(self).__name__} for s in found
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages
