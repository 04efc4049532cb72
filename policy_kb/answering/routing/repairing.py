"""听不懂, 再说一遍: saying the last answer again, shorter and more simply."""

from __future__ import annotations

import re
from dataclasses import replace

from policy_kb.answering.clauses.intentions import asks_for_repair
from policy_kb.answering.clauses.phrases import say
from policy_kb.model import Answer, Question

_SHORT, _TOO_SHORT = 90, 12
_BRACKETS = re.compile(r"[（(][^（）()]{6,}[）)]")
_BREAK = re.compile(r"(?<=[。；])")


def is_repair(question: Question) -> bool:
    """Say whether someone did not understand the last answer, and there was one."""
    return question.previous is not None and asks_for_repair(question)


def simpler(last: Answer) -> Answer:
    """Return an answer's first sentence alone, without what stands in brackets; what it stands on stays cited."""
    text = _BRACKETS.sub("", last.lead)
    first, *rest = [s for s in _BREAK.split(text) if s.strip()] or [text]
    if len(first) < _TOO_SHORT and rest:
        first += rest[0]  # 不能。 alone explains nothing
    while len(first) > _SHORT and "，" in first:
        first = first[: first.rindex("，")]
    return replace(last, lead=say("simply", text=first.rstrip("，；。") + "。"), lines=())
