"""Facts with a figure: amounts, caps, loans, rates, ratios, thresholds, terms, targets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    text = _TITLES.sub(lambda m: "《" + "〇" * (len(m.group()) - 2) + "》", sentence.text)
    quantities = [q for q in read_quantities(text) if not _is_counter(text, q) and not _PLAN.match(text[q.end :])]
    per: tuple[str, ...] = ()
    for quantity in _spread_bounds(text, quantities):
        lead = _lead(text, quantity, quantities)
        own = per_of(lead, text[quantity.end : quantity.end + 6])
        if not own and _INSTALMENT.search(lead):
            own = per
        per = own or per
        yield _fact(_Found(quantity, sentence, lead, own))
    yield from _bands(sentence, text, quantities)


@cache
def _per_pattern() -> re.Pattern[str]:
    names = sorted({name for group in cues().words["per"].values() for name in group}, key=len, reverse=True)
    return re.compile(rf"每(?:带动|吸纳|招用|安置|新增|增加|培训|发展|转移)?(?:[1一]?个?)(?:有?条件的|符合条件的)?({'|'.join(map(re.escape, names))})")


@cache
def _per_names() -> dict[str, str]:
    return {name: unit for unit, names in cues().words["per"].items() for name in names}


def per_of(lead: str, after: str) -> tuple[str, ...]:
    """Read what an amount is for: 每年每亩, 人均, 元/亩."""
    found = [_per_names()[m[1]] for m in _per_pattern().finditer(lead)]
    found += [unit for word, unit in cues().words["means"].items() if word in lead]
    if _YEARLY_SHARE.search(lead):
        found.append("年")
    behind = re.match(r"^[/每](?:个|一)?([^\s，。；、/每]{1,2})(?:[/·每]([^\s，。；、/]))?", after)
    found += [_per_names()[unit] for unit in (behind.groups() if behind else ()) if unit in _per_names()]
    holder = _HOLDER.search(lead)
    if holder and not found:
        found.append({"员": "人"}.get(holder[1], holder[1]))
    return tuple(sorted(dict.fromkeys(found), key=lambda unit: unit in ("年", "月", "季度")))


def _is_counter(text: str, quantity: Quantity) -> bool:
    """Tell 每带动1户 (what is counted) from an amount."""
    before = text[max(0, quantity.start - 4) : quantity.start]
    is_instalment = text[: quantity.start].endswith("第")
    return is_instalment or ("每" in before and not _BREAK.search(before) and quantity.values == (1,) and quantity.operator is Operator.EQUAL)


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
            words = tuple(re.match(r".*?(?:及?以[上下内])?(?=、|等|和|$|[^以及上下内]{1})", _with_tail(text, q))[0] for q in band)  # type: ignore[index]
            start, end = band[0].start, band[-1].end
            quote = phrase_around(sentence.text, start, end)
            subject = subject_of(_lead(text, band[0], quantities), sentence, start)
            yield ExtractedFact(
                FactKind.THRESHOLD, words, Operator.ONE_OF, band[0].unit, (), subject, sentence.clause, quote, sentence.text,
                beneficiary_of(sentence, start), "",
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
    near = text[max(0, found.quantity.start - 40) : found.quantity.end + 12]
    if words.any_of("loan", near) and not words.any_of("subsidy", found.lead):
        return FactKind.LOAN
    if words.any_of("income", found.lead) and not re.search("补|奖", found.lead):
        return FactKind.TARGET
    if found.quantity.operator is Operator.AT_MOST:
        return FactKind.CAP
    return FactKind.AMOUNT


def _share(found: _Found, phrase: str) -> FactKind:
    words = cues()
    if words.any_of("rate", phrase) or words.any_of("rate", found.lead) or "贷款本金" in phrase:
        return FactKind.CAP if found.quantity.operator is Operator.AT_MOST else FactKind.RATE
    behind = found.sentence.text[found.quantity.end : found.quantity.end + 12]
    if any(mark in behind for mark in words.words["threshold_after"]) and words.any_of("recognise", found.sentence.text):
        return FactKind.THRESHOLD
    return FactKind.RATIO


def _time(found: _Found, phrase: str) -> FactKind:
    words = cues()
    if re.search(r"就业|流转|经营|满|务工|居住|参保|面积", found.lead) and "期限" not in phrase:
        return FactKind.THRESHOLD
    return FactKind.TERM if words.any_of("term", phrase) or found.quantity.operator is not Operator.EQUAL else FactKind.TERM


def _count(found: _Found, phrase: str) -> FactKind:
    words = cues()
    behind = found.sentence.text[found.quantity.end : found.quantity.end + 10]
    if "年" in found.per or "每年" in phrase:
        return FactKind.CYCLE
    if any(behind.startswith(mark) or mark in behind[:6] for mark in words.words["threshold_after"]):
        return FactKind.THRESHOLD
    if words.any_of("target_verbs", found.lead) and not re.match(r"^.{0,2}(?:聚焦|以|在)", found.lead):
        return FactKind.TARGET
    return FactKind.THRESHOLD
