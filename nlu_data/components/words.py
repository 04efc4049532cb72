"""Cut Chinese text into words with jieba and the dictionary of the trade."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, List, Tuple

DICTIONARY = Path(__file__).parents[1] / "vocabulary" / "jieba_words.txt"


@lru_cache(maxsize=1)
def _cutter() -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    # jieba keeps its cache in the machine's temporary folder, where another user's file would be in the way.
    cutter.tmp_dir = tempfile.mkdtemp(prefix="fuwen-jieba-")
    cutter.initialize()
    cutter.load_userdict(str(DICTIONARY))
    return cutter


def cut(text: str) -> List[Tuple[int, int]]:
    """Give where each word of a text begins and ends."""
    spans, place = [], 0
    for word in _cutter().cut(text):
        spans.append((place, place + len(word)))
        place += len(word)
    return spans


def warm_up() -> None:
    """Load the dictionaries now rather than at the first message."""
    cut("预备")
