"""Naming what a person told a quantity of and no rule counts, so that it is never silently left out of a sum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from policy_kb.answering.clauses.intentions import HOLDINGS_UNITS
from policy_kb.matching.asked import latest
from policy_kb.model import Mention, Question
from policy_kb.wording import say, words

_LONGEST = 4  # letters of a thing's name
_NAME = re.compile(r"^(?:的|大|小)?([\u4e00-\u9fff]+)")
_NO_NAME = re.compile(
    r"[的地了呢吗吧啊呀嘛都也就又还再能可该要给补领得拿种养喂卖一共总合多少几咋怎是有在和跟与我俺咱你他她它这那]|另外|外加|加上"
)
_BEFORE = re.compile(r"([\u4e00-\u9fff]+)$")


def left_out_line(question: Question, told: Sequence[Mention], used: Iterable[str]) -> str:
    """Say which quantities of the newest message no rule counted, in the person's own words; nothing when all were counted."""
    text, counted = latest(question.text), set(used)
    spans = [(m.start, m.end) for m in told if m.end > m.start]
    left = [m for m in told if _is_left(m, counted)]
    named = [thing for m in left if (thing := _in_own_words(m, text, spans))]
    things = str(words()["answers"]["list"]).join(dict.fromkeys(named))
    key = "left_out_known" if all(m.fact for m in left) else "left_out"
    return say("answers", key, things=things) if things else ""


def _is_left(mention: Mention, counted: set[str]) -> bool:
    if mention.value is None or mention.negated or mention.unit not in HOLDINGS_UNITS or mention.end <= mention.start:
        return False
    return mention.fact not in counted


def _in_own_words(mention: Mention, text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Quote a quantity with the thing it counts, where one is named beside it: 三亩玉米, 玉米三亩."""
    quantity = text[mention.start : mention.end]
    if mention.text:
        return quantity
    stop = min([len(text), *(start for start, _ in spans if start >= mention.end)])
    begin = max([0, *(end for _, end in spans if end <= mention.start)])
    after, before = _NAME.match(text[mention.end : stop]), _BEFORE.search(text[begin : mention.start])
    name = _NO_NAME.split(after[1])[0][:_LONGEST] if after else ""
    if name:
        return quantity + name
    earlier = _NO_NAME.split(before[1])[-1] if before else ""
    return earlier + quantity if 0 < len(earlier) <= _LONGEST else ""
