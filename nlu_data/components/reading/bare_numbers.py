"""Find the bare numbers of a list of things: 3猪2牛, 羊5鸡200猪1, 猪4，羊3; how the list begins and ends says which thing each counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

from nlu_data.components.reading.nouns import Noun
from nlu_data.components.reading.numerals import DIGITS, read_number
from nlu_data.components.reading.quantities import Quantity
from nlu_data.components.reading.vocabulary import Vocabulary, phrase

_COUNTED, _LISTED = ("头", "只", "亩", "人", "户"), ("头", "只", "亩")  # 职工30; but 3职工 is read by nobody
_NUMERAL = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|[{DIGITS}十百千]+)"
_AT_END, _AT_START = re.compile(rf"({_NUMERAL})$"), re.compile(rf"[:(*×x=是为有]?({_NUMERAL})\)?")
_DIGITS_ONLY = re.compile(r"[\d.]+")
_LONGEST = 12  # characters of a number that may stand before a thing
_MOST_ALONE = 3  # digits of a number right behind a single thing: 羊5; 牛3000 is a sum


@dataclass(frozen=True)
class _Run:
    """Things that stand side by side with nothing but a number between each two, and the numbers around them."""

    nouns: Tuple[Noun, ...]
    before: Optional[Quantity]  # right before the first
    between: Tuple[Quantity, ...]
    after: Optional[Quantity]  # right behind the last

    @property
    def counts(self) -> Tuple[Quantity, ...]:
        """Give the numbers that count the things; none when the list may be read either way (羊5鸡200猪)."""
        if bool(self.before) == bool(self.after):
            return ()
        return (self.before, *self.between) if self.before else (*self.between, self.after) if self.after else ()


def find_bare_numbers(text: str, nouns: Sequence[Noun], quantities: Sequence[Quantity], vocabulary: Vocabulary) -> List[Quantity]:
    """Find the numbers without a unit that count the animals and crops beside them."""
    things = [noun for noun in nouns if any(fact.unit in _COUNTED for fact in noun.facts)]
    found: List[Quantity] = []
    for run in _runs(text, things, quantities, vocabulary):
        is_alone = len(run.nouns) == 1
        found += [q for q in run.counts if not q.unit and not (is_alone and q is run.after and not _stands_alone(text, q))]
    return found


def _runs(text: str, things: Sequence[Noun], quantities: Sequence[Quantity], vocabulary: Vocabulary) -> List[_Run]:
    runs: List[_Run] = []
    place = 0
    while place < len(things):
        nouns, between = [things[place]], []
        while place + 1 < len(things) and (one := _only_number(text, things[place], things[place + 1], quantities)):
            between.append(one)
            place += 1
            nouns.append(things[place])
        before = _number_before(text, nouns[0], quantities) if _is_listed(nouns[0]) else None
        after = _number_after(text, nouns[-1], quantities)
        runs.append(_Run(tuple(nouns), _fitting(before, nouns[0], vocabulary), tuple(between), _fitting(after, nouns[-1], vocabulary)))
        place += 1
    return runs


def _is_listed(noun: Noun) -> bool:
    return any(fact.unit in _LISTED for fact in noun.facts)


def _only_number(text: str, first: Noun, second: Noun, quantities: Sequence[Quantity]) -> Optional[Quantity]:
    """Give the number that is all there is between two things, with or without its unit."""
    number = _number_after(text, first, quantities)
    return number if number and number.end == second.start else None


def _number_before(text: str, noun: Noun, quantities: Sequence[Quantity]) -> Optional[Quantity]:
    said = next((q for q in quantities if q.end == noun.start), None)
    numeral = _AT_END.search(text, max(0, noun.start - _LONGEST), noun.start)
    return said or _bare(numeral, quantities)


def _number_after(text: str, noun: Noun, quantities: Sequence[Quantity]) -> Optional[Quantity]:
    said = next((q for q in quantities if q.start == noun.end), None)
    return said or _bare(_AT_START.match(text, noun.end), quantities)


def _bare(numeral: Optional[re.Match[str]], quantities: Sequence[Quantity]) -> Optional[Quantity]:
    number = read_number(numeral[1]) if numeral else None
    if not numeral or not number or phrase("no_count_after").match(numeral.string, numeral.end()):
        return None
    if any(q.start < numeral.end(1) and numeral.start(1) < q.end for q in quantities):
        return None
    return Quantity(numeral.start(), numeral.end(), number, "")


def _fitting(quantity: Optional[Quantity], noun: Noun, vocabulary: Vocabulary) -> Optional[Quantity]:
    """Leave out a number whose unit cannot count the thing: 5户猪."""
    if quantity is None or not quantity.unit:
        return quantity
    return quantity if any(vocabulary.unit(quantity.unit, fact.unit) for fact in noun.facts) else None


def _stands_alone(text: str, quantity: Quantity) -> bool:
    """Say whether a number behind a single thing is a count: few digits, and the clause ends with it."""
    said = text[quantity.start : quantity.end].strip(":(*×x=是为有)")
    if not _DIGITS_ONLY.fullmatch(said) or len(said) > _MOST_ALONE or phrase("figure_asked").search(text):
        return False
    return bool(phrase("clause_end").match(text, quantity.end))
