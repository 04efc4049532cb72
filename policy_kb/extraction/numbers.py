"""Reading quantities: 2万元, 1-3万元, 1000元-5000元, 三项, 30户以下、30—50户、50户以上."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policy_kb.extraction.cues import cues
from policy_kb.extraction.model import Operator

_HAN = "一二三四五六七八九十两"
_FIGURE = r"\d[\d,，]*(?:\.\d+)?(?<![,，])"
_SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_SCALE = r"(?:[十百千]万|万|亿|千|百)?"
_INCLUDED = re.compile(r"^[（(]含[^）)]*[）)]")
_TO = r"[-－—–~～至到]"


@dataclass(frozen=True)
class Quantity:
    """A number or range with its unit, where it stands in the text, and how it binds."""

    values: tuple[Decimal, ...]
    unit: str
    start: int
    end: int
    operator: Operator
    scale: str = ""


@cache
def _pattern() -> re.Pattern[str]:
    units = sorted({u for group in cues().words["units"].values() for u in group}, key=len, reverse=True)
    unit = "|".join(map(re.escape, units))
    return re.compile(
        rf"(?P<a>{_FIGURE})\s*(?P<as>{_SCALE})(?P<au>{unit}|％)?\s*{_TO}\s*(?P<b>{_FIGURE})\s*(?P<bs>{_SCALE})(?P<bu>[余多]?(?:{unit}|％))"
        rf"|(?P<n>{_FIGURE})\s*(?P<ns>{_SCALE})[余多]?(?P<nu>{unit}|％|(?=贫困人口))"
        rf"|(?<![{_HAN}第第\d])(?P<h>[{_HAN}]{{1,3}}|[{_HAN}]?[十百千]+[{_HAN}]?)(?P<hs>万|亿|百万)?(?P<hu>{unit})"
        rf"|(?P<p>百分之[{_HAN}百点零]+)"
    )


def read_quantities(text: str) -> Iterator[Quantity]:
    """Yield every quantity of a text in order; calendar dates and ordinals are no quantities."""
    for found in _pattern().finditer(text):
        if _is_date_or_ordinal(text, found):
            continue
        quantity = _quantity(found)
        if quantity:
            operator = _binding(text, quantity)
            yield Quantity(quantity.values, quantity.unit, quantity.start, quantity.end, operator, quantity.scale)


def _quantity(found: re.Match[str]) -> Quantity | None:
    if found["p"]:
        share = _numeral(found["p"][3:])
        return Quantity((share,), "%", *found.span(), Operator.EQUAL) if share is not None else None
    if found["a"]:
        high_scale = found["bs"]
        low_scale = found["as"] or ("" if found["au"] else high_scale)
        values = (_figure(found["a"], low_scale), _figure(found["b"], high_scale))
        if values[0] >= values[1]:
            return None
        return Quantity(values, _unit(found["bu"]), *found.span(), Operator.RANGE, high_scale)
    if found["n"]:
        return Quantity((_figure(found["n"], found["ns"]),), _unit(found["nu"]) or "人", *found.span(), Operator.EQUAL, found["ns"])
    number = _numeral(found["h"])
    if number is None:
        return None
    return Quantity((number * _SCALES[found["hs"] or ""],), _unit(found["hu"]), *found.span(), Operator.EQUAL, found["hs"] or "")


def _numeral(words: str) -> Decimal | None:
    """Read a Chinese numeral; None for words that only look like one (千百)."""
    import cn2an  # takes longer to load than most commands that never read a numeral take altogether

    words = words.replace("两", "二")
    try:
        return Decimal(str(cn2an.cn2an("一" + words if words[0] in "百千" else words, "smart")))
    except (ValueError, KeyError):  # its own table has no place for 十零
        return None


def _figure(digits: str, scale: str) -> Decimal:
    return Decimal(re.sub(r"[,，]", "", digits)) * _SCALES[scale]


def _unit(unit: str) -> str:
    return {"％": "%", "月": "个月"}.get(unit, unit).lstrip("余多")


def _is_date_or_ordinal(text: str, found: re.Match[str]) -> bool:
    """Tell 2018年, 3月底, 第3年, 第60次 and 十九大 from amounts."""
    before, after = text[: found.start()], text[found.end() :]
    figure, unit = found["n"] or found["h"] or found["b"] or "", found["nu"] or found["hu"] or found["bu"] or ""
    if before.endswith("第") or (before and before[-1] in "〔[.．（(" and re.match(r"^\d+[〕\]）)号]", found.group() + after)):
        return True
    if unit == "年" and re.fullmatch(r"(?:19|20)\d\d", figure):
        return True
    if unit in ("月", "日") and not after.startswith(("内", "以上", "以内", "的")):
        return True
    if found["h"]:
        return _is_idiom(before, found, after, unit)
    return unit == "大" and not before.endswith(("培树", "培育", "打造", "建设", "总结", "发展", "实施", "围绕"))


def _is_idiom(before: str, found: re.Match[str], after: str, unit: str) -> bool:
    """Tell set phrases that only look like counts (一次性, 一批, 一个月报, 进一步) from counts."""
    if unit in ("批", "期", "类", "大", "日", "条", "份", "处", "套", "间", "场", "位", "成", "村", "件", "台", "所", "户", "周"):
        return found["h"] == "一" or unit in ("大", "成", "期", "日", "村")
    if unit == "次" and after.startswith("性"):
        return True
    return before.endswith(("进", "统", "同", "单", "唯", "每", "这", "之", "于", "任何", "某")) and found["h"] == "一"


def _binding(text: str, quantity: Quantity) -> Operator:
    """Read 不超过, 最高, 以上 and the like around a quantity."""
    before = re.split(r"[，。；：、]", text[: quantity.start])[-1]
    near, after = before[-12:], _INCLUDED.sub("", text[quantity.end : quantity.end + 16])[:5].removeprefix("期")
    words = cues()
    if re.match(rf"(?:{words.pattern('at_most_after')})(?![部容外])", after) and not _range_of_time(quantity, after):
        return Operator.AT_MOST
    if re.match(words.pattern("at_least_after"), after) and quantity.operator is not Operator.RANGE:
        return Operator.AT_LEAST
    for name, operator in (("at_least", Operator.AT_LEAST), ("at_most", Operator.AT_MOST)):
        if any(word in near for word in words.list_of(name)) and quantity.operator is not Operator.RANGE:
            negated = operator is Operator.AT_LEAST and any(word in near for word in words.list_of("at_most"))
            return Operator.AT_MOST if negated else operator
    return quantity.operator


def _range_of_time(quantity: Quantity, after: str) -> bool:
    """Tell 3年内 (a stretch of time) from 3年以内 (a limit)."""
    return quantity.operator is Operator.RANGE or (quantity.unit in ("年", "个月", "天") and after.startswith("内"))
