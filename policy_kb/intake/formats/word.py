"""The text of a Word document: paragraphs with the numbers Word draws by itself, tables as rows."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from typing import Any
from zipfile import BadZipFile

import cn2an
import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from policy_kb.intake.messages import refusal

_HAN_FORMATS = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographTraditional", "taiwaneseCounting")
_CIRCLED = ("decimalEnclosedCircle", "decimalEnclosedCircleChinese")


def read_docx(content: bytes, name: str) -> str:
    """Read a Word document in the order of its body."""
    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise refusal("broken", name=name) from error
    numbering = _Numbering(document)
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines.extend(_rows(block))
        else:
            lines.append(numbering.of(block) + block.text)
    return "\n".join(lines)


def _rows(table: Table) -> list[str]:
    """Write a table's rows with tabs between cells; cells merged sideways count once, a row of one cell is a title."""
    rows = []
    for row in table.rows:
        cells: list[str] = []
        seen: list[Any] = []
        for cell in row.cells:
            if not any(cell._tc is other for other in seen):
                seen.append(cell._tc)
                cells.append(re.sub(r"\s+", "", cell.text))
        rows.append("\t".join(cells))
    return rows


class _Numbering:
    """Counts automatic numbers as Word would, so that clauses keep them."""

    def __init__(self, document: Any) -> None:
        self._counts: dict[tuple[str, int], int] = defaultdict(int)
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (NotImplementedError, KeyError):
            return
        abstract = {node.get(qn("w:abstractNumId")): node for node in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            chosen = abstract.get(num.find(qn("w:abstractNumId")).get(qn("w:val")))
            for level in chosen.findall(qn("w:lvl")) if chosen is not None else ():
                self._levels[num.get(qn("w:numId")), int(level.get(qn("w:ilvl")))] = _level(level)

    def of(self, paragraph: Paragraph) -> str:
        """Return the number Word draws before a paragraph, empty when there is none."""
        place = _place(paragraph)
        if place is None or place not in self._levels or not paragraph.text.strip():
            return ""
        number_id, depth = place
        style, pattern, start = self._levels[place]
        if style in ("bullet", "none"):
            return "● " if style == "bullet" else ""
        self._counts[place] = self._counts[place] + 1 if place in self._counts else start
        for deeper in [key for key in self._counts if key[0] == number_id and key[1] > depth]:
            del self._counts[deeper]
        return re.sub(r"%(\d)", lambda m: self._written(number_id, int(m[1]) - 1), pattern)

    def _written(self, number_id: str, depth: int) -> str:
        style, _, start = self._levels[number_id, depth]
        count = self._counts.get((number_id, depth), start)
        if style in _HAN_FORMATS:
            return str(cn2an.an2cn(count)).removeprefix("一十") if count == 10 else _teens(str(cn2an.an2cn(count)))
        return chr(ord("①") + count - 1) if style in _CIRCLED else str(count)


def _teens(numeral: str) -> str:
    return numeral.removeprefix("一") if numeral.startswith("一十") else numeral


def _level(level: Any) -> tuple[str, str, int]:
    def value(tag: str, default: str) -> str:
        found = level.find(qn(tag))
        return str(found.get(qn("w:val"))) if found is not None else default

    return value("w:numFmt", "decimal"), value("w:lvlText", "%1."), int(value("w:start", "1"))


def _place(paragraph: Paragraph) -> tuple[str, int] | None:
    """Return the list and level of a paragraph, from itself or its style."""
    for element in (paragraph._p, paragraph.style.element if paragraph.style is not None else None):
        found = element.find(f".//{qn('w:numPr')}") if element is not None else None
        if found is not None and found.find(qn("w:numId")) is not None:
            depth = found.find(qn("w:ilvl"))
            return found.find(qn("w:numId")).get(qn("w:val")), int(depth.get(qn("w:val"))) if depth is not None else 0
    return None
