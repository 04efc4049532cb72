"""Setting type: lines broken the Chinese way, placed on a page of a given width; the same for picture and print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.sheets.fonts import Faces, drawable

# A number, a Latin word or a sum with its unit is never torn apart.
_PIECES = re.compile(r"[0-9A-Za-z.,:%\-]+[元万亿亩头只户人年月%]{0,2}|.", re.DOTALL)
_NOT_FIRST = set("，。、；：？！）》”’】…　%")
_NUMBER, _UNITS = set("0123456789."), set("元万亿亩头只户人年月%")
_NOT_LAST = set("（《“‘【")
_LEADING = 1.5
_ASCENT = 1.12  # from the top of a line to its letters' foot, as parts of the size


@dataclass(frozen=True)
class Style:
    """How a text looks; `size` in the page's own unit."""

    size: float
    colour: str
    is_bold: bool = False


@dataclass(frozen=True)
class Word:
    """A line of text at its place; y is the foot of the letters."""

    x: float
    y: float
    text: str
    style: Style


@dataclass(frozen=True)
class Bar:
    """A filled rectangle; y is its top."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass
class Page:
    """A page being filled from the top; it is as long as what stands on it."""

    faces: Faces
    width: float
    left: float
    right: float
    y: float = 0.0
    marks: list[Word | Bar] = field(default_factory=list)

    @property
    def room(self) -> float:
        """How wide a line may be."""
        return self.right - self.left

    def gap(self, height: float) -> None:
        """Leave some room."""
        self.y += height

    def text(self, text: str, style: Style, indent: float = 0.0) -> None:
        """Set a text in as many lines as it takes."""
        for line in broken(self.faces, drawable(text), style, self.room - indent):
            self.marks.append(Word(self.left + indent, self.y + style.size * _ASCENT, line, style))
            self.y += style.size * _LEADING

    def pair(self, left: str, right: str, style: Style, other: Style) -> None:
        """Set two texts on one line, the second against the right edge; below each other where they do not fit."""
        shown = drawable(right)
        width = self.faces.of(other.is_bold).width(shown, other.size)
        if self.faces.of(style.is_bold).width(drawable(left), style.size) + width + style.size > self.room:
            self.text(left, style)
            self.text(right, other)
            return
        foot = self.y + max(style.size, other.size) * _ASCENT
        self.marks.append(Word(self.left, foot, drawable(left), style))
        self.marks.append(Word(self.right - width, foot, shown, other))
        self.y += max(style.size, other.size) * _LEADING

    def rule(self, colour: str, thickness: float) -> None:
        """Draw a thin line across."""
        self.marks.append(Bar(self.left, self.y, self.room, thickness, colour))
        self.y += thickness

    def line_to_write_on(self, label: str, style: Style, share: tuple[int, int]) -> None:
        """Set a word with an empty line after it, in one of several equal columns."""
        column, columns = share
        width = self.room / columns
        x, foot = self.left + column * width, self.y + style.size * _ASCENT
        self.marks.append(Word(x, foot, label, style))
        begins = x + self.faces.of(style.is_bold).width(label, style.size) + style.size * 0.4
        self.marks.append(Bar(begins, foot + style.size * 0.2, x + width - style.size - begins, style.size * 0.06, style.colour))

    @contextmanager
    def panel(self, colour: str, padding: float, is_full_width: bool = False) -> Iterator[None]:
        """Lay a coloured ground below whatever is set meanwhile."""
        at, top = len(self.marks), self.y
        if not is_full_width:
            self.left, self.right = self.left + padding, self.right - padding
        self.y += padding
        yield
        self.y += padding
        if not is_full_width:
            self.left, self.right = self.left - padding, self.right + padding
        x, width = (0.0, self.width) if is_full_width else (self.left, self.room)
        self.marks.insert(at, Bar(x, top, width, self.y - top, colour))


def broken(faces: Faces, text: str, style: Style, width: float) -> Iterator[str]:
    """Break a text into lines: no line begins with a closing mark or ends with an opening one."""
    face, line = faces.of(style.is_bold), ""
    for piece in _pieces(text, lambda t: face.width(t, style.size), width):
        if face.width(line + piece, style.size) <= width:
            line += piece
            continue
        kept, carried = _cut(line, piece)
        yield kept
        line = (carried + piece).lstrip(" 　")
    if line:
        yield line


def _pieces(text: str, measure, width: float) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for piece in _PIECES.findall(text):
        yield from [piece] if measure(piece) <= width / 2 else piece  # a very long number is torn after all


def _cut(line: str, coming: str) -> tuple[str, str]:
    """Move letters to the next line until neither side of the break is wrong; a line of marks alone stays as it is."""
    at = len(line)
    while at > 1 and _tears(line[at - 1], line[at] if at < len(line) else coming[0]):
        at -= 1
    return (line[:at], line[at:]) if at > 1 else (line, "")


def _tears(last: str, first: str) -> bool:
    """Say whether two letters must not be parted: marks from their words, digits from their unit."""
    return first in _NOT_FIRST or last in _NOT_LAST or (last in _NUMBER and first in _NUMBER | _UNITS)
