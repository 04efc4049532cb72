"""Which rules a question in everyday words is about, and what it tells them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from policy_kb.calculation.model import Item, Subsidy
from policy_kb.lexicon import Lexicon
from policy_kb.matching.asked import latest
from policy_kb.matching.binding import bind
from policy_kb.model import Mention, Question

FLOOR = 1.4  # below it a question is about no rule at all
KEPT_SHARE = 0.62  # of the best score
_FACT, _COVERED, _WANTED, _WANTED_MOST, _SUITED, _UNSUITED, _UNIT = 3.0, 2.0, 0.5, 1.0, 0.7, 2.2, 0.4
_WORD, _LETTER, _WORDS_MOST, _ELSEWHERE = 0.7, 0.4, 4.0, 3.0
ASKING_FOR_OTHERS = frozenset({"official", "bank", "village"})


@dataclass(frozen=True)
class Match:
    """An item a question is about, how surely, and whether one of its own facts was named."""

    subsidy: Subsidy
    item: Item
    score: float
    named: bool


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
    first = _ranked(question, items, question.mentions, lexicon)
    about = [m.item for m in first] or [item for _, item in items]
    mentions = bind(question.mentions, about, latest(question.text), lexicon)
    return Matching(_kept(_ranked(question, items, mentions, lexicon)), mentions)


def _ranked(question: Question, items: Sequence[tuple[Subsidy, Item]], mentions: Sequence[Mention], lexicon: Lexicon) -> list[Match]:
    matches = (_scored(question, rule, item, mentions, lexicon) for rule, item in items)
    return sorted((m for m in matches if m.score >= FLOOR), key=lambda m: -m.score)


def _kept(matches: Sequence[Match]) -> tuple[Match, ...]:
    if not matches:
        return ()
    best = matches[0].score
    return tuple(m for m in matches if m.score >= best * KEPT_SHARE)


def _scored(question: Question, rule: Subsidy, item: Item, mentions: Sequence[Mention], lexicon: Lexicon) -> Match:
    named = {m.fact for m in mentions if m.fact and not m.negated}
    leading = item.formula.uses[:1]
    is_named = bool(named.intersection(leading))
    topic = _FACT if is_named else _COVERED if named.intersection(item.covers) else 0.0
    topic += min(_WORDS_MOST, words_worth(item.asks_about, question.text))
    if topic and not is_named and any(word in question.text for word in lexicon.elsewhere):
        topic -= _ELSEWHERE
    if topic <= 0:
        return Match(rule, item, 0.0, is_named)
    score = topic + min(_WANTED_MOST, _WANTED * sum(word in latest(question.text) for word in item.wants))
    score += _suits(item, question.applicant)
    units = {m.unit for m in mentions if m.fact is None and m.value is not None}
    score += _UNIT if any(lexicon.fact(fact).unit in units for fact in leading) else 0.0
    return Match(rule, item, score, is_named)


def _suits(item: Item, applicant: str | None) -> float:
    if applicant is None or applicant in ASKING_FOR_OTHERS or not item.applicants:
        return 0.0
    return _SUITED if applicant in item.applicants else -_UNSUITED


def words_worth(words: Iterable[str], text: str) -> float:
    """Weigh the words found in a text, longer ones more; a word inside a longer one found counts once."""
    found = sorted((w for w in words if w in text), key=len, reverse=True)
    worth = 0.0
    counted: list[str] = []
    for word in found:
        if not any(word in longer for longer in counted):
            counted.append(word)
            worth += _WORD + _LETTER * len(word)
    return worth
