"""Reads what people tell a form into values that can be kept, and says each value back; one entry a kind of value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.forms.model import Unreadable
from bot.forms.moments import NUMERALS, is_only_day, read_day, read_hour, read_moment, without_hour
from bot.people.roles import Official, acts_in
from bot.reminders.model import local, written
from bot.reminders.proposals import cycle_said
from bot.reminders.triggers.cycles import WrongCycle, check_cycle
from bot.reminders.triggers.steps import WrongStep, parse_steps
from policy_kb.parsing.numbering import read_number

_LONGEST_TEXT, _MOST = 200, 100_000
_STEP_WORDS = {"当天早上": "morning", "当天": "morning", "逾期后每天": "overdue", "逾期每天": "overdue", "逾期": "overdue"}
_STEP_UNITS = {"周": "w", "天": "d", "日": "d", "小时": "h", "分钟": "m", "秒": "s"}
_STEP = re.compile(rf"(?:提前)?(\d+|[{NUMERALS}]+)个?({'|'.join(_STEP_UNITS)})")
_MANY = f"{NUMERALS}百千万"
_COUNT = re.compile(rf"\D{{0,4}}?(?<![{_MANY}\d])(\d{{1,6}}|[{_MANY}]+)\s*[^\d{_MANY}]{{0,3}}")
# What may follow a cycle without changing it: 每月5日前, and how a single date is said back.
_AFTER_CYCLE = re.compile(r"(?:之前|以前|前|，只有一次)$")


@dataclass(frozen=True)
class Scene:
    """What a reader may need: the moment, the official, the places, what is known, and the sentences for what cannot be read."""

    now: datetime
    official: Official
    places: Any
    knowledge: Callable[[], Any]
    texts: Mapping[str, Any]
    ready: Mapping[str, Any]
    cycle_words: Callable[[str], str]

    def problem(self, key: str, **values: object) -> Unreadable:
        """Make the error for what cannot be read."""
        return Unreadable(str(self.texts["unreadable"][key]).format(**values))


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
    except ValueError:
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


def _cycle(told: str, scene: Scene) -> str:
    try:
        return check_cycle(told)
    except WrongCycle:
        words = without_hour(_AFTER_CYCLE.sub("", told.strip()))
    said = cycle_said(words, scene.ready)
    day = None if said else read_day(words, scene.now)
    if day and is_only_day(_AFTER_CYCLE.sub("", words), day):
        said = f"date:{day.isoformat()}"
    try:
        return check_cycle(said or "")
    except WrongCycle:
        raise scene.problem("cycle") from None


def _steps(told: str, scene: Scene) -> str:
    steps = [_step(word) for word in re.split(r"[,，、；;\s和]+", told) if word]
    try:
        return ",".join(parse_steps(",".join(steps)))
    except WrongStep:
        raise scene.problem("steps") from None


def _step(word: str) -> str:
    if word in _STEP_WORDS:
        return _STEP_WORDS[word]
    found = _STEP.fullmatch(word)
    return f"{read_number(found[1].replace('两', '二'))}{_STEP_UNITS[found[2]]}" if found else word


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


READERS: dict[str, Callable[[str, Scene], str]] = {
    "text": _text, "moment": _moment, "count": _count, "hour": _hour, "place": _place, "trade": _trade, "cycle": _cycle,
    "steps": _steps, "basis": _basis, "choice": _choice,
}  # fmt: skip


def _basis_shown(value: str, scene: Scene) -> str:
    slug, _, clause = value.partition(" ")
    return f"《{scene.knowledge().document(slug).meta.title}》{clause}"


# Kinds of value that are kept in another way than they are said.
SHOWN: dict[str, Callable[[str, Scene], str]] = {
    "moment": lambda value, scene: written(datetime.fromisoformat(value), scene.now),
    "place": lambda value, scene: str(scene.places[value].name),
    "trade": lambda value, scene: str(scene.knowledge().lexicon.fact(value).label),
    "cycle": lambda value, scene: scene.cycle_words(value),
    "steps": lambda value, scene: str(scene.texts["joined_by"]).join(_step_shown(step, scene) for step in value.split(",") if step),
    "basis": _basis_shown,
    "choice": lambda _value, scene: str(scene.texts["chosen_elsewhere"]),
}


def _step_shown(step: str, scene: Scene) -> str:
    said = scene.texts["steps"]
    if step in said:
        return str(said[step])
    found = re.fullmatch(r"(\d+)([a-z])(?:@(.+))?", step)
    return str(said[found[2]]).format(n=found[1], hour=found[3] or "") if found and found[2] in said else step
