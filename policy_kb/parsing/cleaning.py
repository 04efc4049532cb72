"""Turning a stretch of source into readable text, and into a form fit for comparison."""

from __future__ import annotations

import re
import unicodedata

_SPACE = r"[\s\u200b\ufeff]"
_BETWEEN_LATIN = re.compile(rf"(?<=[A-Za-z0-9,.;:]){_SPACE}+(?=[A-Za-z])|(?<=[A-Za-z]){_SPACE}+(?=[A-Za-z0-9])")
_ANY_SPACE = re.compile(rf"{_SPACE}+")
_KEPT = "\x00"


def clean(source: str) -> str:
    """Join broken lines and drop the blanks that typesetting left between characters."""
    kept = _BETWEEN_LATIN.sub(_KEPT, source.strip())
    return _ANY_SPACE.sub("", kept).replace(_KEPT, " ")


def squeeze(text: str) -> str:
    """Fold full and half width and drop every blank, so that two spellings of one quote compare equal."""
    return _ANY_SPACE.sub("", unicodedata.normalize("NFKC", text))
