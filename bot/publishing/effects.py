"""What a new document means for each household that let us keep its facts: before, after, and a private message if they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.publishing.texts import publishing_texts
from policy_kb.calculation.assess import assess_all, exact_sum
from policy_kb.calculation.model import Condition, Facts, ItemResult, Overview, Subsidy
from policy_kb.lexicon import Lexicon
from policy_kb.model import FactValue
from policy_kb.wording import money
from policy_kb.wording.conditions import if_text
from policy_kb.wording.numbers import amount_text

APPLICANT = "household"
_MOST_LINES = 6


@dataclass(frozen=True)
class ItemChange:
    """One thing a household has, and what it brings before and after."""

    label: str
    old: str
    new: str
    clause: str
    quote: str


@dataclass(frozen=True)
class Effect:
    """What changes for one household; totals are None where nothing pays an exact sum."""

    items: tuple[ItemChange, ...]
    total_before: Decimal | None
    total_after: Decimal | None
    is_single: bool = False  # the one thing that changes is all that the totals hold, so that they may stand for it
    conditions: tuple[Condition, ...] = ()  # not known of the household; the sums stand if they hold
    limits: tuple[str, ...] = ()  # the words of the limits that cut the new sum

    @property
    def gain(self) -> Decimal:
        """How much more it comes to; less than nothing when it is less."""
        return (self.total_after or Decimal(0)) - (self.total_before or Decimal(0))


def effect_on(facts: Facts, before: Sequence[Subsidy], after: Sequence[Subsidy], day: date) -> Effect | None:
    """Assess a household by the old rules and the new; None when nothing changes.

    What the new rules do not work out is left out on both sides: an amount nobody has confirmed yet is no loss.
    """
    comparable = _comparable(facts, before, after, day)
    old, new = (assess_all(rules, comparable, day, APPLICANT) for rules in (before, after))
    shared = _shared_conditions(old, new)
    amounts, now = _by_fact(old, shared or ()), _by_fact(new, shared or ())
    items = tuple(change for fact, result in now.items() if (change := _item_change(amounts.get(fact), result)))
    totals = (None, None) if shared is None else (old.total, new.total)
    if not items and totals[0] == totals[1]:
        return None
    is_single = len(items) == 1 and len(now) == 1 and len(amounts) <= 1 and totals[1] is not None
    limits = tuple(cap.cap.source.quote for assessment in new.assessments for cap in assessment.caps if cap.bites)
    return Effect(items, *totals, is_single, shared or (), limits)


def told(effect: Effect, title: str, lexicon: Lexicon) -> str:
    """Write the private message: old and new sum and the clause."""
    texts = publishing_texts()
    lines = [_head(effect, title, lexicon), *(_line(item, item.old, item.new) for item in effect.items[:_MOST_LINES])]
    if effect.is_single:
        lines[1:] = [_line(effect.items[0], _sum(effect.total_before), _sum(effect.total_after))]
    elif effect.total_before != effect.total_after:
        lines.append(texts.say("effects.total", old=_sum(effect.total_before), new=_sum(effect.total_after)))
    if effect.items:
        quotes = dict.fromkeys([effect.items[0].quote, *effect.limits])
        lines.append(texts.say("effects.clause", quotes="".join(texts.say("effects.quote", quote=quote) for quote in quotes)))
    return "\n".join([*lines, texts.say("effects.foot")])


def _head(effect: Effect, title: str, lexicon: Lexicon) -> str:
    if not effect.conditions:
        return publishing_texts().say("effects.head", title=title)
    return publishing_texts().say("effects.head_if", title=title, condition=if_text(effect.conditions, lexicon))


def _line(item: ItemChange, old: str, new: str) -> str:
    return publishing_texts().say("effects.line", label=item.label, old=old, new=new, clause=item.clause)


def _comparable(facts: Facts, before: Iterable[Subsidy], after: Iterable[Subsidy], day: date) -> dict[str, FactValue]:
    gone = _leading(before, day) - _leading(after, day)
    return {name: value for name, value in facts.items() if name not in gone}


def _leading(rules: Iterable[Subsidy], day: date) -> set[str]:
    versions = (version for rule in rules if (version := rule.version_on(day)))
    return {item.formula.uses[0] for version in versions for item in version.items if item.formula.uses}


def _by_fact(overview: Overview, under: tuple[Condition, ...]) -> Mapping[str, ItemResult]:
    """Return the items that come to a sum under the same conditions, by what they are worked out from."""
    results = (r for assessment in overview.assessments for r in assessment.items)
    counted = (r for r in results if r.item.formula.uses and r.computed.amount and _facts_of(r.open_conditions) == _facts_of(under))
    return {r.item.formula.uses[0]: r for r in counted}


def _shared_conditions(*overviews: Overview) -> tuple[Condition, ...] | None:
    """Return what nobody has told us and every sum hangs on alike, before and after; None where they hang on different things."""
    results = (r for overview in overviews for assessment in overview.assessments for r in assessment.items)
    under = {_facts_of(r.open_conditions): r.open_conditions for r in results if exact_sum(r) is not None}
    return next(iter(under.values()), ()) if len(under) <= 1 else None


def _facts_of(conditions: tuple[Condition, ...]) -> frozenset[str]:
    return frozenset(condition.fact for condition in conditions)


def _item_change(old: ItemResult | None, new: ItemResult) -> ItemChange | None:
    before = old.computed.amount if old else None
    after = new.computed.amount
    if after is None or before == after:
        return None
    none = publishing_texts().say("effects.none")
    return ItemChange(
        new.item.label, amount_text(before) if before else none, amount_text(after), new.item.source.clause, new.item.source.quote
    )


def _sum(yuan: Decimal | None) -> str:
    return money(yuan) if yuan is not None else publishing_texts().say("effects.none")
