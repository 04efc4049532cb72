"""Quoting: the sentence that answers, trimmed to whole clauses, with personal contact details left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from policy_kb.search import normalise
from policy_kb.search.comparing import match
from policy_kb.search.rerank import Weighted

LONG_QUOTE = 170
_COMMA = re.compile(r"[^，；]*[，；]|[^，；]+$")
_CELL = re.compile(r"^[\u4e00-\u9fff]{2,8}：(?=.)")
_CONTACT = re.compile(
    r"(联系人|联系方式|联系电话|电话|手机|邮箱|传真|E-?mail)\s*[:：][^，。；]*"
    r"|1[3-9]\d{9}|[\w.\-]+@[\w.\-]+|0\d{2,3}[-—－–]?\d{7,8}",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"^[（(](责任(?:单位|部门)[:：].*?)[）)]?$")
MASK = "＊＊＊"


def trimmed(sentence: str, concepts: Sequence[Weighted], shows: Sequence[re.Pattern[str]] = (), limit: int = LONG_QUOTE) -> str:
    """Return the stretch of a sentence's clauses that says most of the question, at most `limit` characters long."""
    sentence = _unbracketed(sentence.strip())
    if len(sentence) <= limit:
        return sentence
    pieces = pieces_of(sentence)
    values = [_value(piece, concepts, shows) for piece in pieces]
    best = max(_windows([len(p) for p in pieces], limit), key=lambda w: (sum(values[w[0] : w[1]]), -w[0]))
    return "".join(pieces[best[0] : best[1]]).rstrip("，；")


def pieces_of(sentence: str) -> list[str]:
    """Cut a sentence after its commas and semicolons."""
    return _COMMA.findall(sentence)


@lru_cache(maxsize=20_000)
def is_contact(sentence: str) -> bool:
    """Say whether a sentence gives a person's name, telephone or address."""
    return bool(_CONTACT.search(sentence))


def masked(text: str) -> str:
    """Hide names, phone numbers and addresses that a source gives for its own staff."""
    return _CONTACT.sub(MASK, text)


def cell_free(quote: str) -> str:
    """Drop the column's name from a table cell: the source has it once, in the table's head."""
    return _CELL.sub("", quote)


def _unbracketed(sentence: str) -> str:
    inside = _BRACKETED.match(sentence)
    return inside[1] if inside else sentence


def _value(piece: str, concepts: Sequence[Weighted], shows: Sequence[re.Pattern[str]]) -> float:
    said = normalise(piece)
    return sum(w.weight * match(w.concept, said) for w in concepts) + sum(0.3 for pattern in shows if pattern.search(said))


def _windows(lengths: Sequence[int], limit: int) -> list[tuple[int, int]]:
    windows = []
    for start in range(len(lengths)):
        stop, size = start, 0
        while stop < len(lengths) and (size + lengths[stop] <= limit or stop == start):
            size += lengths[stop]
            stop += 1
        windows.append((start, stop))
    return windows
