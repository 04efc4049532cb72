"""Facts with a figure: amounts, caps, loans, rates, ratios, thresholds, terms, targets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import groupby

from policy_kb.extraction.cues import cues
from policy_kb.extraction.model import ExtractedFact, FactKind, Operator
from policy_kb.extraction.numbers import Quantity, read_quantities
from policy_kb.extraction.sentences import Sentence, phrase_around
from policy_kb.extraction.subjects import beneficiary_of, condition_of, subject_of
from policy_kb.model import NodeKind

_BREAK = re.compile(r"[，。；：,]")
_INSTALMENT = re.compile(r"第[一二三四五六七八九十\d]+(?:年|期|次|季)")
_TITLES = re.compile(r"《[^》]*》")
_YEARLY_SHARE = re.compile(r"年(?:收益|化|分配|分红|回报|均)|年人均|人均年")
_PLAN = re.compile(r"^(?:行动|规划|计划|来|度)")
_GOES_ON = re.compile(r"(?:以上)?(?:[、和及]|，其中[^，。；]{0,8})")
_VILLAGE_INCOME = re.compile(r"村[^，。；]{0,14}收入")
_PER_VERBS = "带动|吸纳|招用|安置|新增|增加|培训|发展|转移|脱贫|存栏|出栏|年出栏|养殖|种植|新建|购置|购买|引进"
_FOR_WHOM = re.compile(
    r"^(?:、[\d.]+[^\d，。；、]{1,3})*[^，。；：、]{0,12}?的"
    r"(?:$|[^，。；：]{0,8}?(?:户|社|企业|公司|主体|大户|农场|车间|单位|组织|基地|个体|人员|劳动力))"
)
_COLUMN_UNIT = re.compile(r"[（(]\s*(?:单位[：:])?([^）)]{1,8})[）)]$")
_BARE_NUMBER = re.compile(r"\d[\d.,]*(?:[-－—~至]\d[\d.,]*)?")
_HOLDER = re.compile(r"(户|村|人|员)(?:都|均|要|应|必须|至少|能|熟练)*(?:有|掌握|建有)$")


@dataclass(frozen=True)
class _Found:
    """A quantity in its sentence, with what it is for."""

    quantity: Quantity
    sentence: Sentence
    lead: str
    per: tuple[str, ...]


def read_amounts(sentence: Sentence) -> Iterator[ExtractedFact]:
    """Yield a fact for every figure of a sentence that binds anybody to anything."""
    if sentence.kind in (NodeKind.FRONT, NodeKind.BACK):
        return
    if counted := _counted_by_column(sentence):
        yield from (replace(fact, quote=sentence.text, sentence=sentence.text) for fact in read_amounts(counted))
        return
    text = _TITLES.sub(lambda m: "《" + "〇" * (len(m.group()) - 2) + "》", sentence.text)
    quantities = [q for q in read_quantities(text) if not _is_counter(text, q) and not _PLAN.match(text[q.end :])]
    per: tuple[str, ...] = ()
    last: tuple[int, FactKind] | None = None
    for quantity in _spread_bounds(text, quantities):
        lead = _lead(text, quantity, quantities)
        own = per_of(lead, text[quantity.end : quantity.end + 10])
        if not own and _INSTALMENT.search(lead):
            own = per
        per = own or per
        fact = _fact(_Found(quantity, sentence, lead, own))
        if last and cues().unit_kind(quantity.unit) == "count" and _GOES_ON.fullmatch(text[last[0] : quantity.start]):
            fact = replace(fact, kind=last[1])
        last = (quantity.end, fact.kind)
        yield fact
    yield from _bands(sentence, text, quantities)


def _counted_by_column(sentence: Sentence) -> Sentence | None:
    """Give a bare number in a table the unit its column's head names: 补助标准（元/亩）."""
    unit = _COLUMN_UNIT.search(sentence.column)
    if not unit or not _BARE_NUMBER.fullmatch(sentence.text):
        return None
    return replace(sentence, text=f"{sentence.column[: unit.start()]}{sentence.text}{unit[1]}", column="")


