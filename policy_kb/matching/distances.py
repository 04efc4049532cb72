"""How far away somebody works or studies, as documents write it: 在浙江打工 is 跨省 to whom lives in another province."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from policy_kb.model import Document
from policy_kb.regions import Division, Divisions, names_of

OTHER_PROVINCE, SAME_PROVINCE = "跨省", "省内"
_PREFECTURE = "00"  # how the codes of provinces and cities end
_GOING = "(?<=[在去到往赴从上跑起取进])"  # 安康 is a city only where somebody goes or is


def with_distances(text: str, region: str | None, divisions: Divisions, documents: Sequence[Document]) -> str:
    """Write the distance for each province or city a text names that is not the person's own and of which no document speaks."""
    if region is None:
        return text
    own = {d.code for d in divisions.path(region)}

    def distance(found: re.Match[str]) -> str:
        there = _places(divisions)[found[0]]
        is_known = there.code in own or any(found[0] in document.source for document in documents)
        return found[0] if is_known else _distance(there, own)

    return _pattern(divisions).sub(distance, text)


def _distance(there: Division, own: set[str]) -> str:
    if there.parent is None or there.parent not in own:
        return OTHER_PROVINCE
    return SAME_PROVINCE


@lru_cache(maxsize=4)
def _places(divisions: Divisions) -> dict[str, Division]:
    """Name every province and city that no other shares its name with."""
    wide = [d for d in divisions if d.code.endswith(_PREFECTURE)]
    named = [(name, d) for d in wide for name in names_of(d.name) if len(name) > 1]
    return {name: d for name, d in named if len({o.code for o in divisions.find(name) if o.code.endswith(_PREFECTURE)}) == 1}


@lru_cache(maxsize=4)
def _pattern(divisions: Divisions) -> re.Pattern[str]:
    return re.compile(f"{_GOING}(?:" + "|".join(sorted(map(re.escape, _places(divisions)), key=len, reverse=True)) + ")")
