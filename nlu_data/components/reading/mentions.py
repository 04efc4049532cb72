"""Turn paired quantities and things into mentions: what a person says they have, in canonical units."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Collection, Dict, List, Optional

from nlu_data.components.reading.bare_numbers import find_bare_numbers
from nlu_data.components.reading.nouns import Noun, find_nouns
from nlu_data.components.reading.numerals import Number, plain
from nlu_data.components.reading.pairing import Pair, pair
from nlu_data.components.reading.quantities import Quantity, find_quantities
from nlu_data.components.reading.spans import Span
from nlu_data.components.reading.vocabulary import Fact, Unit, Vocabulary, phrase

_MEASURE_REACH = 7  # how far a measuring word (带动, 干满) may stand from its number


def find_mentions(text: str, vocabulary: Vocabulary, breaks: Collection[int] = ()) -> List[Span]:
    """Find everything counted or named in a folded text; `breaks` are the places where it had a blank."""
    nouns = [n for n in find_nouns(text, vocabulary) if _is_countable(n)]
    quantities = find_quantities(text, vocabulary)
    unsaid = [*find_bare_numbers(text, nouns, quantities, vocabulary), *_ones_before(text, nouns)]
    quantities = sorted([*quantities, *unsaid], key=lambda q: q.start)
    pairs = pair(text, quantities, nouns, vocabulary, breaks)
    spans = [_span(text, met, vocabulary) for met in pairs]
    return [span for span in spans if span]


def _ones_before(text: str, nouns: List[Noun]) -> List[Quantity]:
    """Find the one that goes without saying (招了个贫困户)."""
    found = [noun for noun in nouns if phrase("one_before").search(text[: noun.start])]
    return [Quantity(noun.start - 1, noun.start, Number(Decimal(1)), text[noun.start - 1]) for noun in found]


def _is_countable(noun: Noun) -> bool:
    return any(fact.type != "yes_no" for fact in noun.facts)


def _span(text: str, met: Pair, vocabulary: Vocabulary) -> Optional[Span]:
    quantity, noun = met.quantity, met.noun
    if quantity is None and noun is not None:
        if noun.text not in noun.facts[0].names or noun.facts[0].type == "yes_no":
            return None  # 贫困户 without a number says what one is, not how many
        return Span("mention", noun.start, noun.end, _value(met.fact, noun, None, None, noun.negated))
    if quantity is None:
        return None
    fact = met.fact or _fact_by_measure(text, quantity, vocabulary)
    unit = _unit(quantity, fact, vocabulary)
    if fact is None and quantity.is_rate:
        return None  # 每亩: of what nobody said
    if fact is None and quantity.unit == "个":
        is_part = phrase("part_before").search(text[: quantity.start]) and phrase("part_after").match(text, quantity.end)
        if not is_part and not phrase("changes_a_number").search(text):
            return None  # 三个: of what nobody said; 要是五十个呢: of what was spoken of before
        unit = Unit("个", "", "1")
    start = min(quantity.start, noun.start) if noun and not quantity.distributive else noun.start if noun else quantity.start
    end = max(quantity.end, noun.end) if noun and not quantity.distributive else noun.end if noun else quantity.end
    negated = noun.negated if noun else bool(phrase("quantity_denied_before").search(text[: quantity.start]))
    return Span("mention", start, end, _value(fact, noun, quantity, unit, negated))


def _fact_by_measure(text: str, quantity: Quantity, vocabulary: Vocabulary) -> Optional[Fact]:
    """Find the fact that a measuring word near a lone quantity speaks of: [带动]了35户, 2014年[脱贫]."""
    before = re.split(r"[,。;!?、]", text[max(0, quantity.start - _MEASURE_REACH) : quantity.start])[-1]
    after = re.split(r"[,。;!?、]", text[quantity.end : quantity.end + _MEASURE_REACH])[0]
    nearest: Optional[Fact] = None
    distance = _MEASURE_REACH + 1
    for fact in vocabulary.facts.values():
        if not _fits(quantity, fact, vocabulary):
            continue
        for measure in fact.measures:
            places = [len(before) - before.rfind(measure) - len(measure)] if measure in before else []
            places += [after.find(measure)] if measure in after and fact.type == "year" else []
            if places and min(places) < distance:
                nearest, distance = fact, min(places)
    return nearest


def _fits(quantity: Quantity, fact: Fact, vocabulary: Vocabulary) -> bool:
    if fact.type == "yes_no" or not quantity.unit or quantity.is_of_years:
        return False
    if (fact.type == "year") != quantity.is_year:
        return False
    return bool(vocabulary.unit(quantity.unit, fact.unit)) or (fact.unit == "月" and quantity.unit == "年")


def _unit(quantity: Quantity, fact: Optional[Fact], vocabulary: Vocabulary) -> Unit:
    if fact is not None:
        if fact.unit == "月" and quantity.unit == "年":
            return Unit("月", "duration", "12")
        if found := (vocabulary.unit(quantity.unit, fact.unit) if quantity.unit else None):
            return found
        return Unit(fact.unit, "", "1")
    readings = vocabulary.units.get(quantity.unit)
    return readings[0] if readings else Unit("", "", "1")


def _value(fact: Optional[Fact], noun: Optional[Noun], quantity: Optional[Quantity], unit: Optional[Unit], negated: bool) -> Dict[str, Any]:
    factor = Decimal(unit.factor) if unit else Decimal(1)
    told = quantity is not None and not quantity.is_rate
    number = quantity.number if quantity is not None and told else None
    return {
        "fact": fact.id if fact else None,
        "value": plain(number.value * factor) if number else None,
        "low": plain(number.low * factor) if number and number.low is not None else None,
        "high": plain(number.high * factor) if number and number.high is not None else None,
        "unit": unit.canonical if unit else fact.unit if fact else "",
        "approximate": bool(quantity and quantity.approximate),
        "ordinal": bool(quantity and quantity.ordinal),
        "leading": bool(quantity and quantity.leading),
        "trailing": bool(quantity and quantity.trailing),
        "negated": negated,
        "noun": noun.text if noun else "",
    }
