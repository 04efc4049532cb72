"""Finding in a question the things that only a published document knows, with their quantities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from policy_kb.lexicon import NEW, Fact, Lexicon
from policy_kb.matching.asked import latest
from policy_kb.model import Mention

_NEAR = 5  # characters between a number and the thing it counts
_NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千半]+)"
_BREAK = re.compile(r"[，。；,;！!？?]")
_LIVE = frozenset({"头", "只", "个", "匹", "羽", ""})
_NOT_BEFORE = "第每"


@dataclass(frozen=True)
class _Named:
    """A new thing named in a text, and where."""

    fact: Fact
    start: int
    end: int


def with_new_words(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> tuple[Mention, ...]:
    """Return the mentions of a text with those of things that rules brought along; a number near such a thing counts it."""
    if not lexicon.new_facts or any(mention.fact and mention.fact.startswith(NEW) for mention in mentions):
        return tuple(mentions)
    said = latest(text)
    left = list(mentions)
    found: list[Mention] = []
    for named in _named(said, lexicon.new_facts):
        counted = next((m for m in left if _counts(m, named, said)), None)
        left = [m for m in left if m is not counted and not (m.value is None and _overlaps(m, named))]
        found.append(mention := _mention(named, counted, said, lexicon))
        # 400平米 of a greenhouse that is counted by the square metre is no part of a mu beside it
        left = [m for m in left if counted or m.value is None or not (m.start < mention.end and mention.start < m.end)]
    return (*left, *(found or _bare_units(said, left, lexicon)))


def _named(text: str, facts: Iterable[Fact]) -> list[_Named]:
    """Find the new things named, the longest name first, none inside another."""
    names = sorted(((name, fact) for fact in facts for name in fact.names), key=lambda pair: -len(pair[0]))
    found: list[_Named] = []
    for name, fact in names:
        for at in re.finditer(re.escape(name), text):
            if not any(at.start() < other.end and other.start < at.end() for other in found):
                found.append(_Named(fact, at.start(), at.end()))
    once: dict[str, _Named] = {}
    for named in sorted(found, key=lambda n: n.start):
        once.setdefault(named.fact.id, named)
    return list(once.values())


def _counts(mention: Mention, named: _Named, text: str) -> bool:
    """Say whether a quantity that was read stands beside a thing and is of its unit."""
    if (mention.value is None and mention.low is None) or not (mention.unit == named.fact.unit or {mention.unit, named.fact.unit} <= _LIVE):
        return False
    if mention.end <= mention.start or _overlaps(mention, named):
        return mention.end > mention.start
    between = text[mention.end : named.start] if mention.end <= named.start else text[named.end : mention.start]
    return len(between) <= _NEAR and not _BREAK.search(between)


def _overlaps(mention: Mention, named: _Named) -> bool:
    return mention.start < named.end and named.start < mention.end


def _mention(named: _Named, counted: Mention | None, text: str, lexicon: Lexicon) -> Mention:
    fact = named.fact
    if counted:
        return replace(counted, fact=fact.id, unit=fact.unit)
    before, after = text[max(0, named.start - 2 * _NEAR) : named.start], text[named.end : named.end + 2 * _NEAR]
    start = named.start - len(_BREAK.split(before)[-1])
    near = text[start : named.end] + _BREAK.split(after)[0]
    said = text[named.start : named.end]
    for value, at, end in _quantities(near, fact.unit, lexicon):
        return Mention(fact.id, value, fact.unit, said, min(named.start, start + at), max(named.end, start + end))
    return Mention(fact.id, None, fact.unit, said, named.start, named.end)


def _bare_units(text: str, known: Sequence[Mention], lexicon: Lexicon) -> Iterator[Mention]:
    """Read 10箱 said alone: a unit that only new things have."""
    units = {fact.unit for fact in lexicon.new_facts} - set(lexicon.units)
    for unit in sorted(units):
        for value, start, end in _quantities(text, unit, lexicon):
            if not any(m.start < end and start < m.end and m.fact for m in known):
                yield Mention(None, value, unit, text[start:end], start, end)


def _quantities(text: str, unit: str, lexicon: Lexicon) -> Iterator[tuple[Decimal, int, int]]:
    spelt = "|".join(map(re.escape, sorted({unit, *lexicon.measured.get(unit, ())}, key=len, reverse=True)))
    for found in re.finditer(rf"({_NUMBER})(?:[多来几])?(?:{spelt})", text):
        value = _value(found[1])
        if value is not None and (found.start() == 0 or text[found.start() - 1] not in _NOT_BEFORE):
            yield value, found.start(), found.end()


def _value(words: str) -> Decimal | None:
    """Read 10, 十, 两 or 半; None for letters that only look like a number."""
    if words[0].isdigit():
        return Decimal(words)
    if words == "半":
        return Decimal("0.5")
    import cn2an  # takes longer to load than most commands that never read a numeral take altogether

    try:
        return Decimal(str(cn2an.cn2an(words.replace("两", "二"), "smart")))
    except (ValueError, KeyError):  # its own table has no place for 十零
        return None
