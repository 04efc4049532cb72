"""Finding the passages and sentences that answer a question."""

from __future__ import annotations

from collections.abc import Mapping

from policy_kb.lexicon import Lexicon
from policy_kb.model import Passage
from policy_kb.search.index import Hit, Language, PassageIndex, Segment
from policy_kb.search.storing import IndexFolder
from policy_kb.search.words import WORDS_FILE, WordCutter, load_cutter, normalise, shipped_cutter

__all__ = ["Hit", "IndexFolder", "Language", "PassageIndex", "WordCutter", "build_index", "normalise", "shipped_cutter"]


def build_index(passages: Mapping[str, tuple[Passage, ...]], lexicon: Lexicon) -> PassageIndex:
    """Index the passages of all documents at once; fits KnowledgeBase's `index_factory`."""
    cutter = load_cutter(lexicon, WORDS_FILE)
    every = [passage for some in passages.values() for passage in some]
    return PassageIndex(cutter, [Segment.of(every, cutter)] if every else [])
