"""How surely a question is about an item of a rule: facts it names, words it uses, who is asking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from policy_kb.calculation.formulas import Fixed, PercentOf
from policy_kb.calculation.model import Bound, Item, Subsidy
from policy_kb.calculation.thresholds import AllThresholds, CountOrShare, Levels, Stated
from policy_kb.lexicon import Lexicon
from policy_kb.matching.asked import asks, asks_how_many, latest
from policy_kb.model import Mention, Question

FACT, SHARED_FACT, UNMEASURED_SUM, COVERED, UNIT = 3.0, 1.8, 1.0, 2.0, 0.4
FALLBACK, UNASKED_THRESHOLD = 1.5, 0.3
WANTED, WANTED_MOST, SUITED = 0.5, 1.0, 0.7
PERCENT_ASKED = 1.5  # 收百分之几: a rule that takes a percentage answers
LEVEL_ASKED = 2.0  # 能评什么级: a rule of recognition answers, not a rule that pays
WORD, LETTER, WORDS_MOST, ELSEWHERE = 0.7, 0.4, 4.0, 3.0
ASKING_FOR_OTHERS = frozenset({"official", "bank", "village"})
_NEGATIONS = "不没未别无"


@dataclass(frozen=True)
class Match:
    """An item a question is about, how surely, whether its own fact was named, and how many of its wants were."""

    subsidy: Subsidy
    item: Item
    score: float
    named: bool
    wanted: int = 0
    suited: bool = True


def score_all(question: Question, items: Sequence[tuple[Subsidy, Item]], mentions: Sequence[Mention], lexicon: Lexicon) -> list[Match]:
    """Score every item of the rules; an item whose topic the question does not touch scores nothing."""
    users = Counter(fact for _, fact in {(rule.id, fact) for rule, item in items for fact in item.formula.uses[:1]})
    named = {m.fact for m in mentions if m.fact and not m.negated}
    named |= {fact.id for fact in lexicon.facts.values() if fact.type == "yes_no" and says_any(fact.names, question.text)}
    named |= {fact.id for rule, _ in items for fact in rule.facts if says_any((fact.label, *fact.names), question.text)}
    named |= _asked_for_number(question, items, lexicon)
    units = {m.unit for m in mentions if m.fact is None and m.value is not None}
    measured = {m.fact for m in mentions if m.value is not None or m.low is not None}
    worth = {fact: _fact_worth(lexicon.fact(fact).type, fact in measured, users[fact] > 1) for fact in named if fact in lexicon.facts}
    words = said_words({word for _, item in items for word in item.asks_about}, question.text)
    return [_score(question, rule, item, worth, measured, units, words, lexicon) for rule, item in items]


def _asked_for_number(question: Question, items: Sequence[tuple[Subsidy, Item]], lexicon: Lexicon) -> set[str]:
    """Return the facts whose number is what is asked for (带多少户就到顶了)."""
    said = latest(question.text)
    if not asks("inverse", said):
        return set()
    facts = [lexicon.fact(fact) for _, item in items for fact in item.formula.uses[:1]]
    return {fact.id for fact in facts if fact.unit and asks_how_many(fact.unit, said) and says_any((*fact.names, *fact.measures), said)}


def _fact_worth(kind: str, is_measured: bool, is_shared: bool) -> float:
    # 贷款 or 保费 without a sum is a topic many rules touch; a cow is a cow.
    return UNMEASURED_SUM if kind == "money" and not is_measured else SHARED_FACT if is_shared else FACT


def _score(
    question: Question,
    rule: Subsidy,
    item: Item,
    named: Mapping[str, float],
    measured: set[str | None],
    units: set[str],
    said: frozenset[str],
    lexicon: Lexicon,
) -> Match:
    leading = item.formula.uses[:1]
    is_named = any(named.get(fact, 0.0) > UNMEASURED_SUM for fact in leading)
    topic = sum(named.get(fact, 0.0) for fact in leading) or (COVERED if set(named).intersection(item.covers) else 0.0)
    words = min(WORDS_MOST, sum(WORD + LETTER * len(word) for word in said.intersection(item.asks_about)))
    if not words and isinstance(item.formula, Levels | CountOrShare | AllThresholds):
        topic *= UNASKED_THRESHOLD
    topic += words
    if item.is_fallback and asks("growing", question.text):
        topic = max(topic, FALLBACK)
    is_named_too = is_named or bool(measured.intersection(item.covers))  # 带了四十户: told of what the rule is about
    if topic and not is_named_too and _is_about_else(question.text, item, lexicon):
        topic -= ELSEWHERE
    topic += _level_worth(question.text, item) if topic else 0.0
    wanted = sum(says(word, latest(question.text)) for word in item.wants) or int(asks("cap", latest(question.text)) and is_ceiling(item))
    if topic and _names_percent(item) and asks("percent_share", latest(question.text)):
        topic += PERCENT_ASKED
    match = Match(rule, item, 0.0, is_named, wanted, suits(item, question.applicant))
    is_unsaid = bool(item.only_said) and not says_any(item.only_said, question.text)
    if topic <= 0 or is_unsaid or says_any(item.not_about, latest(question.text)):
        return match
    unit = UNIT if any(lexicon.fact(fact).unit in units for fact in leading) else 0.0
    suited = SUITED if item.applicants and question.applicant in item.applicants else 0.0
    return replace(match, score=topic + min(WANTED_MOST, WANTED * match.wanted) + suited + unit)


def _names_percent(item: Item) -> bool:
    return isinstance(item.formula, PercentOf) or (isinstance(item.formula, Stated) and "%" in item.source.quote)


def is_ceiling(item: Item) -> bool:
    """Say whether an item says the most there is: what 顶多 and 最狠 ask for."""
    return isinstance(item.formula, Fixed | PercentOf) and item.formula.bound is Bound.AT_MOST


def _level_worth(text: str, item: Item) -> float:
    """Weigh whether a rule recognises or pays, as a level or a sum is asked for."""
    recognises = isinstance(item.formula, Levels | CountOrShare | AllThresholds)
    if _asks_level(text):
        return LEVEL_ASKED if recognises else -LEVEL_ASKED
    asks_sum = asks("pays_how_much", latest(text)) and not asks("level", latest(text))
    return -LEVEL_ASKED if recognises and asks_sum else 0.0


def _asks_level(text: str) -> bool:
    """Say whether the last message of a talk that asks for a level or for money asks for a level alone."""
    said = next((line for line in reversed(text.split("\n")) if asks("level", line) or asks("money", line)), "")
    return asks("level", said) and not asks("money", said)


def _is_about_else(text: str, item: Item, lexicon: Lexicon) -> bool:
    if isinstance(item.formula, Stated) and asks("target", text):
        return says_any(lexicon.elsewhere, text)
    return says_any(lexicon.elsewhere, text) or asks("target", text) or not asks("benefit", text)


def suits(item: Item, applicant: str | None) -> bool:
    """Say whether an item may be meant for the one who asks; officials and villages ask for others."""
    return not applicant or applicant in ASKING_FOR_OTHERS or not item.applicants or applicant in item.applicants


def says(word: str, text: str) -> bool:
    """Say whether a text says a word, other than to deny it (不种地)."""
    at = text.find(word)
    while at >= 0:
        if at == 0 or text[at - 1] not in _NEGATIONS:
            return True
        at = text.find(word, at + 1)
    return False


def says_any(words: Iterable[str], text: str) -> bool:
    """Say whether a text says any of some words."""
    return any(says(word, text) for word in words)


def said_words(words: Iterable[str], text: str) -> frozenset[str]:
    """Return the words a text says on their own, and not only as a part of a longer one of them (贷款 in 低息贷款)."""
    spans = [(at, at + len(word), word) for word in words if says(word, text) for at in _places(word, text)]
    return frozenset(word for start, end, word in spans if not any(s <= start and end <= e and len(w) > len(word) for s, e, w in spans))


def _places(word: str, text: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(word, at)]
