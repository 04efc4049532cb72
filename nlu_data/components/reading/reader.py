"""Read everything a sentence tells: one call, spans in the person's own text."""

from __future__ import annotations

from dataclasses import replace
from typing import Collection, Iterable, List

from nlu_data.components.reading.mentions import find_mentions
from nlu_data.components.reading.normal_text import NormalText
from nlu_data.components.reading.people import find_applicants, find_statuses
from nlu_data.components.reading.places import find_places
from nlu_data.components.reading.spans import Span
from nlu_data.components.reading.vocabulary import Vocabulary

LETTER_OF_A_PLACE = "□"


def read_facts(normal: NormalText, borders: Collection[int], vocabulary: Vocabulary) -> List[Span]:
    """Read places, mentions, applicants and statuses of a folded text; offsets are those of the folded text.

    A place's letters are hidden from the other readers, so that 牛 in 牛栏山 is no cattle.
    """
    places = find_places(normal.text, borders, vocabulary)
    text = _hide(normal.text, places)
    spans: List[Span] = [*places, *find_mentions(text, vocabulary, normal.breaks)]
    spans += find_applicants(text, vocabulary)
    spans += find_statuses(text, vocabulary)
    return sorted(spans, key=lambda s: (s.start, s.end))


def _hide(text: str, spans: Iterable[Span]) -> str:
    for span in spans:
        text = text[: span.start] + LETTER_OF_A_PLACE * (span.end - span.start) + text[span.end :]
    return text


def in_original(normal: NormalText, span: Span) -> Span:
    """Move a stretch of the folded text back to what the person typed."""
    start, end = normal.span(span.start, span.end)
    return replace(span, start=start, end=end)
