"""Which rules a question in everyday words is about, and what it tells them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from policy_kb.calculation.formulas import PercentOf
from policy_kb.calculation.model import Item, Subsidy
from policy_kb.lexicon import NEW, Lexicon
from policy_kb.matching.asked import latest
from policy_kb.matching.binding import bind
from policy_kb.matching.scoring import Match, score_all
from policy_kb.model import Mention, Question

HOUSEHOLD = "household"
FLOOR = 1.4  # below it a question is about no rule at all
KEPT_SHARE, RIVAL_SHARE = 0.62, 0.75  # of the best score; a rival works on the same fact for another rule


@dataclass(frozen=True)
class Matching:
    """What a question is about, best first, with its mentions bound to facts; empty when no rule is about it."""

    matches: tuple[Match, ...]
    mentions: tuple[Mention, ...]

    @property
    def by_subsidy(self) -> tuple[tuple[Subsidy, tuple[Match, ...]], ...]:
        """The matches grouped by their subsidy, the best subsidy first."""
        order = {m.subsidy.id: n for n, m in reversed(list(enumerate(self.matches)))}
        ordered = sorted(self.matches, key=lambda m: order[m.subsidy.id])
        return tuple((group[0].subsidy, tuple(group)) for _, g in groupby(ordered, key=lambda m: m.subsidy.id) if (group := list(g)))


def match(question: Question, rules: Iterable[Subsidy], lexicon: Lexicon) -> Matching:
    """Rank the items of the rules by what the question names: facts, words, units, who is asking."""
    items = [(rule, item) for rule in rules if (version := rule.version_on(question.as_of)) for item in version.items]
    unnamed = replace(question, mentions=_unnamed(question, lexicon))
    if unnamed.mentions != question.mentions:
        matching = _match(unnamed, items, lexicon)
        if all(m.fact for m in matching.mentions if m.value is not None) and matching.matches:
            return matching
    return _match(question, items, lexicon)


def _unnamed(question: Question, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Return the mentions without what a noun alone cannot tell: 五户贫困户 may be led, or may borrow; the rule asked about decides."""
    return tuple(replace(m, fact=None) if _is_any_household(m, question.text, lexicon) else m for m in question.mentions)


def _is_any_household(mention: Mention, text: str, lexicon: Lexicon) -> bool:
    fact = lexicon.facts.get(mention.fact) if mention.fact else None
    if fact is None or fact.unit != "户" or mention.value is None or not mention.text:
        return False
    return mention.text not in fact.names and not any(word in text for word in fact.measures)


def _match(question: Question, items: Sequence[tuple[Subsidy, Item]], lexicon: Lexicon) -> Matching:
    first = _kept(score_all(question, items, question.mentions, lexicon))
    # What only one document counts is never meant by a bare number: a hundred square metres of something else are no tea garden.
    known = [item for _, item in items if not item.only_said and not any(fact.startswith(NEW) for fact in item.formula.uses)]
    about: list[Item] = [m.item for m in first] or known
    mentions = bind(question.mentions, about, latest(question.text), lexicon, by_elimination=bool(first))
    kept = first if mentions == question.mentions else _kept(score_all(question, items, mentions, lexicon))
    kept = tuple(m for m in kept if not _is_untold_share(m.item, mentions, lexicon))
    return Matching(kept if question.applicant else _for_one_asker(kept), mentions)


def _is_untold_share(item: Item, mentions: Sequence[Mention], lexicon: Lexicon) -> bool:
    """Say whether an item is a share of a cost nobody told for sure: then its clause says more than the share alone."""
    formula = item.formula
    if not isinstance(formula, PercentOf) or not formula.of.startswith(NEW):
        return False
    sums = [m for m in mentions if m.unit == "元" and m.value is not None]
    told = any(m.fact == formula.of for m in sums)
    return not told or (len(sums) > 1 and not lexicon.fact(formula.of).names)


def _kept(scored: Sequence[Match]) -> tuple[Match, ...]:
    """Keep the best and what comes near it: not what is for others, not what another rule does with the same fact."""
    found = sorted((m for m in scored if m.score >= FLOOR), key=lambda m: -m.score)
    suited = [m for m in found if m.suited] or found
    if not suited:
        return ()
    best = suited[0]
    particular = [m for m in suited if m.item.only_said]
    if particular:  # asked about insuring a cow, and not about what a cow is paid
        return tuple(particular)
    near = [m for m in suited if m.score >= best.score * (RIVAL_SHARE if _are_rivals(m, best) else KEPT_SHARE)]
    return tuple(_as_wanted(near, [m for m in scored if m.suited or not best.suited]))


def _for_one_asker(kept: Sequence[Match]) -> tuple[Match, ...]:
    """Leave out what a company gets for the very land a household gets paid for: nobody is both, and most who ask are households."""
    theirs = {(m.subsidy.id, m.item.formula.uses[:1]) for m in kept if HOUSEHOLD in m.item.applicants}
    anybodys = [m for m in kept if not m.item.applicants or not m.item.formula.uses or HOUSEHOLD in m.item.applicants]
    return tuple(m for m in kept if m in anybodys or (m.subsidy.id, m.item.formula.uses[:1]) not in theirs)


def _are_rivals(one: Match, other: Match) -> bool:
    facts = set(one.item.formula.uses[:1]) & set(other.item.formula.uses[:1])
    return one.subsidy is not other.subsidy and bool(facts)


def _as_wanted(near: Sequence[Match], scored: Sequence[Match]) -> list[Match]:
    """Within a rule that is asked about, keep the items whose particulars are asked for, and leave out their siblings."""
    rules = {m.subsidy.id for m in near}
    asked = [m for m in scored if m.subsidy.id in rules and m.wanted]
    particular = {m.subsidy.id for m in asked}
    kept = [m for m in near if not m.item.wants or m.wanted or m.subsidy.id not in particular or m.named]
    return [*kept, *(m for m in asked if m not in kept)]
