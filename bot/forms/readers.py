"""Reads what people tell a form into values to keep, and says each back; one entry a kind of value, other rooms bring more."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import local
from bot.forms.model import Unreadable
from bot.forms.moments import NUMERALS, read_hour, read_moment, written
from bot.people.roles import Official, acts_in

_LONGEST_TEXT, _MOST = 200, 100_000
_MANY = f"{NUMERALS}百千万"
_COUNT = re.compile(rf"\D{{0,4}}?(?<![{_MANY}\d])(\d{{1,6}}|[{_MANY}]+)\s*[^\d{_MANY}]{{0,3}}")


@dataclass(frozen=True)
class Scene:
    """What a reader may need: the moment, the official, the places, what is known, and the sentences for what cannot be read."""

    now: datetime
    official: Official
    places: Any
    knowledge: Callable[[], Any]
    texts: Mapping[str, Any]

    def problem(self, key: str, **values: object) -> Unreadable:
        """Make the error for what cannot be read."""
        return Unreadable(str(self.texts["unreadable"][key]).format(**values))


@dataclass(frozen=True)
class Reader:
    """One kind of value: how it is read, and how it is said back when it is kept in another way than it is said."""

    read: Callable[[str, Scene], str]
    show: Callable[[str, Scene], str] = lambda value, _scene: value


def _text(told: str, scene: Scene) -> str:
    if len(told) > _LONGEST_TEXT:
        raise scene.problem("too_long", most=_LONGEST_TEXT)
    return told


def _moment(told: str, scene: Scene) -> str:
    moment = read_moment(told, scene.now)
    if moment is None:
        raise scene.problem("moment")
    if moment <= scene.now:
        raise scene.problem("past", at=written(moment, scene.now))
    return moment.isoformat()


def _count(told: str, scene: Scene) -> str:
    found = _COUNT.fullmatch(told.strip())
    number = _whole_number(found[1]) if found else None
    if number is None or not 0 < number <= _MOST:
        raise scene.problem("count")
    return str(number)


def _whole_number(words: str) -> int | None:
    if words.isdecimal():
        return int(words)
    import cn2an  # takes longer to load than most commands that never read a numeral take altogether

    try:
        return int(cn2an.cn2an(words.replace("两", "二"), "normal"))
    except (ValueError, KeyError):  # its own table has no place for 十零
        return None


def _hour(told: str, scene: Scene) -> str:
    hour = read_hour(told)
    if hour is None:
        raise scene.problem("hour")
    return hour.isoformat("minutes")


def _place(told: str, scene: Scene) -> str:
    known = told in scene.places
    found = (scene.places[told],) if known else scene.places.find(told)
    mine = [place for place in found if acts_in(scene.official, place.code, scene.places)]
    if not mine:
        raise scene.problem("place", name=told, place=scene.places[scene.official.region].name)
    return str(mine[0].code)


def _trade(told: str, scene: Scene) -> str:
    names = scene.knowledge().lexicon.fact_by_name
    fact = names.get(told) or names.get(told[1:])  # 养牛 names the 牛
    if fact is None:
        raise scene.problem("trade", name=told)
    return str(fact)


def _basis(told: str, scene: Scene) -> str:
    knowledge = scene.knowledge()
    documents = knowledge.documents_for(scene.official.region, local(scene.now).date())
    named = re.match(r"《(.+?)》", told)
    label = told[named.end() :].strip() if named else told
    for document in documents:
        if named and named[1] not in document.meta.title:
            continue
        if any(node.clause == label for node in document.root.walk()):
            return f"{document.slug} {label}"
    raise scene.problem("basis", name=told)


def _choice(told: str, scene: Scene) -> str:
    raise scene.problem("choice")


def _basis_shown(value: str, scene: Scene) -> str:
    slug, _, clause = value.partition(" ")
    return f"《{scene.knowledge().document(slug).meta.title}》{clause}"


READERS: dict[str, Reader] = {
    "text": Reader(_text),
    "moment": Reader(_moment, lambda value, scene: written(datetime.fromisoformat(value), scene.now)),
    "count": Reader(_count),
    "hour": Reader(_hour),
    "place": Reader(_place, lambda value, scene: str(scene.places[value].name)),
    "trade": Reader(_trade, lambda value, scene: str(scene.knowledge().lexicon.fact(value).label)),
    "basis": Reader(_basis, _basis_shown),
    "choice": Reader(_choice, lambda _value, scene: str(scene.texts["chosen_elsewhere"])),
}
