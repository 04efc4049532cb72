"""From lines to blocks: each heading, paragraph, dash item, table row with the lines that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from policy_kb.model import NodeKind
from policy_kb.parsing.lines import Line
from policy_kb.parsing.numbering import ARTICLE, FIRST, SECTION, Marker, dash_length, enumeration_starts, leading_enumeration, read_marker

_TITLE_ONLY_MAX = 40
_TITLE_WITH_COMMA_MAX = 26
_ARTICLE_TITLE_MAX = 14
_FRAGMENT_MIN = 15
_GAP_MAX = 2
_ENDINGS = tuple("。！？；：!?;:")
_CONTINUATION = re.compile(r"^(?:[，。、；）”]|第[一二三四五六七八九十百\d]+[章节条款项])")


@dataclass(frozen=True)
class Block:
    """A stretch of source with one role; blocks follow each other without a gap."""

    kind: NodeKind
    start: int
    end: int
    text: str
    marker: Marker | None = None
    label: str = ""
    title: str = ""


@dataclass
class Reached:
    """The last number of each rank, the rank under which it stood, and the headings open now."""

    numbers: dict[int, int] = field(default_factory=dict)
    under: dict[int, int] = field(default_factory=dict)
    open: list[int] = field(default_factory=list)

    def reach(self, marker: Marker) -> None:
        """Take a heading's number; numbers that stood no deeper than right below its rank may run on, others begin anew."""
        while self.open and self.open[-1] >= marker.rank:
            self.open.pop()
        deeper = [rank for rank in self.numbers if rank > marker.rank and rank != ARTICLE and self.under[rank] > marker.rank]
        for rank in deeper:
            del self.numbers[rank]
        self.numbers[marker.rank] = marker.number
        self.under[marker.rank] = self.open[-1] if self.open else 0
        self.open.append(marker.rank)


def read_blocks(lines: Sequence[Line], start: int, end: int, reached: Reached) -> list[Block]:
    """Cut numbered text into blocks covering `start` to `end`, joining the lines a page break tore apart.

    `reached` is carried on when a table interrupts the text.
    """
    reader = _Reader(reached)
    for line in lines:
        if line.text:
            reader.take(line)
    blocks = reader.blocks
    edges = [start, *(block.start for block in blocks[1:]), end]
    return [replace(block, start=edges[i], end=edges[i + 1]) for i, block in enumerate(blocks)]


def _after(line: Line, marker: Marker) -> Line:
    """Return what follows a number on its line."""
    offset = line.raw.index(line.text) + marker.length
    return Line(line.start + offset, line.end, line.text[marker.length :], line.raw[offset:])


def _is_title(text: str, marker: Marker) -> bool:
    """Tell a heading that stands alone on its line from a sentence torn by the line's end."""
    words = text[marker.length :]
    longest = _ARTICLE_TITLE_MAX if marker.rank == ARTICLE else _TITLE_WITH_COMMA_MAX if "，" in words else _TITLE_ONLY_MAX
    return len(words) <= longest and "。" not in words


class _Reader:
    """Keeps what must be known while going down the lines: the last block and the numbers reached so far."""

    def __init__(self, reached: Reached) -> None:
        self.blocks: list[Block] = []
        self._reached = reached
        self._open = False

    def take(self, line: Line) -> None:
        """Start a block with the line, or add the line to the block before it."""
        marker = self._heading(line)
        if marker:
            rest = _after(line, marker)
            inner = read_marker(rest.text)
            if inner and inner.rank > marker.rank and inner.number == 1 and rest.text[inner.length :]:
                head = line.text[: marker.length]
                self.blocks.append(Block(NodeKind.HEADING, line.start, rest.start, head, marker, marker.label))
                self.take(rest)
                return
            self.blocks.append(Block(NodeKind.HEADING, line.start, line.end, line.text, marker, marker.label))
        elif dash_length(line.text):
            self.blocks.append(Block(NodeKind.DASH, line.start, line.end, line.text))
        elif self._open or self._goes_on(line):
            last = self.blocks[-1]
            self.blocks[-1] = replace(last, text=last.text + line.text, end=line.end)
        else:
            self.blocks.append(self._paragraph(line))
        self._open = self._is_torn(self.blocks[-1], line, is_heading=marker is not None)

    def _goes_on(self, line: Line) -> bool:
        """Tell whether a line that opens with a reference or a comma continues an unfinished one."""
        last = self.blocks[-1].text if self.blocks else "。"
        return not last.endswith(_ENDINGS) and bool(_CONTINUATION.match(line.text))

    def _paragraph(self, line: Line) -> Block:
        """Make a paragraph, or an item of an enumeration laid out one item to a paragraph."""
        found = leading_enumeration(line.text)
        if found and not enumeration_starts(line.text) and (found[0] == 1 or any(b.kind is NodeKind.ENUMERATION for b in self.blocks[-2:])):
            return Block(NodeKind.ENUMERATION, line.start, line.end, line.text, label=found[1])
        return Block(NodeKind.PARAGRAPH, line.start, line.end, line.text)

    def _heading(self, line: Line) -> Marker | None:
        """Accept a number as a heading's when it follows the numbers before it."""
        marker = read_marker(line.text)
        if not marker or (marker.length >= len(line.text) and marker.rank > SECTION):
            return None
        reached = self._reached.numbers.get(marker.rank, 0)
        in_order = marker.number in (1, reached + 1)
        begun = reached > 0 or marker.rank > ARTICLE
        plausible = begun and not self._open and reached <= marker.number <= reached + 1 + _GAP_MAX
        if not in_order and not plausible:
            return None
        self._reached.reach(marker)
        return marker

    def _is_torn(self, block: Block, line: Line, *, is_heading: bool) -> bool:
        """Tell whether the sentence goes on in the next line."""
        if line.is_finished or line.is_date:
            return False
        if is_heading and block.marker:
            return line.text.endswith(("，", "、", ",")) or (block.marker.rank != FIRST and not _is_title(line.text, block.marker))
        return len(block.text) >= _FRAGMENT_MIN or line.text.endswith(("，", "、"))
