"""Draft rules for whole sums: ceilings, ranges, loans and flat sums that a document names without a head or a mu."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from policy_kb.extraction import ExtractedFact, FactKind, Operator
from policy_kb.lexicon import Lexicon

LED = "households_led"
_SUMS = frozenset({FactKind.AMOUNT, FactKind.CAP, FactKind.LOAN})
_LEADING = re.compile(r"带动|吸纳|联结|带贫|户均")
_TOTAL = re.compile(r"总额|累计|合计|封顶")
_INSTALMENT = re.compile(r"第[一二三四五六七八九十\d]+[年期次]")
_BOUNDS = {Operator.AT_MOST: "at_most", Operator.AT_LEAST: "at_least", Operator.EQUAL: "exact"}
_NOUNS = ("n", "vn", "j")
_TOPIC_LENGTH, _TOPICS = 2, 8


@dataclass(frozen=True)
class DraftSum:
    """A rule as data for the whole sums of one sentence; a person has to confirm it."""

    clause: str
    quote: str
    version: Mapping[str, Any]
    title: str


def draft_sums(facts: Iterable[ExtractedFact], lexicon: Lexicon) -> tuple[DraftSum, ...]:
    """Draft one rule for each sentence that names a sum for a household, a person or a company as a whole."""
    drafts: list[DraftSum] = []
    said: set[str] = set()  # a table often repeats the sentences of the text
    for (clause, sentence), group in groupby(facts, key=lambda fact: (fact.clause, fact.sentence)):
        stated = list(group)
        # 每户不超过3000元 beside so much a head is that sum's limit, not a sum of its own.
        is_by_the_head = any(_is_by_unit(fact) for fact in stated)
        sums = [fact for fact in stated if _is_whole(fact) and not (is_by_the_head and fact.kind is FactKind.CAP)]
        if sums and not {fact.quote for fact in sums} <= said:
            said |= {fact.quote for fact in sums}
            drafts.append(_draft(clause, sentence, sums, lexicon))
    return tuple(drafts)


def _is_whole(fact: ExtractedFact) -> bool:
    """Tell a sum for the whole of someone from a sum by the head or the mu, and from an instalment."""
    is_sum = fact.kind in _SUMS and fact.unit == "元" and fact.operator in (*_BOUNDS, Operator.RANGE)
    return is_sum and not _is_by_unit(fact) and not _INSTALMENT.match(fact.subject)


def _is_by_unit(fact: ExtractedFact) -> bool:
    return fact.unit == "元" and any(unit not in ("年", "户", "月") for unit in fact.per)


def _draft(clause: str, sentence: str, sums: Sequence[ExtractedFact], lexicon: Lexicon) -> DraftSum:
    items: dict[str, dict[str, Any]] = {}
    for fact in sums:
        led = next((item for item in items.values() if item["formula"] == "per_unit"), None)
        if led and _TOTAL.search(fact.quote) and fact.operator is Operator.AT_MOST and fact.beneficiary == sums[0].beneficiary:
            led["cap"] = str(fact.values[0])
            led["quote"] = _stretch(sentence, led["quote"], fact.quote)
        else:
            items[f"sum_{len(items) + 1}"] = _item(fact, lexicon)
    beneficiaries = tuple(dict.fromkeys(fact.beneficiary for fact in sums if fact.beneficiary in lexicon.applicants))
    applicants = {"applicants": [beneficiaries[0]]} if len(beneficiaries) == 1 else {}
    return DraftSum(clause, sums[0].quote, {"clause": clause, "items": items, **applicants}, sums[0].subject or clause)


def _item(fact: ExtractedFact, lexicon: Lexicon) -> dict[str, Any]:
    is_led = "户" in fact.per and LED in lexicon.facts and bool(_LEADING.search(fact.quote))
    low, high = ("rate", "rate_high") if is_led else ("yuan", "yuan_high")
    formula = "per_unit" if is_led else "fixed"
    item: dict[str, Any] = {"label": fact.subject, "formula": formula, low: str(fact.values[0]), "quote": fact.quote}
    if is_led:
        item["of"] = LED
    if fact.operator is Operator.RANGE:
        item[high] = str(fact.values[1])
    else:
        item["bound"] = _BOUNDS[fact.operator]
    if fact.kind is FactKind.LOAN or fact.operator is not Operator.EQUAL:
        item["in_total"] = False  # a loan or a ceiling is nothing one is sure to get
    return {**item, "asks_about": _topics(fact, lexicon)}


def _topics(fact: ExtractedFact, lexicon: Lexicon) -> list[str]:
    """Return the nouns a question about this sum may use: of what it is about, and of whom or what it is for."""
    import jieba.posseg  # its tables take a second to load, and only the intake of a document needs them

    common = {word for group in lexicon.synonyms for word in group} | {name for _, names in lexicon.applicants.values() for name in names}
    pairs = jieba.posseg.lcut(f"{fact.subject}，{fact.condition}，{fact.quote}")
    nouns = [pair.word for pair in pairs if pair.flag.startswith(_NOUNS) and len(pair.word) >= _TOPIC_LENGTH and pair.word not in common]
    return list(dict.fromkeys(nouns))[:_TOPICS]


def _stretch(sentence: str, first: str, last: str) -> str:
    """Return the words of a sentence from one quote to the end of another, so that both figures stand in them."""
    start, stop = sentence.find(first), sentence.find(last)
    return sentence[start : stop + len(last)] if 0 <= start <= stop else first