@cache
def _per_pattern() -> re.Pattern[str]:
    names = sorted(_per_names(), key=len, reverse=True)
    return re.compile(rf"每(?:{_PER_VERBS})?(?:[1一]?个?)(?:有?条件的|符合条件的)?({'|'.join(map(re.escape, names))})")


@cache
def _per_names() -> dict[str, str]:
    """Map every word that may follow 每 to the unit it counts; a measure word counts itself."""
    words = cues().words
    return {unit: unit for unit in words["units"]["count"]} | {name: unit for unit, names in words["per"].items() for name in names}


def per_of(lead: str, after: str) -> tuple[str, ...]:
    """Read what an amount is for: 每年每亩, 人均, 元/亩."""
    found = [_per_names()[m[1]] for m in _per_pattern().finditer(lead)]
    found += [unit for word, unit in cues().words["means"].items() if word in lead]
    if _YEARLY_SHARE.search(lead):
        found.append("年")
    names = "|".join(map(re.escape, sorted(_per_names(), key=len, reverse=True)))
    behind = re.match(rf"^[/每](?:个|一)?({names})(?:[/·每]({names}))?", after)
    found += [_per_names()[unit] for unit in (behind.groups() if behind else ()) if unit]
    holder = _HOLDER.search(lead)
    if holder and not found:
        found.append({"员": "人"}.get(holder[1], holder[1]))
    if not found and _VILLAGE_INCOME.search(lead):
        found.append("村")
    return tuple(sorted(dict.fromkeys(found), key=lambda unit: unit in ("年", "月", "季度")))


def _is_counter(text: str, quantity: Quantity) -> bool:
    """Tell 每带动1户 (what is counted) from an amount."""
    counted = re.search(rf"每(?:{_PER_VERBS})?$", text[: quantity.start])
    included = re.search(r"[（(]含(?:本数)?$", text[: quantity.start])
    return bool(included) or (bool(counted) and quantity.values == (Decimal(1),))


def _lead(text: str, quantity: Quantity, quantities: list[Quantity]) -> str:
    """Return the words before a figure, back to a comma or the figure before it."""
    breaks = [m.end() for m in _BREAK.finditer(text, 0, quantity.start)]
    earlier = [q.end for q in quantities if q.end <= quantity.start]
    return text[max([0, *breaks[-1:], *earlier[-1:]]) : quantity.start].lstrip("、和及并")


def _spread_bounds(text: str, quantities: list[Quantity]) -> Iterator[Quantity]:
    """Let 以上 at the end of 10户、20户、30户以上 hold for each of them."""
    for index, quantity in enumerate(quantities):
        last = quantity
        for following in quantities[index + 1 :]:
            if text[last.end : following.start] not in ("、", "和", "及") or following.unit != quantity.unit:
                break
            last = following
        is_tier = last.operator is Operator.AT_LEAST and quantity.operator is Operator.EQUAL
        yield replace(quantity, operator=Operator.AT_LEAST) if is_tier else quantity


def _bands(sentence: Sentence, text: str, quantities: list[Quantity]) -> Iterator[ExtractedFact]:
    """Read 30户以下、30—50户、50户以上 as one set of bands."""
    ends: list[int] = []
    for index, quantity in enumerate(quantities):
        touching = index > 0 and re.fullmatch(r"(?:以[上下内]|及以[上下])?[、和]", text[quantities[index - 1].end : quantity.start])
        ends.append(ends[-1] if touching and quantity.unit == quantities[index - 1].unit else index)
    for _, group in groupby(zip(ends, quantities, strict=True), key=lambda pair: pair[0]):
        band = [quantity for _, quantity in group]
        operators = {quantity.operator for quantity in band}
        if len(band) > 1 and {Operator.AT_MOST, Operator.AT_LEAST} <= operators:
            words = tuple(_with_tail(text, q) for q in band)
            start, end = band[0].start, band[-1].end
            quote = phrase_around(sentence.text, start, end)
            subject = subject_of(_lead(text, band[0], quantities), sentence, start)
            yield ExtractedFact(
                FactKind.THRESHOLD,
                words,
                Operator.ONE_OF,
                band[0].unit,
                (),
                subject,
                sentence.clause,
                quote,
                sentence.text,
                beneficiary_of(sentence, start),
                "",
            )


