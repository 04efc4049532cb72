"""A sum paid over several years: 第一年400元，第二年300元, 第一年兑付60%，第二年兑付40%, 分三年按3∶2∶1兑付."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from policy_kb.extraction import ExtractedFact
from policy_kb.lexicon import NEW

_PAID_OVER = re.compile(
    r"分[两二三四五六七八九\d]+[年期次批](?:[^，。；]{0,6}(?:兑[付现]|发放|拨付|支付|到位))?|第[一二三四五\d]年[^。；]*(?:兑[付现]|发放|拨付)"
    r"|第一年[^，。；]{0,6}补[助贴]?[^。；]*第二年"
)
_YEAR = re.compile(r"第[一二三四五六七八九十\d]+[年期次]")
_SHARE = re.compile(r"(?:第[一二三四五\d]+[年期次]|当年|首年|次年|翌年)[^。；]{0,40}?(\d+(?:\.\d+)?)%(?!以上)")
_RATIO = re.compile(r"按(?:照)?\s*(\d(?:\s*[:：∶]\s*\d)+)")
_HUNDRED = Decimal(100)


def is_instalment(fact: ExtractedFact) -> bool:
    """Tell what is paid in one year of several from a sum of its own."""
    return bool(_YEAR.match(fact.subject))


def paid_over(sentence: str) -> str:
    """Return the words that say a sum is paid in several parts; nothing when it is paid at once."""
    found = _PAID_OVER.search(sentence)
    return sentence[found.start() :].rstrip("。；") if found else ""


def schedule_of(item: dict[str, Any], total: Decimal, stated: Sequence[ExtractedFact], sentence: str) -> dict[str, Any] | None:
    """Make an item that pays over years of one that pays at once; None when the parts do not add up to the whole."""
    if item["formula"] not in ("per_unit", "by_scale") or not {"bound", "rate_high", "per_year", "most"}.isdisjoint(item):
        return None
    if item["formula"] == "by_scale" and len(item["steps"]) > 1:
        return None
    picked = _years_name(item["of"])
    year = {"total": f"{total:f}", "year": f"{picked}_year", "first": f"{picked}_first"}
    kept: dict[str, Any] = {key: item[key] for key in ("label", "of", "quote", "note", "applies_if") if key in item}
    parts = [fact for fact in stated if fact.unit == "元" and is_instalment(fact)]
    rates = [Decimal(fact.values[0]) for fact in parts for _ in range(_years_told(fact))]
    if rates:
        return {**kept, "formula": "schedule", "rates": [f"{rate:f}" for rate in rates], **year} if sum(rates) == total else None
    shares = _shares(paid_over(sentence))
    return {**kept, "formula": "schedule", "shares": [f"{share:f}" for share in shares], **year} if shares else None


def _years_told(fact: ExtractedFact) -> int:
    """Count the years a part is paid in: 第二年、第三年各补助50元 is paid twice."""
    return max(1, len(_YEAR.findall(fact.quote))) if "各" in fact.quote else 1


def _shares(words: str) -> list[Decimal]:
    if ratio := _RATIO.search(words):
        parts = [Decimal(part) for part in re.findall(r"\d", ratio[1])]
        shares = [part * _HUNDRED / sum(parts) for part in parts]
        return shares if all(share == share.to_integral_value() for share in shares) else []
    shares = [Decimal(share) for share in _SHARE.findall(words)]
    return shares if len(shares) > 1 and sum(shares) == _HUNDRED else []


def years_of(thing: str, label: str) -> dict[str, dict[str, Any]]:
    """Make the facts that pick some of the years: a schedule asks for neither, but a question may name them."""
    name = _years_name(thing)
    entry = {"type": "count", "unit": "年", "names": [], "question": ""}
    return {f"{name}_year": {**entry, "label": f"{label}第几年"}, f"{name}_first": {**entry, "label": f"{label}头几年"}}


def _years_name(thing: str) -> str:
    return thing if thing.startswith(NEW) else f"{NEW}{thing}"
