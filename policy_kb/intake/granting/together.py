"""Drafts that stand together: sums for the same thing on several scales, and sums under one limit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from policy_kb.extraction import ExtractedFact
from policy_kb.intake.doubting import limits_elsewhere, remarks_on
from policy_kb.intake.granting.caps import (
    as_cap,
    as_lowest,
    counts_all,
    is_limit,
    is_over_years,
    lies_in,
    of_its_clause,
    pushed_down,
    scope_of,
    set_apart,
)
from policy_kb.intake.granting.drafting import Draft
from policy_kb.intake.granting.items import merged_by_scale
from policy_kb.intake.messages import say
from policy_kb.model import Document
from policy_kb.parsing import clause_text


def beside_each_other(document: Document, drafts: Sequence[Draft]) -> list[Draft]:
    """Join sums for the same thing whose scales follow one another; doubt the others, and a scale that stands alone and is not open."""
    places = defaultdict(list)
    for draft in drafts:
        for key in draft.granted:
            places[draft.granted[key].counted].append((draft, key))
    for several in places.values():
        if len(several) > 1 and not _join(document, several) and not _name_apart(several):
            for draft, _ in several:
                draft.doubts.append(say("rules", "one_of_several", quote=draft.title))
    for draft in drafts:
        for key, item in draft.granted.items():
            if item.said.scales and draft.items[key]["formula"] == "per_unit":
                draft.doubts.append(say("rules", "condition", condition=item.said.words))
    return [draft for draft in drafts if draft.items or draft.doubts]


def _join(document: Document, several: Sequence[tuple[Draft, str]]) -> bool:
    """Make one item of several sums of a clause in its first draft; say whether it could be done."""
    granted = [draft.granted[key] for draft, key in several]
    merged = merged_by_scale(granted)
    if merged is None or len({draft.clause for draft, _ in several}) > 1:
        return False
    first, name = several[0]
    merged["quote"] = _stretch(clause_text(document, first.clause), granted[0].said.quote, granted[-1].said.quote)
    caps = [cap for draft in {id(d): d for d, _ in several}.values() for cap in draft.caps]
    for draft, key in several:
        del draft.items[key], draft.granted[key]
        for cap in caps:
            cap["items"] = [item for item in cap["items"] if item != key]
    first.items[name] = merged
    for draft in {id(d): d for d, _ in several[1:]}.values():
        first.doubts += draft.doubts
        first.quotes |= draft.quotes
        if not draft.items:
            draft.doubts, draft.caps = [], []
    first.caps = list({id(cap): cap for cap in (*first.caps, *caps)}.values())
    for cap in first.caps:
        cap["items"] = list(dict.fromkeys((*cap["items"], name)))
    return True


def _name_apart(several: Sequence[tuple[Draft, str]]) -> bool:
    """Let each of several sums bring its own thing along where the lexicon takes them for one (连翘 and 柴胡 for 药材)."""
    own = [draft.granted[key].own for draft, key in several]
    things = [thing for thing in own if thing]
    names = [name for thing in things for name in thing.entry["names"]]
    if len(things) < len(own) or len(set(names)) < len(names):
        return False
    for (draft, key), thing in zip(several, things, strict=True):
        draft.rename(key, thing.id, thing.entry)
    return True


def _stretch(text: str, first: str, last: str) -> str:
    start, stop = text.find(first), text.rfind(last)
    return text[start : stop + len(last)] if 0 <= start <= stop else first


def under_limits(document: Document, facts: Sequence[ExtractedFact], drafts: Sequence[Draft]) -> list[Draft]:
    """Put drafts under the limits that stand in other sentences; doubt those of which it is not sure whether they fall under one."""
    drafts = list(drafts)
    granting = {draft.clause for draft in drafts}
    said = {quote for draft in drafts for quote in draft.quotes}
    for clause in dict.fromkeys(fact.clause for fact in facts if fact.clause in granting):
        own = [draft for draft in drafts if draft.clause == clause]
        limits = [fact for fact in facts if fact.clause == clause and is_limit(fact) and fact.quote not in said]
        named = [str(name) for draft in own for item in draft.items.values() for name in (item["label"],)]
        sure = of_its_clause(limits, clause, named, document)
        drafts = _limited(document, drafts, own, limits, is_sure=len(sure) == len(limits) == 1)
    elsewhere = [limit for limit in limits_elsewhere(facts) if limit.clause not in granting]
    counting = {draft.clause for draft in drafts if draft.items}
    for clause in dict.fromkeys(limit.clause for limit in elsewhere):
        limits = [limit for limit in elsewhere if limit.clause == clause]
        for draft in drafts:
            draft.note(say("rules", "note_remark", remark=limit.quote) for limit in limits if is_over_years(limit))
        drafts = _under(document, drafts, [limit for limit in limits if not is_over_years(limit)], counting)
    return drafts


def _under(document: Document, drafts: list[Draft], limits: Sequence[ExtractedFact], counting: set[str]) -> list[Draft]:
    """Put drafts under the limits of one clause, the narrower section before the wider (其中养殖业最高…)."""
    scopes = [(scope_of(limit, document, counting), limit) for limit in limits]
    apart = set_apart(limits, document, counting) if limits else ()
    if apart is None or any(scope is None for scope, _ in scopes):
        return _limited(document, drafts, drafts, limits, is_sure=False)
    for node, words in apart:
        for draft in (draft for draft in drafts if lies_in(draft.clause, node)):
            draft.note([say("rules", "note_remark", remark=words)])
    sections = {scope.clause: scope for scope, _ in scopes if scope}
    for section in sorted(sections.values(), key=lambda node: sum(1 for _ in node.walk())):
        here = [limit for scope, limit in scopes if scope is section]
        for is_on_all in (False, True):
            on = [limit for limit in here if counts_all(limit) is is_on_all]
            outside = () if is_on_all else tuple(node for node, _ in apart)
            own = [d for d in drafts if lies_in(d.clause, section) and not any(lies_in(d.clause, node) for node in outside)]
            drafts = _limited(document, drafts, own, on, is_sure=True)
    return drafts


def _limited(document: Document, drafts: list[Draft], own: list[Draft], limits: Sequence[ExtractedFact], *, is_sure: bool) -> list[Draft]:
    """Join the sure ones of some drafts under a limit; where the limit is not plainly theirs, doubt them all."""
    if not limits or not own:
        return drafts
    joined = [draft for draft in own if draft.is_sure] if is_sure and (len(limits) == 1 or as_lowest(limits, ())) else []
    for draft in own:
        if draft not in joined:
            draft.doubts.append(say("rules", "limit_elsewhere", quote=limits[0].quote))
    if not joined:
        return drafts
    one = joined[0] if len(joined) == 1 else _one_of(joined)
    one.caps.append(as_cap(limits[0], one.items) if len(limits) == 1 else as_lowest(limits, one.items) or {})
    one.quotes |= {limit.quote for limit in limits}
    one.note(say("rules", "note_remark", remark=remark) for remark in remarks_on(document, limits[0].clause, limits))
    at = drafts.index(joined[0])
    return [*drafts[:at], one, *(draft for draft in drafts[at:] if draft not in joined)]


def _one_of(drafts: Sequence[Draft]) -> Draft:
    """Make one draft of several, each of its items keeping its own clause and conditions."""
    one = Draft(drafts[0].title, drafts[0].clause)
    for draft in drafts:
        names: dict[str, str] = {}
        for key in draft.items:
            name = names[key] = key if key not in one.items else f"{key}_{len(one.items)}"
            one.items[name] = dict(pushed_down(draft.version, key))
        one.caps += [{**cap, "items": [names[item] for item in cap["items"]]} for cap in draft.caps]
        one.brought |= draft.brought
        one.quotes |= draft.quotes
    return one
