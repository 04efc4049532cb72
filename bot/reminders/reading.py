"""Reads how often a duty falls due and when to remind, as officials tell a form; the form says both back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.clock import local
from bot.forms.moments import NUMERALS, is_only_day, read_day, without_hour, written_day
from bot.forms.readers import Reader, Scene
from bot.reminders.proposals import cycle_said
from bot.reminders.triggers.cycles import WrongCycle, check_cycle
from bot.reminders.triggers.steps import WrongStep, parse_steps
from policy_kb.parsing.numbering import read_number

_STEP_WORDS = {"当天早上": "morning", "当天": "morning", "逾期后每天": "overdue", "逾期每天": "overdue", "逾期": "overdue"}
_STEP_UNITS = {"周": "w", "天": "d", "日": "d", "小时": "h", "分钟": "m", "秒": "s"}
_STEP = re.compile(rf"(?:提前)?(\d+|[{NUMERALS}]+)个?({'|'.join(_STEP_UNITS)})")
# What may follow a cycle without changing it: 每月5日前, and how a single date is said back.
_AFTER_CYCLE = re.compile(r"(?:之前|以前|前|，只有一次)$")


def duty_readers(ready: Mapping[str, Any], cycle_words: Callable[[str], str]) -> dict[str, Reader]:
    """Return the readers of the duty form: `ready` holds how people say cycles, `cycle_words` says one back."""

    def cycle(told: str, scene: Scene) -> str:
        return _cycle(told, scene, ready)

    return {"cycle": Reader(cycle, lambda value, _scene: cycle_words(value)), "steps": Reader(_steps, _steps_shown)}


def _cycle(told: str, scene: Scene, ready: Mapping[str, Any]) -> str:
    try:
        return check_cycle(told)
    except WrongCycle:
        words = without_hour(_AFTER_CYCLE.sub("", told.strip()))
    said = cycle_said(words, ready)
    day = None if said else read_day(words, scene.now)
    if day and is_only_day(_AFTER_CYCLE.sub("", words), day):
        if day < local(scene.now).date():
            raise scene.problem("past", at=written_day(day, scene.now))
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


def _steps_shown(value: str, scene: Scene) -> str:
    return str(scene.texts["joined_by"]).join(_step_shown(step, scene) for step in value.split(",") if step)


def _step_shown(step: str, scene: Scene) -> str:
    said = scene.texts["steps"]
    if step in said:
        return str(said[step])
    found = re.fullmatch(r"(\d+)([a-z])(?:@(.+))?", step)
    return str(said[found[2]]).format(n=found[1], hour=found[3] or "") if found and found[2] in said else step
