"""Tables in plain text: one cell to a line behind a tab, or one row to a line with tabs or bars between cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policy_kb.parsing.cleaning import clean
from policy_kb.parsing.lines import Line

_RULE = re.compile(r"^[\s|:：\-—+]+$")
_SERIAL = re.compile(r"^\d{1,3}$")
_SERIAL_HEAD = ("序号", "编号", "项次")


@dataclass(frozen=True)
class Row:
    """One row: its span, its serial number and its cells as (heading, text); `titles` are the headings left of the number."""

    start: int
    end: int
    number: int
    titles: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    titles_head: str = ""


@dataclass(frozen=True)
class _Cell:
    start: int
    end: int
    text: str


def is_table_line(line: Line) -> bool:
    """Tell whether a line belongs to a table."""
    return line.raw.startswith("\t") or "\t" in line.text or (line.text.startswith("|") and line.text.endswith("|") and len(line.text) > 2)


def read_rows(lines: Sequence[Line]) -> tuple[int, list[Row]]:
    """Read a table's rows; also return where the table's head ends and its first row begins."""
    inner = any(line.text.startswith("|") or "\t" in line.text for line in lines)
    return _row_per_line(lines) if inner else _cell_per_line(lines)


def _row_per_line(lines: Sequence[Line]) -> tuple[int, list[Row]]:
    """Read rows written one to a line."""
    rows = [(line, _split(line)) for line in lines if line.text and not _RULE.match(line.text)]
    if len(rows) < 2:
        return lines[0].start, []
    head = rows[0][1]
    edges = [line.start for line, _ in rows[1:]] + [lines[-1].end]
    read = []
    above: list[str] = []
    for index, (_, cells) in enumerate(rows[1:]):
        filled = [cell or (above[i] if i == 0 and i < len(above) else "") for i, cell in enumerate(cells)]
        above = filled
        pairs = tuple((head[i] if i < len(head) else "", cell) for i, cell in enumerate(filled) if cell)
        read.append(Row(edges[index], edges[index + 1], _serial(head, filled, index + 1), (), pairs))
    return edges[0], read


def _serial(head: Sequence[str], cells: Sequence[str], position: int) -> int:
    """Return the row's own number when the table has a column for it, its position otherwise."""
    for title, cell in zip(head, cells, strict=False):
        if title in _SERIAL_HEAD and _SERIAL.match(cell):
            return int(cell)
    return position


def _split(line: Line) -> list[str]:
    text = line.text
    cells = text.strip("|").split("|") if text.startswith("|") else line.raw.rstrip("\r\n").split("\t")
    return [clean(cell) for cell in cells]


def _cells(lines: Sequence[Line]) -> list[_Cell]:
    """Gather cells laid out one below the other, each opened by a tab."""
    cells: list[_Cell] = []
    for line in lines:
        if line.raw.startswith("\t") or not cells:
            cells.append(_Cell(line.start, line.end, line.text))
        else:
            last = cells.pop()
            cells.append(_Cell(last.start, line.end, last.text + line.text))
    return cells


def _cell_per_line(lines: Sequence[Line]) -> tuple[int, list[Row]]:
    """Find the rows by their running numbers: the distance between two numbers is the width of a row."""
    cells = _cells(lines)
    serials = _serial_positions(cells)
    if len(serials) < 2:
        return lines[0].start, []
    width = serials[1] - serials[0]
    after = len(cells) - serials[-1] - 1
    before = max(width - 1 - after, 0)
    head = [cell.text for cell in cells[: serials[0] - before]]
    at = next((i for i, text in enumerate(head) if text in _SERIAL_HEAD), -1)
    after_heads = head[at + 1 :]
    starts = [serial - before for serial in serials] + [len(cells)]
    rows, above = [], [""] * before
    for index, serial in enumerate(serials):
        lead = [clean(cell.text) for cell in cells[starts[index] : serial]]
        above = [text or old for text, old in zip(lead, above, strict=False)]
        body = [clean(cell.text) for cell in cells[serial + 1 : starts[index + 1]]]
        pairs = tuple((after_heads[i] if i < len(after_heads) else "", text) for i, text in enumerate(body) if text)
        end = cells[starts[index + 1]].start if index + 1 < len(serials) else lines[-1].end
        titles = tuple(text for text in above if text)
        rows.append(Row(cells[starts[index]].start, end, int(clean(cells[serial].text)), titles, pairs, clean("".join(head[:at]))))
    return rows[0].start, rows


def _serial_positions(cells: Sequence[_Cell]) -> list[int]:
    """Find the cells 1, 2, 3 and so on."""
    found: list[int] = []
    for index, cell in enumerate(cells):
        if cell.text == str(len(found) + 1):
            found.append(index)
    return found
