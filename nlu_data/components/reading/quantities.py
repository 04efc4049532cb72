"""Find quantities: a number with its unit, and the turns of phrase that change it (半亩, 亩半, 三亩二分, 头两年)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Iterator, List, Optional, Pattern, Tuple

from nlu_data.components.reading.numerals import NUMBER, Number, loosen, read_number
from nlu_data.components.reading.vocabulary import Vocabulary, phrase

_PER_HUNDRED = "百分之"
_FEN_OF_A_FIELD = 100  # 26万分给…: ten fen are a mu already, nobody counts them by the hundred
_CENTURY = Decimal(2000)  # 15年脱的贫
_YEARS = ("年度", "个年度", "个年头")
_NOUN_BEFORE = re.compile(r"[\u4e00-\u9fff](?<![种栽有是共约家养着地的了租包建盖退我俺咱多够才还要想亩半])$")
_NOUN_BEHIND = re.compile(r"[一二两三四五六七八九\d](?![分厘地多来几个])[\u4e00-\u9fff]")
_DIGIT = "(?:[一二三四五六七八九]|[1-9](?![0-9]))"
_LISTED_YEAR = re.compile(rf"第?({_DIGIT})(?=(?:[、和及与跟]?第?{_DIGIT})*(?:[这那共]?[两三四五])?个?年)")
_LISTED_BEFORE = re.compile(rf"第{_DIGIT}(?:[、和及与跟]第?{_DIGIT})*[、和及与跟]$")
BETWEEN = r"(?:[-~—–－~至到]+)"


@dataclass(frozen=True)
class Quantity:
    """A number of units standing at a place in the folded text; `unit` is as spelt, empty for a bare number."""

    start: int
    end: int
    number: Number
    unit: str
    approximate: bool = False
    ordinal: bool = False
    leading: bool = False
    trailing: bool = False  # 最后两年
    distributive: bool = False  # 各五只
    is_rate: bool = False  # 一头补多少, 每亩: asks for the rate, tells no holding

    @property
    def is_of_years(self) -> bool:
        """Say whether this picks years out of several: the third, the first two, the last two."""
        return self.ordinal or self.leading or self.trailing

    @property
    def is_year(self) -> bool:
        """Say whether this is a calendar year and no span of years."""
        return self.unit == "年" and 1949 <= self.number.value <= 2100


@lru_cache(maxsize=1)
def _unit_pattern(spellings: Tuple[str, ...]) -> Pattern[str]:
    longest_first = sorted((s for s in spellings if s not in ("半年", "分地", "亩地")), key=len, reverse=True)
    return re.compile("|".join(re.escape(s) for s in longest_first))


def find_quantities(text: str, vocabulary: Vocabulary) -> List[Quantity]:
    """Find every quantity in a folded text, in reading order, none overlapping another."""
    unit = _unit_pattern(tuple(vocabulary.units))
    closed = _closed_stretches(text, vocabulary)
    found: List[Quantity] = []
    for candidate in _candidates(text, unit):
        if found and candidate.start < found[-1].end:
            continue
        if not any(start < candidate.end and candidate.start < end for start, end in closed):
            found.append(_with_surroundings(candidate, text))
    return found


def _closed_stretches(text: str, vocabulary: Vocabulary) -> List[Tuple[int, int]]:
    """Give the stretches whose numbers belong to a name (一村一品, 379模式)."""
    return [m.span() for name in vocabulary.names_with_numbers for m in name.finditer(text)]


def _candidates(text: str, unit: Pattern[str]) -> Iterator[Quantity]:
    place = 0
    while place < len(text):
        quantity = next((q for q in (read(text, place, unit) for read in _READERS) if q), None)
        if quantity:
            yield quantity
        place = quantity.end if quantity else place + 1


def _percent(text: str, place: int, unit: Pattern[str]) -> Optional[Quantity]:
    """Read 百分之三十."""
    numeral = NUMBER.match(text, place + len(_PER_HUNDRED)) if text.startswith(_PER_HUNDRED, place) else None
    number = read_number(numeral.group()) if numeral else None
    return Quantity(place, numeral.end(), number, "%") if numeral and number else None


def _half(text: str, place: int, unit: Pattern[str]) -> Optional[Quantity]:
    """Read 半亩, 半公顷, 半年, 亩半."""
    if text[place] == "半":
        spelt = unit.match(text, place + 1)
        if spelt and spelt.group() in ("亩", "公顷", "顷", "年", "个月", "天"):
            end = spelt.end() + (1 if text[spelt.end() : spelt.end() + 1] == "地" else 0)
            return _halved_year(Quantity(place, end, Number(Decimal("0.5")), spelt.group()))
    if text.startswith("亩半", place) and not re.search(r"[\d一二两三四五六七八九十百千几]$", text[:place]):
        return Quantity(place, place + 2, Number(Decimal("1.5")), "亩")
    if text.startswith("亩把", place):
        return Quantity(place, place + 2, Number(Decimal(1), Decimal(1), Decimal(2)), "亩", approximate=True)
    return None


def _halved_year(quantity: Quantity) -> Quantity:
    return replace(quantity, number=Number(Decimal(6)), unit="个月") if quantity.unit == "年" else quantity


def _listed_year(text: str, place: int, unit: Pattern[str]) -> Optional[Quantity]:
    """Read years that share one 年: 第四第五两年, 第四、五年."""
    found = _LISTED_YEAR.match(text, place)
    if not found or not (text[place] == "第" or _LISTED_BEFORE.search(text[:place])):
        return None
    end = found.end() + 1 if text.startswith("年", found.end()) else found.end()
    number = read_number(found[1])
    return Quantity(place, end, number, "年", ordinal=True) if number else None


def _plain_quantity(text: str, place: int, unit: Pattern[str]) -> Optional[Quantity]:
    """Read a number with a unit: 两头, 十来只, 3到5头, 一亩半, 三亩二分, 两块五."""
    start = place + 1 if text[place] == "第" else place
    numeral = _numeral(text, start)
    number = read_number(numeral.group()) if numeral else None
    if not numeral or number is None:
        return None
    end = numeral.end()
    upper = re.compile(rf"([亩头只户元个块年月%]*){BETWEEN}").match(text, end)
    beyond = _numeral(text, upper.end()) if upper else None
    if upper and beyond and (top := read_number(beyond.group())) and top.value > number.value / 10_000:
        number, end = _range(number, top, numeral.group(), beyond.group()), beyond.end()
    if start == place and re.fullmatch(r"[12]\d", numeral.group()) and phrase("short_year_after").match(text, end):
        return Quantity(place, end + 1, Number(number.value + _CENTURY), "年")
    if re.compile(r"整(年|个月|天|亩)").match(text, end):
        end += 1  # 一整年
    more = re.compile(r"[来多几把](?![少钱])").match(text, end)
    if more and not number.is_vague:
        number, end = loosen(number, more.group()), more.end()
    return _finish(text, place, end, number, unit, ordinal=start != place)


def _numeral(text: str, place: int) -> Optional[re.Match[str]]:
    """Match a numeral, giving back a last digit that counts years (5万|3年)."""
    numeral = NUMBER.match(text, place)
    if numeral and text[numeral.end() : numeral.end() + 1] in ("年", "月", "个") and re.search(r"[千万亿][^十百千万亿]$", numeral.group()):
        return re.compile(rf".{{{len(numeral.group()) - 1}}}").match(text, place)
    return numeral


def _range(low: Number, high: Number, low_text: str, high_text: str) -> Number:
    """Read 1-3万 as 10000 to 30000: the first number borrows the magnitude of the second."""
    scale = re.search(r"[万亿千百]+$", high_text)
    borrowed = read_number(low_text + scale.group()) if scale and not re.search(r"[万亿千百]", low_text) else None
    bottom = (borrowed or low).value
    return Number(bottom, bottom, high.value)


def _finish(text: str, start: int, end: int, number: Number, unit: Pattern[str], ordinal: bool) -> Optional[Quantity]:
    spelt = unit.match(text, end)
    is_no_land = spelt and spelt.group() == "分" and (number.value >= _FEN_OF_A_FIELD or not _is_land_fen(text, spelt.end()))
    if not spelt or is_no_land:
        return _bare(text, start, end, number, ordinal)
    value, end, name = number, spelt.end(), "年" if spelt.group() in _YEARS else spelt.group()
    if name == "成" and phrase("not_tenth_after").match(text, end):
        return None
    tail = None if name == "亩" and _goes_on_in_a_list(text, start, end) else _tail(text, end, name)
    if tail and not value.is_vague:
        value, end = Number(value.value + tail[0]), tail[1]
    elif text[end : end + 1] == "多" and text[end : end + 2] not in ("多少", "多钱") and not value.is_vague:
        value, end = Number(value.value, value.value, value.value + 1), end + 1
    if name in ("亩", "分", "公顷") and text[end : end + 1] == "地":
        end += 1
    return Quantity(start, end, value, name, ordinal=ordinal)


def _bare(text: str, start: int, end: int, number: Number, ordinal: bool) -> Optional[Quantity]:
    """Read a number without a unit: a sum when it is said in 万 or 亿, else only when the message is little more."""
    said = text[start:end]
    if ordinal:
        return None
    is_told = phrase("sum_before").search(text[:start]) or phrase("changes_a_number").search(text)  # 千万 may be no number
    if re.search(r"[万亿]", said) and (is_told or not re.fullmatch(r"[万亿千百十]+", said)):
        return Quantity(start, end, number, "元")
    is_sum = re.search(r"[千百]", said) or (re.search(r"^\d{3,}$", said) and not phrase("rate_before").search(text[:start]))
    if is_sum and phrase("sum_before").search(text[:start]):
        return Quantity(start, end, number, "元")
    if said in ("俩", "仨"):
        return Quantity(start, end, number, "个")
    around = phrase("bare_around").sub("", text[:start] + text[end:])
    return Quantity(start, end, number, "") if not around else None


def _is_land_fen(text: str, end: int) -> bool:
    return not phrase("not_land_after").match(text, end)


def _goes_on_in_a_list(text: str, start: int, end: int) -> bool:
    """Say whether a digit behind 亩 counts the next thing of a list: 土豆5亩2谷子, but 三亩二土豆."""
    return bool(_NOUN_BEFORE.search(text[:start]) and _NOUN_BEHIND.match(text, end))


def _tail(text: str, end: int, unit: str) -> Optional[Tuple[Decimal, int]]:
    """Read what follows a unit and belongs to it: 一亩[半], 三亩[二分], 两块[五], 三成[五]."""
    if text[end : end + 1] == "半" and unit in ("亩", "年", "公顷", "顷", "天", "块", "个月", "成"):
        return Decimal("0.5") * (10 if unit == "成" else 1) / (10 if unit == "成" else 1), end + 1
    if unit not in ("亩", "块", "成"):
        return None
    lower = re.compile(r"零?([一二两三四五六七八九\d])(分|厘)?(地)?(?![\d十百千万亩头只户元个块年月成])").match(text, end)
    if lower and (digit := read_number(lower[1])):
        return digit.value / (100 if lower[2] == "厘" else 10), lower.end()
    return None


def _named_year(text: str, place: int, unit: Pattern[str]) -> Optional[Quantity]:
    """Read 头年 and 末年, where a schedule's first or last year is asked for and nothing done last year is told."""
    found = phrase("first_year").match(text, place)
    if found:
        return Quantity(place, found.end(), Number(Decimal(1)), "年", leading=True)
    found = phrase("last_year").match(text, place)
    return Quantity(place, found.end(), Number(Decimal(1)), "年", trailing=True) if found else None


_READERS = (_percent, _half, _named_year, _listed_year, _plain_quantity)


def _with_surroundings(quantity: Quantity, text: str) -> Quantity:
    before, after = text[: quantity.start], text[quantity.end :]
    approximate = quantity.approximate or quantity.number.is_vague
    approximate = approximate or bool(phrase("vague_before").search(before) or phrase("vague_after").match(after))
    quantity = replace(quantity, approximate=approximate)
    if phrase("shared_before").search(before):
        quantity = replace(quantity, distributive=True)
    if before[-1:] in ("头", "前", "首") and quantity.unit in ("年", "个月") and not quantity.is_year:
        quantity = replace(quantity, leading=True, start=quantity.start - 1)
    is_span = quantity.unit in ("年", "个月") and not quantity.is_year and not quantity.ordinal  # 最后第五年 is the fifth
    if is_span and phrase("trailing_before").search(before):
        quantity = replace(quantity, trailing=True)
    if quantity.number.value == 1 and not quantity.is_of_years:
        quantity = replace(quantity, is_rate=bool(phrase("each_before").search(before) or phrase("rate_after").match(after)))
    return quantity
