"""How long something must have lasted before a sum is paid: 饲养3个月以上的, 满6个月的, 流转期限5年以上."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from policy_kb.intake.messages import say
from policy_kb.intake.new_words import lasting_words
from policy_kb.lexicon import NEW

_LASTS = re.compile(
    r"(?P<from>达到?|不少于|不低于|(?<!未)(?<!不)满)?(?<!第)(?<![\d.])(?P<figure>\d+(?:\.\d+)?)\s*(?P<unit>个月|年)(?P<up>及?以上)?"
)
_NO_LENGTH = re.compile(r"(?:年龄|登记|注册|成立|毕业|建设|使用)[^，。；]{0,4}$")
_MONTHS = {"个月": Decimal(1), "年": Decimal(12)}
_BEFORE, _BEHIND = 10, 8
_FIRST_CALENDAR_YEAR = Decimal(1900)


@dataclass(frozen=True)
class Lasting:
    """Conditions on how long something lasted, the facts they are on, and the words left when they are taken out."""

    rest: str
    conditions: list[dict[str, Any]] = field(default_factory=list)
    brought: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: frozenset[Decimal] = frozenset()


def lasting_of(words: str, quote: str, thing: str) -> Lasting:
    """Take the least periods out of what is said before a sum: each is checked once somebody tells how long, and told till then."""
    conditions: list[dict[str, Any]] = []
    brought: dict[str, dict[str, Any]] = {}
    figures: set[Decimal] = set()
    rest = words
    for found in reversed(list(_LASTS.finditer(words))):
        figure = Decimal(found["figure"])
        is_least = (found["from"] or found["up"]) and figure < _FIRST_CALENDAR_YEAR
        if not is_least or _NO_LENGTH.search(words[: found.start()]):
            continue
        deed = _deed(words, found.start(), found.end())
        fact = f"{NEW}{hashlib.blake2s(f'{thing}|{deed}|月'.encode(), digest_size=4).hexdigest()}"
        label = say("rules", "lasting", deed=deed)
        said = list(dict.fromkeys((*([deed] if deed else []), *lasting_words().get(deed, ()), *lasting_words()["满"])))
        brought[fact] = {"label": label, "type": "months", "unit": "月", "names": [], "measures": said, "question": ""}
        conditions.append({"fact": fact, "at_least": f"{figure * _MONTHS[found['unit']]:f}", "quote": quote, "asked": False})
        figures.add(figure)
        rest = rest[: found.start()] + rest[found.end() :]
    return Lasting(rest, conditions, brought, frozenset(figures))


def _deed(words: str, start: int, end: int) -> str:
    """Return what must have lasted: the last deed before the figure, else the first behind it (1年以上劳动合同)."""
    before, behind = words[max(0, start - _BEFORE) : start], words[end : end + _BEHIND]
    named = [(before.rfind(deed), deed) for deed in lasting_words() if deed in before]
    later = [(behind.find(deed), deed) for deed in lasting_words() if deed in behind]
    return max(named)[1] if named else min(later)[1] if later else ""
