"""Draft rules from the amounts of a document; they pay nothing until a person confirms them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from policy_kb.calculation.drafting import DraftSum, draft_sums
from policy_kb.calculation.loading import rule_of
from policy_kb.calculation.model import Subsidy
from policy_kb.extraction import ExtractedFact, FactKind, Operator
from policy_kb.intake.doubting import doubts_about, limits_elsewhere
from policy_kb.intake.messages import say
from policy_kb.intake.new_words import NewThing, new_thing
from policy_kb.lexicon import Fact, Lexicon
from policy_kb.model import Document
from policy_kb.parsing import find_node

_VERBS = re.compile(r"^(?:对|凡|新?(?:建|发展|种植|栽植|栽种|养殖|饲养|引进|购买|购置|流转)|自主|农户|贫困户|实施|发展|补贴|奖补)+")
_REGISTERED = re.compile(r"贫困户|建档立卡|贫困人口|脱贫户")
_INSTALMENT = re.compile(r"第[一二三四五六七八九十\d]+[年期次]")
_PEOPLE = re.compile(r"^(?:对|凡)?(?:建档立卡)?(?:贫困户|农户|贫困劳动力|脱贫户)")
_ROW = re.compile(r"第\d+行$")
_WHOLES = frozenset({"年", "月", "户"})
_COUNT_TYPES = ("count", "area")


@dataclass(frozen=True)
class DraftRule:
    """A rule as a rule file would hold it; `doubts` say why a person must look, and none means the intake is sure."""

    id: str
    data: Mapping[str, Any]
    doubts: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Tell whether the rule says all its clause says."""
        return not self.doubts and self.is_usable

    @property
    def is_usable(self) -> bool:
        """Tell whether there is anything in the rule to work out."""
        return any(version["items"] for version in self.data["versions"].values())

    def subsidy(self, lexicon: Lexicon) -> Subsidy:
        """Make the rule the calculator works with."""
        return rule_of(self.id, self.data, lexicon)


@dataclass(frozen=True)
class _Grant:
    """One sentence that grants money: everything it states, and the amounts granted by the head, the mu or the like."""

    clause: str
    sentence: str
    stated: tuple[ExtractedFact, ...]
    granted: tuple[ExtractedFact, ...]


def draft_rules(document: Document, facts: Iterable[ExtractedFact], lexicon: Lexicon) -> tuple[DraftRule, ...]:
    """Draft one rule for each sentence that grants money by the head, the mu or the like.

    A rule without items grants only what the lexicon does not know: its amounts can be quoted, not worked out.
    """
    since = document.meta.in_force_from or document.meta.issued_on
    if since is None or document.meta.is_draft:
        return ()
    facts = tuple(facts)
    rules = [_draft(document, since, number, grant, lexicon) for number, grant in enumerate(_grants(facts), 1)]
    rules = _beside_each_other([_below_limits(rule, limits_elsewhere(facts)) for rule in rules])
    wholes = draft_sums(facts, lexicon)
    return (*rules, *(_whole(document, since, number, whole) for number, whole in enumerate(wholes, len(rules) + 1)))


def _below_limits(rule: DraftRule, limits: Sequence[ExtractedFact]) -> DraftRule:
    """Doubt a rule whose sums fall under a limit that another clause sets on everything together."""
    clauses = {version["clause"] for version in rule.data["versions"].values()}
    doubts = tuple(say("rules", "limit_elsewhere", quote=limit.quote) for limit in limits if limit.clause not in clauses)
    return replace(rule, doubts=tuple(dict.fromkeys((*rule.doubts, *doubts[:1]))))


def _beside_each_other(rules: Sequence[DraftRule]) -> list[DraftRule]:
    """Doubt rules that pay for the same thing: on which of their conditions which of them pays, a person has to say."""
    times = Counter(counted for rule in rules for counted in _counted(rule))
    return [
        replace(rule, doubts=(*rule.doubts, say("rules", "one_of_several", quote=rule.data["title"])))
        if any(times[counted] > 1 for counted in _counted(rule))
        else rule
        for rule in rules
    ]


def _counted(rule: DraftRule) -> set[str]:
    return {item["of"] for version in rule.data["versions"].values() for item in version["items"].values()}


def _whole(document: Document, since: date, number: int, whole: DraftSum) -> DraftRule:
    """Make a rule of the whole sums of a sentence; for whom and on what conditions, a person has to say."""
    data = {"title": whole.title, "document": document.slug, "versions": {since.isoformat(): whole.version}}
    return DraftRule(f"{document.slug}-{number}", data, (say("rules", "whole_sum", quote=whole.quote),))


def _grants(facts: Iterable[ExtractedFact]) -> Iterable[_Grant]:
    seen: set[tuple[object, ...]] = set()  # a table often repeats the sentences of the text
    for (clause, _), group in groupby(facts, key=lambda fact: (fact.clause, "" if _ROW.search(fact.clause) else fact.sentence)):
        stated = tuple(group)
        granted = tuple(fact for fact in stated if _is_granted(fact))
        grants = tuple((fact.subject, fact.values, fact.per) for fact in granted)
        if granted and grants not in seen:
            seen.add(grants)
            yield _Grant(clause, granted[0].sentence, stated, granted)


