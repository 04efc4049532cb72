"""A row of a table of standards: the least scale, the limit and the further conditions its other cells give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policy_kb.extraction import ExtractedFact
from policy_kb.intake.granting.said import counted_unit
from policy_kb.intake.granting.scales import Scale, read_scales
from policy_kb.model import Node

_SERIAL = re.compile(r"^(?:序号|编号|项次)$")
_LEAST = re.compile(r"起补|起点|最低|最小|规模")
_FROM = re.compile(r"起补|起点|最低|最小")  # 规模：3亩 may be what one has to have or what is meant to be planted
_MOST = re.compile(r"上限|封顶|限额|最高")
_BARE = re.compile(r"^(?:≥|>=|不少于|不低于)?\s*(\d+(?:\.\d+)?)\s*([\u4e00-\u9fff]*)$")
_YUAN = re.compile(r"^(?:最高|不超过|每户|单户)*(\d+(?:\.\d+)?)(万?)元?$")
_UNIT = re.compile(r"[（(](?:单位[：:])?([^）)]*)[）)]$")
_COUNTED = re.compile(r"\d")
_KINDS = re.compile(r"分档|档次|档位|型号|级别|等级")


@dataclass(frozen=True)
class Row:
    """What stands beside a sum in its row; `is_read` is false where a cell limits the sum in a way that could not be read."""

    scale: Scale | None
    cap: dict[str, Any] | None
    told: tuple[str, ...]
    is_read: bool


def read_row(node: Node, granted: ExtractedFact) -> Row:
    """Read the cells of a row that grants one sum."""
    unit = counted_unit(granted)
    cells = [(head, text) for line in node.text.splitlines() for head, colon, text in [line.partition("：")] if colon]
    scale, cap, told, is_read = None, None, [], True
    for head, text in cells:
        if _SERIAL.match(head) or text in node.title or _is_the_sum(text, granted.quote):
            continue
        if _MOST.search(head):
            cap = _cap(head, text, node.clause)
            is_read = is_read and cap is not None
        elif _LEAST.search(head):
            scale = _least(head, text, unit)
            is_read = is_read and scale is not None
        else:
            told.append(f"{head}：{text}")
            asked = _asked_of_each(text, unit) if scale is None else None
            scale = scale or asked
            is_read = is_read and bool(asked or not _COUNTED.search(text)) and not _KINDS.search(head)
    return Row(scale, cap, tuple(told), is_read)


def _asked_of_each(text: str, unit: str) -> Scale | None:
    """Read 单栋净面积1亩以上 as the least there must be in all: whether each one has as much, the cell told beside the sum says."""
    scales = read_scales(text, unit)
    if not scales or len(scales) > 1 or not scales[0].is_open or _COUNTED.search(text[: scales[0].start] + text[scales[0].end :]):
        return None
    return Scale(scales[0].at_least, None, None, 0, 0)


def _is_the_sum(text: str, quote: str) -> bool:
    return text == quote or (quote in text and not quote.isdigit())


def _least(head: str, text: str, unit: str) -> Scale | None:
    bare = _BARE.match(text) if _FROM.search(head) else None
    of = _UNIT.search(head)
    if bare and unit in (bare[2] or (of[1] if of else ""),):
        return Scale(Decimal(bare[1]), None, None, 0, 0)
    scales = read_scales(text, unit)
    return scales[0] if scales and len(scales) == 1 and scales[0].is_open else None


def _cap(head: str, text: str, clause: str) -> dict[str, Any] | None:
    yuan = _YUAN.match(text.replace(",", ""))
    of = _UNIT.search(head)
    in_yuan = yuan is not None and (text.endswith("元") or (of is not None and of[1].endswith("元")))
    if not yuan or not in_yuan:
        return None
    scale = 10_000 if yuan[2] or (of and of[1] == "万元") else 1
    cap = {"yuan": f"{Decimal(yuan[1]) * scale:f}", "clause": clause, "quote": text}
    holder = re.search(r"单户|每户", head)
    return {**cap, "holder": holder[0] if holder else "单个主体"}
