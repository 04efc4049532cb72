"""Facts of time: deadlines, cycles, stretches of months or years, years by which something is to be reached."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from policy_kb.extraction.cues import cues
from policy_kb.extraction.model import ExtractedFact, FactKind, Operator
from policy_kb.extraction.sentences import Sentence, phrase_around
from policy_kb.extraction.subjects import beneficiary_of
from policy_kb.model import NodeKind
from policy_kb.parsing.numbering import read_number

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_MOMENT = re.compile(
    rf"(?:(?P<year>20\d\d)年|(?P<relative>当年|每年|次年|翌年|本年|每月|每季度))?"
    rf"(?:(?P<month>{_NUMBER})月份?(?:(?P<day>{_NUMBER})[日号]|(?P<part>底|末|上旬|中旬|下旬|初))?|(?P<ofmonth>{_NUMBER})[日号](?=之?以?前)|(?P<end>年?[底末终]|年?初))"
    r"(?P<limit>(?:之|以)?前)?"
)
_MONTHS = re.compile(rf"(20\d\d)年({_NUMBER})月?\s*[-－—–~～至到]+\s*(?:(20\d\d)年)?({_NUMBER})月")
_YEARS = re.compile(r"(?<!\d)(20\d\d)年?\s*[-－—–~～至到]+\s*(20\d\d)年")
_YEAR_GOAL = re.compile(
    r"(?:(?:到|至|在|确保|力争)\s*)?(?<!\d)(20\d\d)年(?![底末初度\d—－-]|[一二三四五六七八九十\d]+月)"
    r"(?=，|全|现行|实现|达到|消除|基本|力争|完成|[^，。；]{0,6}(?:达到|实现|完成))"
)
_YEAR_LIST = re.compile(r"(20\d\d)年?(?:底)?[、和及与](?:(20\d\d)年?[、和及与])?(20\d\d)年")
_SELECTED = re.compile(r"识别|在册|退出|脱贫的|已脱贫|认定|登记|注册")
_SUM_PHRASE = re.compile(r"^[^，。；]{0,16}\d\s*[万亿]?元")
_SHORT = 14
_DEADLINE_COLUMN = re.compile(r"时限|期限|时间")


def read_dates(sentence: Sentence, issued_on: date | None) -> Iterator[ExtractedFact]:
    """Yield the deadlines, cycles, stretches of time and target years of a sentence."""
    if sentence.kind is NodeKind.BACK or (sentence.kind is NodeKind.FRONT and not re.search("前|反馈|报送", sentence.text)):
        return
    text = sentence.text
    yield from _stretches(sentence)
    covered = [found.span() for pattern in (_MONTHS, _YEARS) for found in pattern.finditer(text)]
    for found in _MOMENT.finditer(text):
        if not any(start <= found.start() < end for start, end in covered):
            yield from _moment(sentence, found, issued_on)
    if sentence.kind is not NodeKind.FRONT:
        yield from _year_goals(sentence)
        yield from _cycles(sentence)


def _make(
    sentence: Sentence, kind: FactKind, values: tuple[str, ...], operator: Operator, unit: str, span: tuple[int, int]
) -> ExtractedFact:
    quote = phrase_around(sentence.text, *span)
    if len(quote) <= _SHORT and (at := sentence.text.find(quote)) >= 0:
        more = re.match(r"[，,][^，。；]+", sentence.text[at + len(quote) :])
        quote += more[0] if more else ""
    for_whom = beneficiary_of(sentence, span[0])
    return ExtractedFact(kind, values, operator, unit, (), _subject(sentence, span), sentence.clause, quote, sentence.text, for_whom)


def _subject(sentence: Sentence, span: tuple[int, int]) -> str:
    """Name what is due: the words after the date, else the words before it, else the heading."""
    after = re.split(r"[。；]", sentence.text[span[1] :])[0].strip("，：、 ")
    before = re.split(r"[。；，]", sentence.text[: span[0]])[-1].strip("（(到于至在 ")
    heading = sentence.headings[-1] if sentence.headings else ""
    return after.split("，")[0] if len(after) > 3 else before or heading


def _stretches(sentence: Sentence) -> Iterator[ExtractedFact]:
    for found in _MONTHS.finditer(sentence.text):
        start, end = (found[1], found[2]), (found[3] or found[1], found[4])
        values = tuple(f"{year}-{read_number(month):02d}" for year, month in (start, end))
        yield _make(sentence, FactKind.TERM, values, Operator.RANGE, "年月", found.span())
    for found in _YEARS.finditer(sentence.text):
        yield _make(sentence, FactKind.TERM, (found[1], found[2]), Operator.RANGE, "年", found.span())


def _moment(sentence: Sentence, found: re.Match[str], issued_on: date | None) -> Iterator[ExtractedFact]:
    """Read one date as a deadline, a yearly deadline or the day a group is counted from."""
    text = sentence.text
    limit = Operator.AT_MOST if found["limit"] else Operator.EQUAL
    if found["relative"] in ("每年", "每月", "每季度"):
        if found["limit"] or found["month"] or found["ofmonth"]:
            yield _make(sentence, FactKind.CYCLE, (found.group(),), limit, "", found.span())
        return
    is_dated = found["month"] or found["year"] or found["relative"] == "当年"
    if not is_dated or text[: found.start()].endswith(("比", "较", "以来", "自", "从")):
        return
    behind = re.split(r"[，。；]", text[found.end() :])[0]
    is_group = not found["limit"] and _SELECTED.search(behind) and "的" in behind
    for year in _years_meant(sentence, found, issued_on):
        value = _day(year, found)
        if is_group:
            yield _make(sentence, FactKind.THRESHOLD, (value,), Operator.EQUAL, "日期", found.span())
        elif _is_due(sentence, found):
            operator = Operator.AT_MOST if _is_limit(sentence, found) else Operator.EQUAL
            yield _make(sentence, FactKind.DEADLINE, (value,), operator, "日期" if len(value) == 10 else "年月", found.span())


def _is_due(sentence: Sentence, found: re.Match[str]) -> bool:
    """Tell whether something is due on a date: it opens a phrase, is a limit, or stands in a column of deadlines."""
    before = sentence.text[: found.start()]
    return bool(found["limit"] or sentence.column or found["end"] or not before or before[-1] in "，。；：、于在（(到至")


def _is_limit(sentence: Sentence, found: re.Match[str]) -> bool:
    """Tell 3月底 and 到6月 (by then) from 12月 (in that month)."""
    before = sentence.text[: found.start()]
    return bool(found["limit"] or found["part"] or found["end"] or _DEADLINE_COLUMN.search(sentence.column) or before.endswith("到"))


def _years_meant(sentence: Sentence, found: re.Match[str], issued_on: date | None) -> list[int]:
    """Return the years a date may mean: its own, those named before it for 当年, else the year of issue."""
    if found["year"]:
        return [int(found["year"])]
    named = [int(year) for year in re.findall(r"(20\d\d)年", sentence.text[: found.start()])]
    if found["relative"] == "当年" and named:
        return named
    if found["relative"] in ("次年", "翌年"):
        return [year + 1 for year in named[-1:]]
    if named:
        return named[-1:]
    return [issued_on.year] if issued_on else []


def _day(year: int, found: re.Match[str]) -> str:
    """Write a date: the last day for 底 and 末, the month alone when no day is given."""
    if found["end"]:
        return f"{year}-01-01" if "初" in found["end"] else f"{year}-12-31"
    month = read_number(found["month"]) if found["month"] else 0
    if not 1 <= month <= 12:
        return str(year)
    if found["day"]:
        return f"{year}-{month:02d}-{read_number(found['day']):02d}"
    last = monthrange(year, month)[1]
    days = {"底": last, "末": last, "下旬": last, "中旬": 20, "上旬": 10, "初": 1}
    return f"{year}-{month:02d}-{days[found['part']]:02d}" if found["part"] else f"{year}-{month:02d}"


def _year_goals(sentence: Sentence) -> Iterator[ExtractedFact]:
    for found in _YEAR_GOAL.finditer(sentence.text):
        yield _make(sentence, FactKind.TARGET, (found[1],), Operator.EQUAL, "年", found.span())
    for found in _YEAR_LIST.finditer(sentence.text):
        if _SELECTED.search(sentence.text[found.end() : found.end() + 12]):
            years = tuple(year for year in found.groups() if year)
            yield _make(sentence, FactKind.THRESHOLD, years, Operator.ONE_OF, "年", found.span())


def _cycles(sentence: Sentence) -> Iterator[ExtractedFact]:
    """Read what recurs: 每季度, 月报, 年底考核, 定期."""
    taken = [found.span() for found in _MOMENT.finditer(sentence.text) if found["relative"] and (found["limit"] or found["month"])]
    for pattern, value in cues().words["cycles"].items():
        for found in re.finditer(pattern, sentence.text):
            pays = found.group() in ("每年", "每月", "每个月") and _SUM_PHRASE.match(sentence.text[found.end() :])
            if pays or any(start <= found.start() < end for start, end in taken):
                continue
            stated = f"每{found.group().lstrip('每')}" if re.fullmatch("每?周[一二三四五六日]", found.group()) else value
            yield _make(sentence, FactKind.CYCLE, (stated,), Operator.EQUAL, "", found.span())
