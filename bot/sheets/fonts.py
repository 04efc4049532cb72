"""The Chinese font of the sheets: Noto Sans SC, brought along by a dependency, cut down to the letters of one sheet."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from bot.errors import BotError

_PACKAGE, _FILE = "justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
_REGULAR, _BOLD = 400, 700
_POSTSCRIPT_NAME = 6
_MISSING = "〓"  # what Chinese printers set for a letter they lack; an empty box would look like a fault of the phone
# Tables for vertical setting and for typographic features: nothing here uses them.
_UNUSED = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "HVAR", "VVAR", "MVAR", "STAT", "DSIG")


class FontMissing(BotError):
    """The font file is not where its package should have put it."""


@dataclass(frozen=True)
class Face:
    """One weight of the font with the letters of one text: a TrueType file, and how wide each letter is."""

    file: bytes
    widths: dict[str, float]  # as parts of the size

    def width(self, text: str, size: float) -> float:
        """Return how wide a text is set."""
        return sum(self.widths.get(letter, 1.0) for letter in text) * size


@dataclass(frozen=True)
class Faces:
    """The two weights a sheet is set in."""

    regular: Face
    bold: Face

    def of(self, is_bold: bool) -> Face:
        """Return the face of a weight."""
        return self.bold if is_bold else self.regular


def font_path() -> Path:
    """Return the font file; raises FontMissing saying how to get it."""
    try:
        path = Path(str(files(_PACKAGE) / _FILE))
    except ModuleNotFoundError:
        path = Path(_FILE)
    if not path.is_file():
        raise FontMissing(f"The Chinese font {_FILE} is missing. It comes with the package {_PACKAGE}: run `uv sync`.")
    return path


@cache
def known_letters() -> frozenset[int]:
    """Return the code points the font can draw."""
    with TTFont(str(font_path()), lazy=True) as font:
        return frozenset(font.getBestCmap())


def drawable(text: str) -> str:
    """Return a text with every letter the font lacks replaced by a printers' mark, and blanks made plain."""
    return "".join(letter if ord(letter) in known_letters() else _MISSING if letter.isprintable() else " " for letter in text)


def faces_for(text: str) -> Faces:
    """Return both weights, cut down to the letters of a text."""
    return _faces_of("".join(sorted({*text, " "})))


@lru_cache(maxsize=8)  # a sheet's picture and its print are asked for one after the other
def _faces_of(letters: str) -> Faces:
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    options.drop_tables = [*options.drop_tables, *_UNUSED]
    cutter, small = subset.Subsetter(options), io.BytesIO()
    cutter.populate(text=letters)
    with TTFont(str(font_path()), lazy=True) as font:
        cutter.subset(font)
        font.save(small)
    return Faces(_face(small.getvalue(), _REGULAR), _face(small.getvalue(), _BOLD))


def _face(variable: bytes, weight: int) -> Face:
    fixed = instancer.instantiateVariableFont(TTFont(io.BytesIO(variable)), {"wght": weight})
    whole, metrics = fixed["head"].unitsPerEm, fixed["hmtx"]
    widths = {chr(code): metrics[name][0] / whole for code, name in fixed.getBestCmap().items()}
    # reportlab files fonts by the name written in them: two weights of one name would share one set of letters.
    fixed["name"].setName(f"FuwenSheet-{weight}", _POSTSCRIPT_NAME, 3, 1, 0x409)
    file = io.BytesIO()
    fixed.save(file)
    return Face(file.getvalue(), widths)
