"""From a sentence that grants money to a draft: its items, whom they are for, what is doubtful, what is to be said beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policy_kb.extraction import ExtractedFact, FactKind
from policy_kb.intake.doubting import doubts_about, remarks_on
from policy_kb.intake.granting.caps import as_cap, is_limit
from policy_kb.intake.granting.instalments import is_instalment, paid_over, schedule_of, years_of
from policy_kb.intake.granting.items import GrantedItem, granted_item
from policy_kb.intake.granting.percents import SharePaid
from policy_kb.intake.granting.rows import read_row
from policy_kb.intake.granting.said import Said, counted_unit, said_before
from policy_kb.intake.granting.terms.most import more_than_paid
from policy_kb.intake.messages import say
from policy_kb.lexicon import Lexicon
from policy_kb.model import Document, Node
from policy_kb.parsing import clause_text, find_node, split_sentences

_REGISTERED = re.compile(r"贫困户|建档立卡|贫困人口|脱贫户")
_OTHERS_TOO = re.compile(r"监测|低保|特困|残疾|边缘")  # a condition on them and the registered poor is not one on the poor alone
_LEAST = re.compile(r"起补(?!偿)")
_ROW = re.compile(r"第\d+行$")


def is_row(clause: str) -> bool:
    """Tell the clause of a table's row."""
    return bool(_ROW.search(clause))


@dataclass(frozen=True)
class Grant:
    """One sentence that grants money: everything it states, and the amounts granted by the head, the mu or the like."""

    clause: str
    sentence: str
    stated: tuple[ExtractedFact, ...]
    granted: tuple[ExtractedFact, ...]


@dataclass
class Draft:
    """A rule in the making: the items of one version, and the granted sums they were made of."""

    title: str
    clause: str
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    granted: dict[str, GrantedItem] = field(default_factory=dict)  # under the same keys as `items`
    for_whom: dict[str, Any] = field(default_factory=dict)
    caps: list[dict[str, Any]] = field(default_factory=list)
    brought: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    quotes: frozenset[str] = frozenset()  # the sums this rule holds, so that no other draft repeats them

    @property
    def is_sure(self) -> bool:
        """Tell whether the draft says all its clause says."""
        return bool(self.items) and not self.doubts

    @property
    def version(self) -> dict[str, Any]:
        """The version of a rule file."""
        return {"clause": self.clause, "items": self.items, **self.for_whom, **({"caps": self.caps} if self.caps else {})}

    def take(self, items: Iterable[GrantedItem]) -> None:
        """Take granted sums in, each under the name of what it counts."""
        for item in items:
            self.doubts += item.doubts
            self.brought |= item.brought
            if item.data:
                key = item.counted if item.counted not in self.items else f"{item.counted}_{len(self.items)}"
                self.items[key], self.granted[key] = item.data, item

    def rename(self, key: str, thing: str, entry: Mapping[str, Any]) -> None:
        """Count an item by another thing."""
        item, granted = self.items.pop(key), self.granted.pop(key)
        for condition in item.get("applies_if", ()):
            condition["fact"] = thing if condition["fact"] == item["of"] else condition["fact"]
        self.items[thing], self.granted[thing] = {**item, "of": thing}, granted
        granted.data = self.items[thing]
        for cap in self.caps:
            cap["items"] = [thing if name == key else name for name in cap["items"]]
        self.brought[thing] = entry

    def note(self, remarks: Iterable[str]) -> None:
        """Say some remarks beside every item."""
        for remark in remarks:
            for item in self.items.values():
                if remark not in item.get("note", ""):
                    item["note"] = item.get("note", "") + remark


