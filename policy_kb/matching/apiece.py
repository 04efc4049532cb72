"""What each of several of a kind has: 两家企业，一家带90户，一家带360户 are two sums under two limits, and no sum of 450."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from policy_kb.model import Mention

_ONE_OF_THEM = re.compile(
    r"(?<![\d一二两三四五六七八九十百每])(?:另外?|还有|其中|第)?[一1](?:家|个|户)(?:企业|公司|合作社|农场|的)?\s*"
    r"(?:才|只|就|也)?(?:带动?|养|喂|种|招|雇|吸纳|吸收|流转|租|退|有|是)了?着?\s*$"
)
_MANY_OF_THEM = re.compile(r"(?:家|户|个)$")
_LONGEST_NAME = 14  # characters in which one of them is named before what it has


def apiece(mentions: Sequence[Mention], text: str) -> tuple[Mention, ...]:
    """Return the mentions with what each of several holders has told apart; the words that only count the holders are left out."""
    starts = [m.start for m in mentions if m.value is not None and m.end > m.start and _is_of_one(m, text)]
    if len(starts) < 2:
        return tuple(mentions)
    kept = (m for m in mentions if not _counts_holders(m, mentions, starts, text))
    return tuple(replace(m, holder=sum(start <= m.start for start in starts)) if m.end > m.start else m for m in kept)


def by_holder(mentions: Iterable[Mention]) -> tuple[tuple[Mention, ...], ...]:
    """Return the mentions holder by holder, in the order they are told."""
    groups: dict[int, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(mention.holder, []).append(mention)
    return tuple(tuple(group) for group in groups.values())


def holders_of(mentions: Iterable[Mention]) -> tuple[int, ...]:
    """Return the numbers of the holders told apart, in order; none where one alone is spoken of."""
    return tuple(sorted({m.holder for m in mentions if m.holder and m.value is not None}))


def had_by(holder: int, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return what one of several has, with what holds of each."""
    return tuple(m for m in mentions if m.holder in (0, holder))


def _is_of_one(mention: Mention, text: str) -> bool:
    return bool(_ONE_OF_THEM.search(text[max(0, mention.start - _LONGEST_NAME) : mention.start]))


def _counts_holders(mention: Mention, mentions: Sequence[Mention], starts: Sequence[int], text: str) -> bool:
    """Say whether a number is of the holders themselves: 一家, or 两家 of the two told apart."""
    if mention.start in starts or mention.value is None or not _MANY_OF_THEM.search(text[mention.start : mention.end]):
        return False
    if mention.value == len(starts):
        return True
    following = next((m.start for m in mentions if m.start >= mention.end), None)
    return mention.value == 1 and following in starts
