"""Carrying the rules of a replaced document over to the new one, with the figures the new one gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from policy_kb.calculation.model import Subsidy
from policy_kb.intake.drafts import DraftRule
from policy_kb.intake.messages import say
from policy_kb.model import Document
from policy_kb.parsing import squeeze
from policy_kb.parsing.document import clause_text

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_FIGURES = ("rate", "rate_high", "yuan", "yuan_high", "percent", "cap", "total", "at_least", "number")
_SAID_ABOUT = ("reading", "note", "short")
_WITHOUT = ("examples", "versions")


@dataclass
class _Text:
    """The clauses of the new document, and what could not be found in them."""

    clauses: Mapping[str, str]
    doubts: list[str] = field(default_factory=list)
    old_figures: set[str] = field(default_factory=set)

    def found(self, clause: str, quote: str) -> tuple[str, str] | None:
        """Return the clause and the words that say the same, figures apart; the old clause is tried first."""
        pattern = re.compile(_NUMBER.sub(r"\\d+(?:\\.\\d+)?", re.escape(squeeze(quote)).replace("\\.", ".")))
        for exact in (squeeze(quote), None):
            for name in dict.fromkeys((clause, *reversed(tuple(self.clauses)))):
                text = self.clauses.get(name, "")
                at = pattern.search(text) if exact is None else None
                if (exact and exact in text) or at:
                    return name, at.group() if at else quote
        return None


def carried_rules(document: Document, replaced: Iterable[str], known: Iterable[Subsidy]) -> tuple[DraftRule, ...]:
    """Draft the rules of replaced documents anew, each figure and quote taken from the new document.

    What the new document no longer says is left out; a limit or condition that is gone makes the rule one to look at.
    """
    since = document.meta.in_force_from or document.meta.issued_on
    if since is None or document.meta.is_draft:
        return ()
    clauses = {node.clause: squeeze(clause_text(document, node.clause)) for node in document.root.walk() if node.clause}
    slugs = set(replaced)
    drafts = (_carried(document, rule, since, _Text(clauses)) for rule in known if rule.document in slugs and rule.data)
    return tuple(draft for draft in drafts if draft)


def without_covered(drafts: Sequence[DraftRule], carried: Sequence[DraftRule]) -> tuple[DraftRule, ...]:
    """Leave out of the fresh drafts what a carried rule says already."""
    quotes = [squeeze(item["quote"]) for rule in carried for item in _items(rule)]
    counted = {item.get("of") for rule in carried for item in _items(rule)} - {None}
    kept = []
    for draft in drafts:
        for version in draft.data["versions"].values():
            items = {
                k: i for k, i in version["items"].items() if i.get("of") not in counted and not _is_said(squeeze(i["quote"]), quotes, i)
            }
            if items:
                kept.append(draft if len(items) == len(version["items"]) else _narrowed(draft, version, items))
            elif not version["items"]:
                kept.append(draft)
    return tuple(kept)


def _items(rule: DraftRule) -> Iterable[Mapping[str, Any]]:
    return (item for version in rule.data["versions"].values() for item in version["items"].values())


def _is_said(quote: str, quotes: Iterable[str], item: Mapping[str, Any]) -> bool:
    return not item.get("of") and any(quote in other or other in quote for other in quotes)


def _narrowed(draft: DraftRule, version: Mapping[str, Any], items: Mapping[str, Any]) -> DraftRule:
    caps = [{**cap, "items": [name for name in cap["items"] if name in items]} for cap in version.get("caps", ())]
    day = next(iter(draft.data["versions"]))
    data = {**draft.data, "versions": {day: {**version, "items": dict(items), "caps": caps}}}
    doubts = tuple(say("rules", "shared_cap", title=draft.data["title"], quote=cap["quote"]) for cap in caps)
    return DraftRule(draft.id, data, (*draft.doubts, *doubts))


def _carried(document: Document, rule: Subsidy, since: date, text: _Text) -> DraftRule | None:
    entries = {str(day): entry for day, entry in rule.data["versions"].items() if isinstance(entry, Mapping)}
    if not entries:
        return None
    version = dict(entries[max(entries)])
    clause = version["clause"]
    items = {name: new for name, item in version["items"].items() if (new := _moved(item, clause, text))}
    items = {
        name: {**item, "applies_if": _all(item["applies_if"], clause, rule, text)} if "applies_if" in item else item
        for name, item in items.items()
    }
    if not items:
        return None
    version["items"] = items
    for key in ("applies_if", "caps"):
        if key in version:
            version[key] = _all(version[key], clause, rule, text)
    version["caps"] = [_of_items(cap, items) for cap in version.get("caps", ())]
    if apply := version.pop("how_to_apply", None):
        version |= {"how_to_apply": moved} if (moved := _moved(apply, clause, text)) else {}
    version = _without_stale(version, text)
    data = {key: value for key, value in rule.data.items() if key not in _WITHOUT}
    data |= {"document": document.slug, "versions": {since.isoformat(): version}}
    return DraftRule(f"{document.slug}-{rule.id.removeprefix(rule.document + '-')}", data, tuple(text.doubts))


def _all(entries: Iterable[Mapping[str, Any]], clause: str, rule: Subsidy, text: _Text) -> list[dict[str, Any]]:
    """Move conditions or limits; one that is gone from the document is a doubt."""
    kept = []
    for entry in entries:
        moved = _moved(entry, clause, text)
        if moved:
            kept.append(moved)
        else:
            text.doubts.append(say("rules", "carried_without", title=rule.title, quote=entry["quote"]))
    return kept


def _moved(entry: Mapping[str, Any], clause: str, text: _Text) -> dict[str, Any] | None:
    """Take an entry with its quote over to where the new document says it, with the new figures; None if it does not."""
    found = text.found(entry.get("clause", clause), entry["quote"])
    if found is None:
        return None
    new = {**entry, "clause": found[0], "quote": found[1]}
    figures = _figure_map(squeeze(entry["quote"]), squeeze(found[1]))
    text.old_figures |= {old for old, (written, value) in figures.items() if Decimal(old) != value}
    for key in (*_FIGURES, "rates", "one_of", "shares"):
        if key in entry:
            old = entry[key]
            new[key] = [_renewed(f, figures) for f in old] if isinstance(old, list) else _renewed(old, figures)
    if "steps" in entry:
        new["steps"] = [{name: _renewed(figure, figures) for name, figure in step.items()} for step in entry["steps"]]
    return new


def _figure_map(old: str, new: str) -> dict[str, tuple[str, Decimal]]:
    """Pair each figure of an old quote with the one that stands in its place."""
    pairs: dict[str, tuple[str, Decimal]] = {}
    for before, after in zip(_NUMBER.finditer(old), _NUMBER.finditer(new), strict=False):
        value, scale = Decimal(before[0]), _SCALES.get(old[before.end() : before.end() + 1], Decimal(1))
        for times in (Decimal(1), scale):
            pairs.setdefault(_plain(value * times), (after[0], Decimal(after[0]) * times))
    return pairs


def _renewed(figure: object, figures: Mapping[str, tuple[str, Decimal]]) -> str:
    known = figures.get(_plain(Decimal(str(figure))))
    return _plain(known[1]) if known else str(figure)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _of_items(cap: Mapping[str, Any], items: Mapping[str, Any]) -> dict[str, Any]:
    return {**cap, "items": [name for name in cap["items"] if name in items]} if "items" in cap else dict(cap)


def _without_stale(entry: Any, text: _Text) -> Any:
    """Drop remarks of ours that name a figure which has changed."""
    if isinstance(entry, Mapping):
        return {k: _without_stale(v, text) for k, v in entry.items() if not (k in _SAID_ABOUT and _names_any(str(v), text.old_figures))}
    return [_without_stale(value, text) for value in entry] if isinstance(entry, list | tuple) else entry


def _names_any(words: str, figures: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\d){re.escape(figure)}(?!\d)", words) for figure in figures)
