"""One sum that is granted, as an item of a draft rule: so much each, by its scale, over its years, with what else is said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from policy_kb.extraction import ExtractedFact, Operator
from policy_kb.intake.granting.said import Said, counted_unit
from policy_kb.intake.granting.scales import Scale, steps_of
from policy_kb.intake.granting.terms.periods import lasting_of
from policy_kb.intake.granting.things import thing_of
from policy_kb.intake.messages import say
from policy_kb.intake.new_words import NewThing, new_thing
from policy_kb.lexicon import Lexicon

_DONE = re.compile(r"^(?:存栏|养殖|饲养|种植|栽植|栽种)+")
_LASTED = re.compile(r"[且并]?(?:连续|累计)?满$")
_GOT = re.compile(r"(?:当年|本年)?(?:新购进?|新增|购进|引进)?[且并](?:饲养|养殖|存栏)$|(?:当年|本年)(?:新购进?|新增|购进|引进)$")
_NUMBERED = re.compile(r"^\d{1,2}[.．、](?=[\u4e00-\u9fff])")
_FIGURE = re.compile(r"\d")
_A_NAME = 6  # a longer title tells what is to be done
_BARE = re.compile(r"^(?:对|凡)|的$")


@dataclass
class GrantedItem:
    """A sum with what is counted, the scale it is paid on, and what makes it unsure."""

    fact: ExtractedFact
    said: Said
    data: dict[str, Any]
    brought: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    lasting: frozenset[Decimal] = frozenset()  # the figures of the periods it is paid after
    own: NewThing | None = None  # the thing by its own name, where the lexicon counts it among others (连翘, of 药材)

    @property
    def scale(self) -> Scale | None:
        """The one scale the sum is paid on, if its words name one."""
        return self.said.scales[0] if self.said.scales else None

    @property
    def counted(self) -> str:
        """The fact the sum is counted by; nothing when it is not known."""
        return str(self.data.get("of", ""))

    @property
    def rate(self) -> Decimal:
        """So much for each."""
        return Decimal(self.fact.values[0])


def granted_item(fact: ExtractedFact, said: Said, lexicon: Lexicon, subject: str = "", title: str = "") -> GrantedItem:
    """Make an item of a sum by the head, the mu or the like; without anything counted it can only be quoted.

    The thing is what a table's row is about (`subject`), else what the sentence names; one that names
    nothing (当年新增5只以上的，每只200元) is about its clause's title.
    """
    named = [subject] if subject else [_without_scale(fact, said), *said.phrases]
    several = [unit for unit in fact.per if unit not in ("年", "月", "户")]
    if len(several) != 1:
        return GrantedItem(fact, said, {}, doubts=[say("rules", "two_units", quote=fact.quote)])
    thing, named_by, doubt = thing_of(named, several[0], lexicon)
    if thing is None and 0 < len(title) <= _A_NAME and not said.further(()):
        thing, named_by, doubt = thing_of([title], several[0], lexicon)
    doubts = [doubt] if doubt else []
    if "月" in fact.per:
        doubts.append(say("rules", "two_units", quote=fact.quote))  # for how many months, the sentence alone does not tell
    if thing is None:
        return GrantedItem(fact, said, {}, doubts=doubts)
    data: dict[str, Any] = {"label": _DONE.sub("", named_by) or named_by, **_paid(fact, said, thing.id), "quote": said.quote}
    if "年" in fact.per:
        data["per_year"] = True
    if said.scales is None or len(said.scales) > 1:
        doubts.append(say("rules", "condition", condition=said.words))
    names = (thing.entry["label"], *thing.entry["names"]) if isinstance(thing, NewThing) else (thing.label, *thing.names)
    item = GrantedItem(fact, said, data, {}, doubts)
    _conditions(item, names)
    if isinstance(thing, NewThing):
        item.brought = {**item.brought, thing.id: thing.entry}
    else:
        item.own = new_thing(named_by, several[0])
    return item


def _conditions(item: GrantedItem, names: tuple[str, ...]) -> None:
    """Note beside an item what is said further than its names; a figure in it that is no length of time is a doubt."""
    said = item.said
    further = said.further(names)
    lasting = lasting_of(said.words, said.quote, item.counted)
    if _FIGURE.search(lasting_of(further, said.quote, item.counted).rest):
        item.doubts.append(say("rules", "condition", condition=said.words))
        return
    if further and re.sub(r"[（(].*?[）)]", "", said.words) not in names:
        item.data["note"] = say("rules", "note_condition", condition=_BARE.sub("", said.words))
    if lasting.conditions:
        item.data["applies_if"], item.brought, item.lasting = lasting.conditions, lasting.brought, lasting.figures


def _paid(fact: ExtractedFact, said: Said, thing: str) -> dict[str, Any]:
    rate = f"{fact.values[0]:f}"
    if (
        fact.operator is Operator.EQUAL
        and said.scales
        and len(said.scales) == 1
        and (steps := steps_of([(said.scales[0], Decimal(rate))], ""))
    ):
        scaled = {"formula": "by_scale", "of": thing, "steps": [{"at_least": f"{steps[0][0]:f}", "rate": rate}]}
        return {**scaled, **({"most": f"{said.most.number:f}"} if said.most else {})}
    paid = {"formula": "per_unit", "of": thing, "rate": rate}
    if said.most:
        paid["most"] = f"{said.most.number:f}"
    if fact.operator is Operator.RANGE:
        paid["rate_high"] = f"{fact.values[1]:f}"
    elif fact.operator in (Operator.AT_MOST, Operator.AT_LEAST):
        paid["bound"] = "at_most" if fact.operator is Operator.AT_MOST else "at_least"
    return paid


def _without_scale(fact: ExtractedFact, said: Said) -> str:
    """Return what a sum is about without the scale that stands in it: 存栏鸡、鸭100羽以上 is 存栏鸡、鸭."""
    unit = re.escape(counted_unit(fact))
    subject = re.sub(rf"\d[\d.—－-]*{unit}.*$", "", fact.subject) if said.scales else fact.subject
    return _GOT.sub("", _LASTED.sub("", _NUMBERED.sub("", subject))) or subject


def merged_by_scale(items: list[GrantedItem]) -> dict[str, Any] | None:
    """Make one item of sums for the same thing, each on a scale of its own; None when the scales do not follow one another."""
    scales = [(item.scale, item.rate) for item in items if item.scale and item.fact.operator is Operator.EQUAL]
    is_limited = any(not {"most", "applies_if"}.isdisjoint(item.data) for item in items)
    if len(scales) < len(items) or is_limited or len({item.fact.per for item in items}) > 1:
        return None
    steps = steps_of([(scale, rate) for scale, rate in scales if scale], counted_unit(items[0].fact))
    if steps is None:
        return None
    first = items[0].data
    written = [{"at_least": f"{start:f}", "rate": f"{rate:f}"} for start, rate in steps]
    kept = {key: value for key, value in first.items() if key in ("label", "of", "quote", "per_year", "note")}
    return {**kept, "formula": "by_scale", "steps": written}
