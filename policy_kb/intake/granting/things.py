"""What a sum is paid for: a fact of the lexicon, or a thing the document brings along."""

from __future__ import annotations

import re
from collections.abc import Iterable

from policy_kb.intake.messages import say
from policy_kb.intake.new_words import NewThing, new_thing
from policy_kb.lexicon import Fact, Lexicon

_VERBS = re.compile(
    r"^(?:对|凡|新?(?:建|发展|种植|栽植|栽种|养殖|饲养|引进|购买|购置|流转)|自主|农户|贫困户|实施|发展|补贴|奖补|年?出栏|存栏)+"
)
_PEOPLE = re.compile(r"^(?:对|凡)?(?:建档立卡)?(?:贫困户|农户|贫困劳动力|脱贫户)")
_COUNT_TYPES = ("count", "area")


def thing_of(subjects: Iterable[str], unit: str, lexicon: Lexicon) -> tuple[Fact | NewThing | None, str, str]:
    """Find what is counted by the first of some words that says so: it, those words, and a doubt when none is sure."""
    subjects = [subject for subject in dict.fromkeys(subjects) if subject]
    fitting = [thing for thing in lexicon.facts.values() if thing.type in _COUNT_TYPES and _is_counted_in(thing, unit, lexicon)]
    for subject in subjects:
        whole = _PEOPLE.sub("", subject)
        new = new_thing(subject, unit)
        if known := _known(fitting, _VERBS.sub("", whole) or whole, whole, new):
            return known, subject, ""
        if new:
            return new, subject, ""
    for subject in subjects:
        if broader := _broader(fitting, subject):
            return broader, subject, say("rules", "broader_thing", subject=subject, label=broader.label)
    return None, "", say("rules", "unknown_thing", subject=next(iter(subjects), ""))


def _broader(fitting: Iterable[Fact], subject: str) -> Fact | None:
    """Find a fact of the lexicon whose name stands in a subject, or is its last word."""
    bare = _VERBS.sub("", _PEOPLE.sub("", subject))
    named = (t for t in fitting if any(name in subject for name in t.names if len(name) > 1) or (bare and bare[-1] in t.names))
    return next(named, None)


def _known(fitting: Iterable[Fact], subject: str, whole: str, new: NewThing | None) -> Fact | None:
    """Find the fact of the lexicon that has every name a document lists."""
    listed = [part for part in re.split(r"、|等|和", subject) if part]
    plain = new.plain_names if new else ()
    for thing in fitting:
        names = {thing.label, *thing.names}
        if subject in names or whole in names or any(part and all(p in names for p in part) for part in (listed, plain)):
            return thing
    return None


def _is_counted_in(thing: Fact, unit: str, lexicon: Lexicon) -> bool:
    """Tell whether a unit counts a thing one for one (羽 and 只)."""
    known = lexicon.units.get(thing.unit)
    return thing.unit == unit or (known is not None and known.spellings.get(unit) == 1)
