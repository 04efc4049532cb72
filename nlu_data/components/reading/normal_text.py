"""Fold what people type into one spelling, and remember where each character came from."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, FrozenSet, Tuple

SLIPS_FILE = Path(__file__).parents[2] / "vocabulary" / "slips.json"
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s+(?=\d)(?!\d{3}(?!\d))")
_WRITTEN_SHORT = {"w": "万", "k": "千"}  # 3w, 5k
_SHORT = re.compile(r"(?<=\d)[wk](?![a-z0-9])")
_INVISIBLE = ("Cf", "Cc", "Mn")


@dataclass(frozen=True)
class NormalText:
    """A folded text; `origins[i]` is where its character i stands in what the person typed."""

    text: str
    origins: Tuple[int, ...]
    original: str

    @property
    def breaks(self) -> FrozenSet[int]:
        """The places of the folded text before which a blank or a new line was dropped."""
        gaps = ((at, self.original[self.origins[at - 1] + 1 : self.origins[at]]) for at in range(1, len(self.origins)))
        return frozenset(at for at, gap in gaps if any(letter.isspace() for letter in gap))

    def span(self, start: int, end: int) -> Tuple[int, int]:
        """Give the stretch of the original that a stretch of the folded text came from."""
        return self.origins[start], self.origins[end - 1] + 1


@lru_cache(maxsize=1)
def _slips() -> Dict[str, str]:
    return dict(json.loads(SLIPS_FILE.read_text(encoding="utf-8")))


@lru_cache(maxsize=8192)
def _fold(character: str) -> str:
    import zhconv

    folded = unicodedata.normalize("NFKC", character).lower()
    if len(folded) == 1 and folded > "\u2e80":
        folded = zhconv.convert(folded, "zh-cn")
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in _INVISIBLE)


def normalise(original: str) -> NormalText:
    """Fold width, case and traditional characters, drop blanks and mend common slips of the same length."""
    letters, origins = [], []
    for place, character in enumerate(original):
        if character.isspace() and _BETWEEN_NUMBERS.match(original, place):
            letters.append("，")  # 猪3 5亩谷子: two numbers, not 35; 3 000 stays one
            origins.append(place)
        for letter in _fold(character):
            letters.append(letter)
            origins.append(place)
    text = _SHORT.sub(lambda found: _WRITTEN_SHORT[found[0]], "".join(letters))
    for wrong, right in _slips().items():
        if wrong in text:
            text = text.replace(wrong, right)
    return NormalText(text, tuple(origins), original)
