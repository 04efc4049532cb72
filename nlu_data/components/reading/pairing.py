"""Decide which quantity belongs to which thing: 两头牛五只羊, 牛两头羊五只, 牛羊各三只."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Collection, List, Optional, Sequence, Tuple, Union

from nlu_data.components.reading.nouns import Noun
from nlu_data.components.reading.quantities import Quantity
from nlu_data.components.reading.vocabulary import Fact, Vocabulary

ALONE_QUANTITY, ALONE_NOUN, BACKWARD, BLANK, PUNCTUATION, FAR = 4.0, 2.5, 0.6, 0.8, 3.0, 9
_STOPS = re.compile(r"[,，。;；!！?？、]")
_TYPE_DIMENSIONS = {"area": "area", "money": "money", "months": "duration", "ratio": "ratio"}


@dataclass(frozen=True)
class Pair:
    """A thing with its quantity, a thing alone, or a quantity alone."""

    quantity: Optional[Quantity]
    noun: Optional[Noun]
    fact: Optional[Fact]


Item = Union[Quantity, Noun]


def fitting_fact(quantity: Quantity, facts: Sequence[Fact], vocabulary: Vocabulary) -> Optional[Fact]:
    """Find the fact that can be measured in a quantity's unit."""
    for fact in facts:
        if fact.type == "year":
            if quantity.is_year:
                return fact
        elif quantity.is_year or fact.type == "yes_no":
            continue
        elif not quantity.unit or vocabulary.unit(quantity.unit, fact.unit) or (fact.unit == "月" and quantity.unit == "年"):
            return fact
    return None


def pair(text: str, quantities: List[Quantity], nouns: List[Noun], vocabulary: Vocabulary, breaks: Collection[int] = ()) -> List[Pair]:
    """Pair quantities with things so that the whole sentence reads most naturally; a blank keeps neighbours apart (粟米三亩 荞麦二亩)."""
    items: List[Item] = sorted([*quantities, *nouns], key=lambda i: (i.start, i.end))

    # From the last item backwards: the least cost from each place on, and the choice that gives it.
    costs: List[float] = [0.0] * (len(items) + 2)
    choices: List[Tuple[Pair, int]] = [(Pair(None, None, None), 0)] * len(items)
    for place in range(len(items) - 1, -1, -1):
        costs[place] = costs[place + 1] + _cost_alone(items[place])
        choices[place] = (_alone(items[place]), 1)
        met = _meeting(text, items[place], items[place + 1], vocabulary, breaks) if place + 1 < len(items) else None
        if met and met[0] + costs[place + 2] < costs[place]:
            costs[place] = met[0] + costs[place + 2]
            choices[place] = (met[1], 2)
    return _share_distributive(text, _chosen(choices), vocabulary)


def _chosen(choices: List[Tuple[Pair, int]]) -> List[Pair]:
    pairs, place = [], 0
    while place < len(choices):
        pairs.append(choices[place][0])
        place += choices[place][1]
    return pairs


def _alone(item: Item) -> Pair:
    return Pair(item, None, None) if isinstance(item, Quantity) else Pair(None, item, item.facts[0])


def _cost_alone(item: Item) -> float:
    return ALONE_QUANTITY if isinstance(item, Quantity) else ALONE_NOUN


def _meeting(text: str, first: Item, second: Item, vocabulary: Vocabulary, breaks: Collection[int]) -> Optional[Tuple[float, Pair]]:
    quantity, noun = (first, second) if isinstance(first, Quantity) else (second, first)
    if not isinstance(quantity, Quantity) or not isinstance(noun, Noun) or quantity.is_of_years:
        return None
    fact = fitting_fact(quantity, noun.facts, vocabulary)
    between = text[first.end : second.start]
    if fact is None or len(between) > FAR:
        return None
    before = between if first is noun else text[: quantity.start]
    if fact.type == "money" and _belongs_to_another(before, noun, vocabulary):
        return None  # 扶贫资金…赚了八万: the sum is what was earned; 注资50万，分多少收益: what was put in
    cost = 0.25 * len(between) + PUNCTUATION * len(_STOPS.findall(between))
    cost += BLANK if any(first.end <= at <= second.start for at in breaks) else 0.0
    cost += BACKWARD if first is noun else 0.0
    cost -= 0.7 if quantity.unit and fact.unit == quantity.unit else 0.0
    return cost, Pair(quantity, noun, fact)


def _belongs_to_another(before: str, noun: Noun, vocabulary: Vocabulary) -> bool:
    """Say whether the word right before a sum of money speaks of something else than the noun."""
    others = (fact for fact in vocabulary.facts.values() if fact.type == "money" and fact not in noun.facts)
    return any(before.endswith(word) for fact in others for word in fact.measures)


def _share_distributive(text: str, pairs: List[Pair], vocabulary: Vocabulary) -> List[Pair]:
    """Give 各五只 to every thing of the run before it."""
    shared = list(pairs)
    for place, met in enumerate(pairs):
        quantity = met.quantity
        if not quantity or not quantity.distributive:
            continue
        for earlier in range(place - 1, -1, -1):
            noun, following = pairs[earlier].noun, pairs[earlier + 1].noun
            gap = text[noun.end : following.start if following else quantity.start] if noun else "x"
            if pairs[earlier].quantity or not re.fullmatch(r"[和跟与、,还有各]*", gap):
                break
            shared[earlier] = Pair(quantity, noun, noun.facts[0]) if noun else pairs[earlier]
        if met.noun is None and place and shared[place - 1].quantity is quantity:
            shared[place] = Pair(None, None, None)
    return [p for p in shared if p.quantity or p.noun]