@dataclass(frozen=True)
class Drafting:
    """Drafting from one document."""

    document: Document
    facts: Sequence[ExtractedFact]
    lexicon: Lexicon

    def of_grant(self, grant: Grant) -> Draft:
        """Draft the sums of one sentence, or the one of a table's row."""
        node = find_node(self.document, grant.clause)
        if node and is_row(grant.clause) and len(grant.granted) == 1:
            return self._of_row(grant, node)
        said = said_before(grant.granted)
        about = node.title if node and len(grant.granted) == 1 else ""
        items = [granted_item(fact, words, self.lexicon, title=about) for fact, words in zip(grant.granted, said, strict=True)]
        title = (node.title if node and node.title else grant.granted[0].subject) or grant.clause
        draft = Draft(title, grant.clause, for_whom=_for_whom(grant, self.lexicon))
        draft.take(items)
        begun = [fact for fact in grant.stated if _begins_at(fact, items)]
        draft.doubts += [*_left_out(grant, items, begun), *doubts_about(grant.stated, grant.granted), *self._more_than_paid(grant)]
        limits = [fact for fact in grant.stated if is_limit(fact)]
        draft.caps = [as_cap(fact, draft.items) for fact in limits if draft.items]
        draft.quotes = frozenset(fact.quote for fact in limits)
        _over_years(draft, grant)
        draft.note(say("rules", "note_remark", remark=r) for r in remarks_on(self.document, grant.clause, grant.granted))
        return draft

    def _more_than_paid(self, grant: Grant) -> Iterable[str]:
        """Name a limit on the number that stands in another sentence of the clause, so that it is not sure which sum it is on."""
        beside = [s for s in split_sentences(clause_text(self.document, grant.clause)) if "元" not in s]
        for unit in dict.fromkeys(counted_unit(fact) for fact in grant.granted):
            if unit and (words := more_than_paid(beside, unit)):
                yield say("rules", "most_elsewhere", words=words)

    def _of_row(self, grant: Grant, node: Node) -> Draft:
        """Draft the sum of a row, on the scale, below the limit and with the further words that its other cells give."""
        (fact,) = grant.granted
        row = read_row(node, fact)
        item = granted_item(fact, Said("", fact.quote, (row.scale,) if row.scale else ()), self.lexicon, node.title)
        draft = Draft(node.title or fact.subject, grant.clause, for_whom=_for_whom(grant, self.lexicon))
        draft.take([item])
        if not row.is_read:
            draft.doubts.append(say("rules", "row", row="，".join(node.text.splitlines())))
        if row.cap and draft.items:
            draft.caps = [{**row.cap, "items": list(draft.items)}]
            draft.quotes = frozenset({row.cap["quote"]})
        draft.doubts += doubts_about((), grant.granted)
        _over_years(draft, grant)
        draft.note([say("rules", "note_row", cells="，".join(row.told))] if row.told else [])
        return draft

    def of_share(self, share: SharePaid) -> Draft:
        """Draft a share of a cost."""
        node = find_node(self.document, share.clause)
        version = share.version
        whom = {key: version[key] for key in ("applies_if",) if key in version}
        draft = Draft(node.title if node and node.title else share.label, share.clause, version["items"], {}, whom)
        draft.caps, draft.brought, draft.quotes = version.get("caps", []), dict(share.brought), share.quotes
        draft.doubts = list(share.doubts)
        draft.note(say("rules", "note_remark", remark=remark) for remark in remarks_on(self.document, share.clause, share.facts))
        return draft


def _over_years(draft: Draft, grant: Grant) -> None:
    """Make a schedule of the one sum of a sentence that is paid in parts; say the parts where they cannot be worked out."""
    words = paid_over(grant.sentence)
    if not words:
        return
    if len(draft.items) == 1:
        ((key, item),) = draft.items.items()
        schedule = schedule_of(item, draft.granted[key].rate, grant.stated, grant.sentence)
        if schedule:
            if item["formula"] == "by_scale":
                least = {"fact": item["of"], "at_least": item["steps"][0]["at_least"], "quote": item["quote"], "asked": False}
                schedule["applies_if"] = [*schedule.get("applies_if", ()), least]
            draft.items[key] = schedule
            draft.brought |= years_of(item["of"], item["label"])
            words = "" if "rates" in schedule else words
    elif any(is_instalment(fact) for fact in grant.stated):
        draft.doubts.append(say("rules", "instalments", quote=grant.granted[0].quote))
    draft.note([say("rules", "note_paid_over", words=words)] if words else [])


def _left_out(grant: Grant, items: Sequence[GrantedItem], begun: Sequence[ExtractedFact]) -> Iterable[str]:
    """Name the limits a sentence states and no item holds; `begun` are those put on an item already."""
    scaled = [item for item in items if item.said.scales]
    read = {(counted_unit(i.fact), figure) for i in scaled for s in i.said.scales or () for figure in (s.at_least, s.below, s.at_most)}
    for fact in grant.stated:
        mosts = [item.said.most.words for item in items if item.said.most]
        is_said = any(words in fact.quote or fact.quote in words for words in mosts)
        is_lasting = fact.unit in ("年", "个月") and any(set(fact.values) <= item.lasting for item in items)
        held = fact in begun or is_said or is_lasting or all((fact.unit, value) in read for value in fact.values)
        if fact.kind is FactKind.THRESHOLD and fact.unit != "次" and not held:
            yield say("rules", "condition", condition=fact.quote)
    if scaled and len(scaled) < len(items):
        yield say("rules", "condition", condition=scaled[0].said.words)


def _begins_at(fact: ExtractedFact, items: Sequence[GrantedItem]) -> bool:
    """Put 起补数量5只 on the one item it can be about as the least that is paid for; say whether it was put."""
    about = [item for item in items if item.data and counted_unit(item.fact) == fact.unit and not item.said.scales]
    if fact.kind is not FactKind.THRESHOLD or not _LEAST.search(fact.quote) or len(about) != 1 or len(items) != 1:
        return False
    least = {"fact": about[0].counted, "at_least": f"{fact.values[0]:f}", "quote": fact.quote, "asked": False}
    about[0].data.setdefault("applies_if", []).append(least)
    return True


def _for_whom(grant: Grant, lexicon: Lexicon) -> dict[str, Any]:
    """Say for whom a grant is: the kind of applicant, and whether the household must be registered."""
    applicant = grant.granted[0].beneficiary
    if not applicant:
        return {}
    is_for_the_poor = _REGISTERED.search(grant.sentence) and not _OTHERS_TOO.search(grant.sentence)
    if applicant != "household" or "registered_poor" not in lexicon.facts or not is_for_the_poor:
        return {"applicants": [applicant]}
    return {"applicants": [applicant], "applies_if": [{"fact": "registered_poor", "is": True, "quote": grant.granted[0].quote}]}
