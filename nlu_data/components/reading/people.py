"""Find who speaks or is asked about (合作社, 我厂) and what they say they are (我是贫困户, 没建档)."""

from __future__ import annotations

from typing import List, Optional

from nlu_data.components.reading.spans import Span
from nlu_data.components.reading.vocabulary import Fact, Vocabulary, phrase

HOUSEHOLD = "household"
_OFFICES = ("official", "bank")


def find_applicants(text: str, vocabulary: Vocabulary) -> List[Span]:
    """Find the kind of applicant a sentence is about: what one says to be, who says 我们, else who stands where the doer stands."""
    found: List[Span] = []
    own: List[Span] = []
    denied: List[Span] = []
    for name, kind in vocabulary.applicants:
        start = text.find(name)
        while start >= 0:
            span = Span("applicant", start, start + len(name), {"kind": kind})
            if kind != HOUSEHOLD and phrase("kind_denied_before").search(text[:start]):
                denied.append(span)
            elif not any(span.overlaps(other) for other in found + own + denied):
                (own if _is_own(text, name, start) else found).append(span)
            start = text.find(name, start + 1)
    others = [s for s in sorted(found, key=lambda s: s.start) if not _is_done_to(text, s)]
    own = [s for s in own if s.value["kind"] not in _OFFICES] or own  # 我们县龙头企业: whoever asks, it is they who get it
    firms = [s for s in others if s.value["kind"] not in (HOUSEHOLD, "village", *_OFFICES)]
    others = firms or others
    declared = [s for s in own if _is_declared(text, s.start, s.end)]
    if own and all(s.value["kind"] in _OFFICES for s in own):
        own = firms[:1] or own  # 我们县两家龙头企业
    return declared or sorted(own, key=lambda s: s.start) or others[:1]


def _is_declared(text: str, start: int, end: int) -> bool:
    """Say whether somebody corrects or proves what they are (我家登记的是合作社)."""
    return bool(phrase("declared_before").search(text[:start])) and not text.startswith("的", end)


def _is_done_to(text: str, span: Span) -> bool:
    """Say whether something is done to those a name speaks of, or households are merely counted (贫困户11个)."""
    is_counted = span.value["kind"] == "household" and phrase("counted_after").match(text[span.end :])
    return bool(is_counted or phrase("done_to_before").search(text[: span.start]))


def _is_own(text: str, name: str, start: int) -> bool:
    if phrase("own_household").match(name):
        return not phrase("own_firm_after").match(text, start + len(name))
    before = text[:start]
    is_own = phrase("own_before").search(before) or phrase("acting_as_before").search(before)
    return bool(is_own) or _is_declared(text, start, start + len(name))


def find_statuses(text: str, vocabulary: Vocabulary) -> List[Span]:
    """Find what people say they are or are not, one answer for each thing."""
    spans: List[Span] = []
    for fact in vocabulary.facts.values():
        if fact.type == "yes_no" and (span := _status(text, fact)):
            spans.append(span)
    return spans


def _status(text: str, fact: Fact) -> Optional[Span]:
    for name in sorted(fact.names, key=len, reverse=True):
        start = text.find(name)
        while start >= 0:
            value = _claim(text, start, start + len(name), fact)
            if value is not None:
                return Span("status", start, start + len(name), {"fact": fact.id, "value": value})
            start = text.find(name, start + 1)
    return None


def _claim(text: str, start: int, end: int, fact: Fact) -> Optional[bool]:
    before, after = text[:start], text[end:]
    if phrase("claim_asked_before").search(before) or phrase("claim_asked_after").match(after):
        return None
    if phrase("claim_denied_before").search(before):
        return False
    if phrase("claimed_before").search(before) or phrase("claimed_by_name_before").search(before) or phrase("claim_alone").match(text):
        return True
    return True if phrase("claimed_by_doing_before").search(before) else None