def _with_tail(text: str, quantity: Quantity) -> str:
    tail = re.match(r"及?以[上下内]", text[quantity.end :])
    return text[quantity.start : quantity.end] + (tail[0] if tail else "")


def _fact(found: _Found) -> ExtractedFact:
    quantity, sentence = found.quantity, found.sentence
    unit = {"大": "个", "名": "名", "位": "人"}.get(quantity.unit, quantity.unit)
    return ExtractedFact(
        kind=_kind(found),
        values=quantity.values,
        operator=quantity.operator,
        unit=unit,
        per=found.per,
        subject=subject_of(found.lead, sentence, quantity.start),
        clause=sentence.clause,
        quote=phrase_around(sentence.text, quantity.start, quantity.end),
        sentence=sentence.text,
        beneficiary=beneficiary_of(sentence, quantity.start),
        condition=condition_of(sentence, quantity.start),
    )


def _kind(found: _Found) -> FactKind:
    """Judge what a figure is by its unit and the words around it."""
    words = cues()
    phrase = phrase_around(found.sentence.text, found.quantity.start, found.quantity.end)
    readers = {"money": _money, "share": _share, "time": _time}
    reader = readers.get(words.unit_kind(found.quantity.unit), _count)
    return reader(found, phrase)


def _money(found: _Found, phrase: str) -> FactKind:
    words, text = cues(), found.sentence.text
    if found.quantity.operator is Operator.AT_LEAST and _is_condition(found):
        return FactKind.THRESHOLD
    near = text[max(0, found.quantity.start - 40) : found.quantity.end + 60]
    if found.quantity.operator is Operator.AT_MOST and not found.lead.strip("“"):
        near += "".join(found.sentence.headings[1:])
    if words.any_of("loan", near) and _last("loan", found.lead) >= _last("subsidy", found.lead):
        return FactKind.LOAN
    if words.any_of("income", found.lead) and not re.search("补|奖", found.lead):
        return FactKind.TARGET
    if found.quantity.operator is Operator.AT_MOST:
        return FactKind.CAP
    return FactKind.AMOUNT


def _last(name: str, text: str) -> int:
    """Return where the last word of a list begins in a text, -1 when there is none."""
    return max((text.rfind(word) for word in cues().words[name]), default=-1)


def _is_condition(found: _Found) -> bool:
    """Tell whether a figure says who qualifies: 30户以上的企业，"""
    behind = re.split(r"[，。；：（]", found.sentence.text[found.quantity.end :])[0]
    return bool(_FOR_WHOM.match(behind))


def _share(found: _Found, phrase: str) -> FactKind:
    words = cues()
    if words.any_of("rate", phrase) or words.any_of("rate", found.lead) or "贷款本金" in phrase:
        return FactKind.CAP if found.quantity.operator is Operator.AT_MOST else FactKind.RATE
    behind = found.sentence.text[found.quantity.end : found.quantity.end + 12]
    if any(mark in behind for mark in words.words["threshold_after"]) and words.any_of("recognise", found.sentence.text):
        return FactKind.THRESHOLD
    return FactKind.RATIO


def _time(found: _Found, phrase: str) -> FactKind:
    if cues().any_of("condition_before_time", found.lead) and "期限" not in phrase:
        return FactKind.THRESHOLD
    return FactKind.TERM


def _count(found: _Found, phrase: str) -> FactKind:
    words = cues()
    behind = found.sentence.text[found.quantity.end : found.quantity.end + 10]
    if "年" in found.per or "每年" in phrase:
        return FactKind.CYCLE
    if any(mark in behind[:6] for mark in words.words["threshold_after"]) or _is_condition(found):
        return FactKind.THRESHOLD
    if words.any_of("target_verbs", found.lead) and not re.match(r"^.{0,2}(?:聚焦|以|在|对|凡)", found.lead):
        return FactKind.TARGET
    return FactKind.THRESHOLD
