"""How many are paid for at most: 每户最多补助5头, 单户补助面积不超过60平方米, 累计不超过10亩."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_HOLDER = r"(?:每户|单户|一户|户均|同一[^，。；、\d]{1,4}户|(?:单个|每个|每家)[^，。；、\d]{2,6}?)"
_PAID = r"(?:奖补|补助|补贴|奖励|补|享受|申报|给予|按|累计|合计)"
_MEASURED = r"(?:的|可|只|年度|每年|全年|当年|总|面积|数量|规模|头数|只数|体积|容积|水面)"
_LIMIT = r"(?:最多|最高|不超过|不得超过|不高于|上限为?)"
_NUMBER = r"(?P<figure>\d+(?:\.\d+)?)"
_END = r"(?:计算|计补|计|为限|封顶|奖补|补助|补贴)?(?=[，。；,;）)]|$)"


@dataclass(frozen=True)
class Most:
    """The most that is paid for, the words that say so, and where they end in their sentence."""

    number: Decimal
    words: str
    end: int


def most_behind(sentence: str, end: int, unit: str) -> Most | None:
    """Read the limit on the number that stands right behind a sum; None where it may as well say who is paid at all.

    每户不超过20亩 alone may leave out whoever has more, 不少于10只、不超过30只 too: they are no limit on what is paid.
    """
    if not unit:
        return None
    says = rf"{_HOLDER}?(?:{_PAID}|{_MEASURED}|{_LIMIT})*"
    found = re.compile(rf"[，,；;。]?(?:但|且|其中)?(?P<words>{says}{_NUMBER}{re.escape(unit)}){_END}").match(sentence, end)
    if not found or not re.search(_LIMIT, found["words"]) or not _is_of_what_is_paid(found["words"]):
        return None
    return Most(Decimal(found["figure"]), found["words"], found.end())


def _is_of_what_is_paid(words: str) -> bool:
    return bool(re.search(rf"最多|{_PAID}", words))


def more_than_paid(sentences: Iterable[str], unit: str) -> str:
    """Return a limit on the number that stands in some other sentences; nothing where there is none."""
    says = re.compile(rf"{_HOLDER}(?:{_PAID}|{_MEASURED}|{_LIMIT})*{_LIMIT}(?:{_PAID}|{_MEASURED})*\d+(?:\.\d+)?{re.escape(unit)}")
    return next((found[0] for sentence in sentences if (found := says.search(sentence))), "")
