"""Draft rules from the amounts of a document; they pay nothing until a person confirms them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from policy_kb.calculation.drafting import DraftSum, draft_sums
from policy_kb.calculation.loading import rule_of
from policy_kb.calculation.model import Subsidy
from policy_kb.extraction import ExtractedFact, FactKind
from policy_kb.intake.granting.counted.led import led_households
from policy_kb.intake.granting.drafting import Draft, Drafting, Grant, is_row
from policy_kb.intake.granting.instalments import is_instalment
from policy_kb.intake.granting.percents import shares_paid
from policy_kb.intake.granting.premiums import premiums_of
from policy_kb.intake.granting.rivals import tell_apart
from policy_kb.intake.granting.said import counted_unit
from policy_kb.intake.granting.together import beside_each_other, under_limits
from policy_kb.intake.messages import say
from policy_kb.lexicon import Lexicon
from policy_kb.model import Document

_THE_REST = re.compile(r"其[他它余]")
_NO_GRANT = re.compile(r"保额|保险金额|(?<!对)(?<!代缴)保费(?!补)|赔付|赔偿|罚款|处罚|违约金|滞纳金|自缴|自付|自筹|缴纳|基础上")


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


def draft_rules(document: Document, facts: Iterable[ExtractedFact], lexicon: Lexicon) -> tuple[DraftRule, ...]:
    """Draft one rule for each clause that grants money by the head, the mu or the like, and for each share of a cost.

    A rule without items grants only what the lexicon does not know: its amounts can be quoted, not worked out.
    """
    since = document.meta.in_force_from or document.meta.issued_on
    if since is None or document.meta.is_draft:
        return ()
    facts = tuple(facts)
    titles = {node.clause: node.title for node in document.root.walk()}
    drafting = Drafting(document, facts, lexicon)
    drafts = [*(drafting.of_grant(grant) for grant in _grants(facts)), *(drafting.of_share(share) for share in shares_paid(facts, titles))]
    drafts = under_limits(document, facts, beside_each_other(document, drafts))
    drafts += led_households(document, lexicon)
    tell_apart(document, facts, drafts, lexicon)
    said = {quote for draft in drafts for quote in draft.quotes}
    wholes = [whole for whole in draft_sums(facts, lexicon) if whole.quote not in said]
    drafts = [*drafts, *premiums_of(document, lexicon)]
    rules = [_rule(document, since, number, draft) for number, draft in enumerate(drafts, 1)]
    return (*rules, *(_whole(document, since, number, whole) for number, whole in enumerate(wholes, len(rules) + 1)))


def _rule(document: Document, since: date, number: int, draft: Draft) -> DraftRule:
    data: dict[str, Any] = {"title": draft.title, "document": document.slug, "versions": {since.isoformat(): draft.version}}
    if draft.brought:
        data["facts"] = draft.brought
    return DraftRule(f"{document.slug}-{number}", data, tuple(dict.fromkeys(draft.doubts)))


def _whole(document: Document, since: date, number: int, whole: DraftSum) -> DraftRule:
    """Make a rule of the whole sums of a sentence; for whom and on what conditions, a person has to say."""
    data = {"title": whole.title, "document": document.slug, "versions": {since.isoformat(): whole.version}}
    return DraftRule(f"{document.slug}-{number}", data, (say("rules", "whole_sum", quote=whole.quote),))


def _grants(facts: Iterable[ExtractedFact]) -> Iterable[Grant]:
    seen: set[tuple[object, ...]] = set()  # a table often repeats the sentences of the text
    for (clause, _), group in groupby(facts, key=lambda fact: (fact.clause, "" if is_row(fact.clause) else fact.sentence)):
        stated = tuple(group)
        granted = tuple(fact for fact in stated if _is_granted(fact))
        grants = tuple((fact.subject, fact.values, fact.per, fact.quote) for fact in granted)
        if granted and grants not in seen:
            seen.add(grants)
            named, rest = _without_the_rest(granted)
            yield from (Grant(clause, granted[0].sentence, stated, some) for some in (named, rest) if some)


def _without_the_rest(granted: tuple[ExtractedFact, ...]) -> tuple[tuple[ExtractedFact, ...], tuple[ExtractedFact, ...]]:
    """Keep the last of several sums apart where it is for what the others do not name (其他中药材每亩200元)."""
    is_rest = len(granted) > 1 and _THE_REST.match(granted[-1].subject)
    return (granted[:-1], granted[-1:]) if is_rest else (granted, ())


def _is_granted(fact: ExtractedFact) -> bool:
    """Tell a grant from a limit on the whole, an instalment of it, and what is insured, charged or fined."""
    is_sum = fact.kind in (FactKind.AMOUNT, FactKind.CAP) and fact.unit == "元" and bool(counted_unit(fact))
    return is_sum and not is_instalment(fact) and not _is_no_grant(fact)


def _is_no_grant(fact: ExtractedFact) -> bool:
    """Tell it by the words in a sum and right before it: 每亩保险金额800元, 保费为每头72元; what is added to another sum is told."""
    at = max(fact.sentence.find(fact.quote), 0)
    before = "，".join(re.split(r"[。；：]", fact.sentence[:at])[-1].split("，")[-2:])
    return bool(_NO_GRANT.search(before + fact.quote))
