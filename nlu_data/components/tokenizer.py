"""Rasa's tokenizer for Chinese: folded text, our dictionary, no blanks, facts never cut across."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import Any, Dict, List, Tuple

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu_data.components import words
from nlu_data.components.reading.normal_text import normalise
from nlu_data.components.reading.reader import read_facts
from nlu_data.components.reading.spans import Span, without_overlaps
from nlu_data.components.reading.vocabulary import load_vocabulary

SPANS = "fuwen_spans"  # where the fact reader finds what was already read


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChineseTokenizer(Tokenizer):
    """Cuts a message into words; a word's lemma is its kind where the word itself does not matter (a place, a number)."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the settings Rasa's tokenizers share."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None, "prefix_separator_symbol": None}

    @staticmethod
    def required_packages() -> List[str]:
        """Name what must be installed beside Rasa."""
        return ["jieba", "zhconv", "cn2an"]

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        """Cut one attribute of a message; offsets are those of the text as typed."""
        normal = normalise(message.get(attribute) or "")
        if not normal.text:
            return []
        cuts = words.cut(normal.text)
        spans = read_facts(normal, {b for piece in cuts for b in piece}, load_vocabulary())
        message.set(SPANS, spans)
        pieces = _cut_at(cuts, sorted({b for span in spans for b in (span.start, span.end)}))
        masks = without_overlaps(s for s in spans if s.entity in ("place", "mention"))
        tokens = []
        for start, end in pieces:
            original = normal.span(start, end)
            tokens.append(Token(normal.text[start:end], original[0], original[1], lemma=_lemma(normal.text, start, end, masks)))
        return tokens


def _cut_at(cuts: List[Tuple[int, int]], borders: List[int]) -> List[Tuple[int, int]]:
    """Cut words again where a fact begins or ends inside one."""
    pieces = []
    for start, end in cuts:
        inner = borders[bisect_left(borders, start + 1) : bisect_left(borders, end)]
        edges = [start, *inner, end]
        pieces += list(pairwise(edges))
    return pieces


def _lemma(text: str, start: int, end: int, masks: List[Span]) -> str:
    span = next((s for s in masks if s.start <= start and end <= s.end), None)
    if span is None:
        return text[start:end]
    if span.entity == "place":
        return "〈地〉"
    if text[start:end] in span.value["noun"] and span.value["noun"]:
        return "〈物〉"
    return "〈数〉" if any(c.isdigit() or c in "零一二两三四五六七八九十百千万亿半俩仨几" for c in text[start:end]) else text[start:end]