def _is_granted(fact: ExtractedFact) -> bool:
    """Tell a grant from a limit on the whole or an instalment of it."""
    counted = [unit for unit in fact.per if unit not in _WHOLES]
    return fact.kind in (FactKind.AMOUNT, FactKind.CAP) and fact.unit == "元" and bool(counted) and not _INSTALMENT.match(fact.subject)


def _draft(document: Document, since: date, number: int, grant: _Grant, lexicon: Lexicon) -> DraftRule:
    items: dict[str, dict[str, Any]] = {}
    brought: dict[str, Mapping[str, Any]] = {}
    doubts = [*_left_out(grant), *doubts_about(document, grant.clause, grant.stated, grant.granted)]
    node = find_node(document, grant.clause)
    for fact in grant.granted:
        thing, doubt = _thing(fact if node is None or not _ROW.search(grant.clause) else replace(fact, subject=node.title), lexicon)
        doubts += [doubt] if doubt else []
        if isinstance(thing, NewThing):
            brought[thing.id] = thing.entry
        if thing:
            items[thing.id if thing.id not in items else f"{thing.id}_{len(items)}"] = _item(fact, thing)
    version: dict[str, Any] = {"clause": grant.clause, "items": items, **_for_whom(grant, lexicon)}
    if caps := _caps(grant.stated, items):
        version["caps"] = caps
    title = (node.title if node and node.title else grant.granted[0].subject) or grant.clause
    data: dict[str, Any] = {"title": title, "document": document.slug, "versions": {since.isoformat(): version}}
    if brought:
        data["facts"] = brought
    return DraftRule(f"{document.slug}-{number}", data, tuple(dict.fromkeys(doubts)))


def _left_out(grant: _Grant) -> Iterable[str]:
    """Name what the sentence says and the draft does not hold."""
    for fact in grant.stated:
        if fact.kind is FactKind.THRESHOLD:
            yield say("rules", "condition", condition=fact.quote)
        elif fact.unit == "元" and _INSTALMENT.match(fact.subject):
            yield say("rules", "instalments", quote=grant.granted[0].quote)


def _for_whom(grant: _Grant, lexicon: Lexicon) -> dict[str, Any]:
    """Say for whom a grant is: the kind of applicant, and whether the household must be registered."""
    applicant = grant.granted[0].beneficiary
    if not applicant:
        return {}
    if applicant != "household" or "registered_poor" not in lexicon.facts or not _REGISTERED.search(grant.sentence):
        return {"applicants": [applicant]}
    return {"applicants": [applicant], "applies_if": [{"fact": "registered_poor", "is": True, "quote": grant.granted[0].quote}]}


def _item(fact: ExtractedFact, thing: Fact | NewThing) -> dict[str, Any]:
    item: dict[str, Any] = {"label": fact.subject, "formula": "per_unit", "of": thing.id, "rate": str(fact.values[0]), "quote": fact.quote}
    if fact.operator is Operator.RANGE:
        item["rate_high"] = str(fact.values[1])
    elif fact.operator in (Operator.AT_MOST, Operator.AT_LEAST):
        item["bound"] = "at_most" if fact.operator is Operator.AT_MOST else "at_least"
    if "年" in fact.per:
        item["per_year"] = True
    return item


def _caps(stated: Iterable[ExtractedFact], items: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Read 每户不超过… in the same sentence as a cap on everything the sentence grants."""
    limits = [f for f in stated if f.kind is FactKind.CAP and f.unit == "元" and set(f.per) <= _WHOLES]
    return [{"yuan": str(fact.values[0]), "items": list(items), "quote": fact.quote} for fact in limits if items]


def _thing(fact: ExtractedFact, lexicon: Lexicon) -> tuple[Fact | NewThing | None, str]:
    """Find what is counted among the lexicon's facts, else bring a new one along; say so when neither is sure."""
    counted = [unit for unit in fact.per if unit not in _WHOLES]
    if len(counted) != 1:
        return None, say("rules", "two_units", quote=fact.quote)
    whole = _PEOPLE.sub("", fact.subject)
    subject = _VERBS.sub("", whole) or whole
    fitting = [thing for thing in lexicon.facts.values() if thing.type in _COUNT_TYPES and _is_counted_in(thing, counted[0], lexicon)]
    new = new_thing(fact.subject, counted[0])
    if known := _known(fitting, subject, whole, new):
        return known, ""
    if new:
        return new, ""
    for thing in fitting:
        if any(name in fact.subject for name in thing.names if len(name) > 1) or (subject and subject[-1] in thing.names):
            return thing, say("rules", "broader_thing", subject=fact.subject, label=thing.label)
    return None, say("rules", "unknown_thing", subject=fact.subject)


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
