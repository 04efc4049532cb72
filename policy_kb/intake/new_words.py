"""A thing that a document counts and the lexicon lacks (茶园, 大闸蟹): its names, so that a rule can bring it along."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from policy_kb.intake.messages import say
from policy_kb.lexicon import NEW
from policy_kb.search.words import regional_names

_LONGEST = 10
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class NewThing:
    """A fact as a rule brings it along: its id, and the entry lexicon.yml would have for it."""

    id: str
    entry: Mapping[str, Any]
    plain_names: tuple[str, ...]  # each thing it lists, without what praises it: 标准化肉牛 is 肉牛


def new_thing(subject: str, unit: str) -> NewThing | None:
    """Make a fact of what a document says is counted; None when the words do not name one thing."""
    words = _words()
    listed = [part for part in re.split(words["splits"], subject) if not part.startswith(tuple(words["asks"]))]
    parts = [bare for part in listed if part not in words["verbs"] and (bare := _bare(part)) and bare not in words["verbs"]]
    if unit not in words["counted_units"] or not parts or not all(_is_name(part) for part in parts):
        return None
    label = "、".join(parts)
    called = [own for part in parts for own in _names(part) if own not in words["generic"]]
    names = list(dict.fromkeys(name for own in called for name in (own, *regional_names().get(own, ()))))
    mark = hashlib.blake2s(f"{label}|{unit}".encode(), digest_size=4).hexdigest()
    kind = "area" if unit == "亩" else "count"
    question = say("rules", "question", label=label, unit=unit)
    entry = {"label": label, "type": kind, "unit": unit, "names": names, "question": question}
    return NewThing(f"{NEW}{mark}", entry, tuple(_without_qualities(part)[-1] for part in parts))


def _bare(part: str) -> str:
    """Take off who does it and what is done: 脱贫户新栽桑园 becomes 桑园."""
    words = _words()
    before, bare = "", re.sub(r"[“”\"（(].*?[）)”\"]|[“”]", "", part).strip()
    while before != bare:
        before = bare
        for word in (*words["people"], *words["verbs"]):
            if bare.startswith(word) and len(bare) > len(word):
                bare = bare[len(word) :].removeprefix("的")
                break
    return _measured(bare)


def _measured(bare: str) -> str:
    """Take off how a thing is measured, and what is told before it is grown or bought: 冷库库容 is 冷库, 冬闲田种植油菜 is 油菜."""
    if bare in _words()["measures"]:
        return bare
    for word in _words()["measures"]:
        bare = bare.removesuffix(word) if len(bare) > len(word) + 1 else bare
    at = max((bare.rfind(word) + len(word) for word in _words()["activities"] if word in bare), default=0)
    return bare[at:] if len(bare) - at > 1 else bare


def _is_name(words: str) -> bool:
    plain = _without_qualities(words)[-1]
    is_plain = bool(_HAN.fullmatch(words)) and len(words) <= _LONGEST and "的" not in words
    is_any = any(plain in _words()[name] for name in ("qualities", "measures", "generic"))
    return is_plain and not is_any and not any(word in plain for word in _words()["no_things"])


def _names(bare: str) -> list[str]:
    """Return what people may call a thing, the fullest name first."""
    names = _without_qualities(bare)
    names += [names[-1].removeprefix(kept) for kept in _words()["kept_for"] if names[-1].startswith(kept)]
    ending = next((e for e in _words()["endings"] if names[-1].endswith(e) and len(names[-1]) > len(e)), "")
    shortest = names[-1].removesuffix(ending)
    if any(names[-1].endswith(deed) and names[-1].startswith(tuple(_words()["old"])) for deed in _words()["deeds"]):
        return [*names, next(names[-1].removesuffix(deed) for deed in _words()["deeds"] if names[-1].endswith(deed))]
    return [*names, shortest] if ending and shortest not in _words()["generic"] else names


def _without_qualities(bare: str) -> list[str]:
    """Return a name and what is left of it as each quality before it is taken off."""
    names = [bare]
    while quality := next((q for q in _words()["qualities"] if names[-1].startswith(q) and len(names[-1]) > len(q)), ""):
        names.append(names[-1].removeprefix(quality))
    return names


def lasting_words() -> Mapping[str, list[str]]:
    """Return what lasts before a sum is paid, each with what people say of it."""
    lasting: Mapping[str, list[str]] = _words()["lasting"]
    return lasting


def everyday_words(name: str) -> tuple[str, ...]:
    """Return one of the word lists, the longest word first."""
    return tuple(_words()[name])


@cache
def _words() -> Mapping[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("new_words.yml").read_text(encoding="utf-8"))
    return {key: sorted(value, key=len, reverse=True) if isinstance(value, list) else value for key, value in loaded.items()}
