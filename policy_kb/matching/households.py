"""Whose things a message tells: a household is never paid for what another one has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from policy_kb.model import Mention

OWN = ""
_FILE = Path(__file__).with_suffix(".yml")
_BREAK = re.compile(r"[，。,；;！!？?\n]")


@dataclass(frozen=True)
class _Named:
    """A household named in a text; `is_strong`: the household (我家), and not merely who speaks (我)."""

    name: str
    start: int
    end: int
    is_strong: bool = True
    is_behind: bool = False  # 还有12只是老丈人家的


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    data: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    mine = "(?:我|俺|咱)们?(?:家)?(?:的|那)?"
    roof = "(?:他|她)?们?(?:家|那边|那头)"
    data["household"] = (
        f"(?P<firm>{data['firms']})"
        f"|(?:{mine})?(?P<of_others>{data['kin']}|{data['near_kin']}){roof}"
        f"|{mine}(?P<of_mine>{data['kin']})"
        f"|(?:{mine})?(?P<beside>{data['neighbours']})(?:{roof})?"
        f"|(?P<pronoun>{data['pronouns']})|(?P<own>{data['own']})"
    )
    return {name: re.compile(pattern) for name, pattern in data.items()}


def owner_of(mention: Mention, text: str, before: str = OWN) -> str | None:
    """Return whose a quantity is by the words around it; None where nothing says."""
    if mention.end <= mention.start:
        return None
    named = _named(text, before)
    behind = next((n for n in named if n.is_behind and n.start >= mention.end and not _BREAK.search(text[mention.end : n.start])), None)
    if behind:
        return behind.name
    earlier = [n for n in named if not n.is_behind and n.start < mention.end]
    return earlier[-1].name if earlier else None


def by_household(mentions: Iterable[Mention], text: str) -> tuple[tuple[Mention, ...], ...]:
    """Return the mentions of one message household by household, in the order they are told."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(owner_of(mention, text) or OWN, []).append(mention)
    return tuple(tuple(group) for group in groups.values())


def household_of(text: str, mentions: Sequence[Mention], before: str = OWN) -> str:
    """Return the household a message is about; `before`: the one the talk is about, where the message names none.

    What it tells decides; of several the one it ends on (我弟家能补多少), else one's own.
    """
    named = _named(text, before)
    told = [m for m in mentions if m.value is not None and m.end > m.start]
    owners = list(dict.fromkeys(before if (owner := owner_of(m, text, before)) is None else owner for m in told))
    if len(owners) == 1:
        return owners[0]
    strong = [n for n in named if n.is_strong and not n.is_behind]
    if not owners:
        return strong[-1].name if strong else before
    last = strong[-1] if strong else None
    if last and last.name in owners and all(m.end <= last.start for m in told):
        return last.name
    return OWN if OWN in owners else owners[0]


def belonging_to(household: str, mentions: Iterable[Mention], text: str) -> tuple[Mention, ...]:
    """Return the mentions without what is told of other households."""
    return tuple(m for m in mentions if owner_of(m, text, household) in (None, household))


def _named(text: str, before: str) -> list[_Named]:
    found: list[_Named] = []
    for hit in _words()["household"].finditer(text):
        if named := _read(hit, text, next((n.name for n in reversed(found) if n.name), before)):
            found.append(named)
    return found


def _read(hit: re.Match[str], text: str, spoken_of: str) -> _Named | None:
    words, before, after = _words(), text[: hit.start()], text[hit.end() :]
    if hit["own"]:
        return _Named(OWN, hit.start(), hit.end(), bool(words["strong_own"].fullmatch(hit[0])))
    kin = hit["of_mine"] or hit["of_others"] or hit["beside"]
    name = hit["firm"] or (f"{kin.removesuffix('家')}家" if kin else spoken_of or hit["pronoun"])
    if words["asked_for"].search(before) and words["asking"].search(after):
        return _Named(name, hit.start(), hit.end())
    if words["belongs"].search(before) and words["of_them"].search(after):
        return _Named(name, hit.start(), hit.end(), is_behind=True)
    if words["no_owner_before"].search(before) or words["gives"].search(after) or words["speaks"].search(after):
        return None
    if hit["of_mine"] and not words["has"].search(after):
        return None
    return _Named(name, hit.start(), hit.end())
