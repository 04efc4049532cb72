"""Find the things of the lexicon that a sentence names: 牛, 日光温室大棚, 贫困劳动力."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict, List, Tuple

from nlu_data.components.reading.vocabulary import Fact, Vocabulary, phrase


@dataclass(frozen=True)
class Noun:
    """A thing named in a sentence and the facts it may stand for."""

    start: int
    end: int
    text: str
    facts: Tuple[Fact, ...]
    negated: bool = False


def find_nouns(text: str, vocabulary: Vocabulary) -> List[Noun]:
    """Find every thing named, the longest name at each place, passing over words that merely contain one."""
    closed = [m.span() for word in vocabulary.hints["not_things"] if word in text for m in re.finditer(re.escape(word), text)]
    speakers = [m.span() for name, _ in vocabulary.applicants if name in text for m in re.finditer(re.escape(name), text)]
    nouns: List[Noun] = []
    for start, end, facts in _names_at(text, vocabulary):
        if (nouns and start < nouns[-1].end) or any(s < end and start < e for s, e in closed):
            continue
        if any(s <= start and end <= e and e - s > end - start for s, e in speakers):
            continue  # 造林 in 造林合作社
        if phrase("put_into_before").search(text[:start]) and phrase("raised_at_after").match(text, end):
            continue  # 钱入到养驴场: nobody's own donkeys
        nouns.append(Noun(start, end, text[start:end], facts, _is_denied(text, start, end)))
    return nouns


def _names_at(text: str, vocabulary: Vocabulary) -> List[Tuple[int, int, Tuple[Fact, ...]]]:
    found: Dict[Tuple[int, int], List[Fact]] = {}
    for start, first in enumerate(text):
        for name, fact in vocabulary.names_by_first.get(first, ()):
            if text.startswith(name, start):
                found.setdefault((start, start + len(name)), []).append(fact)
    for pattern, fact in vocabulary.also_counted:
        for match in pattern.finditer(text):
            found.setdefault(match.span(), []).append(fact)
    return [(start, end, tuple(facts)) for (start, end), facts in sorted(found.items(), key=lambda f: (f[0][0], -f[0][1]))]


def _is_denied(text: str, start: int, end: int) -> bool:
    before = text[:start]
    if phrase("denied_before").search(before) and not phrase("asked_before").search(before):
        return True
    return bool(phrase("denied_after").match(text, end))
