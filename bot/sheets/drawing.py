"""A sheet as a picture for the phone, and as one A4 page to print."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bot.sheets.arranging import Looks, arrange
from bot.sheets.composing import sheet_texts
from bot.sheets.fonts import Faces, drawable, faces_for
from bot.sheets.layout import Bar, Page, Word
from bot.sheets.model import Sheet, words_in

PICTURE_WIDTH = 1080
_PICTURE_BODY, _PICTURE_MARGIN = 42.0, 54.0
# The biggest letters with which everything fits on the page; 5.5 points is still print, and nothing is ever cut off.
_PRINT_BODIES = (13.0, 12.0, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
_PRINT_MARGIN, _PRINT_FOOT = 48.0, 24.0
_ROOMY = 9.5
_PRESS = threading.Lock()
_NAMES = {False: "sheet", True: "sheet-bold"}


class TooLong(ValueError):
    """A sheet says more than fits on one page even in the smallest print."""


def picture_of(sheet: Sheet) -> bytes:
    """Draw a sheet as a PNG, as long as it takes."""
    page = picture_page(sheet, _faces(sheet))
    image = Image.new("RGB", (PICTURE_WIDTH, round(page.y)), "white")
    pen = ImageDraw.Draw(image)
    fonts: dict[tuple[bool, float], ImageFont.FreeTypeFont] = {}
    for mark in page.marks:
        if isinstance(mark, Bar):
            pen.rectangle((mark.x, mark.y, mark.x + mark.width, mark.y + max(mark.height, 1)), fill=mark.colour)
            continue
        key = (mark.style.is_bold, mark.style.size)
        if key not in fonts:
            fonts[key] = ImageFont.truetype(io.BytesIO(page.faces.of(key[0]).file), key[1], layout_engine=ImageFont.Layout.BASIC)
        pen.text((mark.x, mark.y), mark.text, font=fonts[key], fill=mark.style.colour, anchor="ls")
    out = io.BytesIO()
    # 64 colours are all that letters on quiet grounds need: a third of the data on a village's line.
    image.quantize(64, Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


def print_of(sheet: Sheet) -> bytes:
    """Draw a sheet as a PDF of one A4 page, in the biggest letters with which it fits; raises TooLong."""
    page = print_page(sheet, _faces(sheet))
    out = io.BytesIO()
    with _fonts_at_hand(page.faces):
        canvas = Canvas(out, pagesize=A4)
        canvas.setTitle(sheet_texts()["title"])
        for mark in page.marks:
            _draw(canvas, mark)
        canvas.showPage()
        canvas.save()
    return out.getvalue()


@contextmanager
def _fonts_at_hand(faces: Faces) -> Iterator[None]:
    """Lend reportlab the letters of one sheet.

    It keeps the first font of a name, and of a face, for as long as the process lives: the next sheet would be set in the
    letters of this one, with boxes for the others. So what was lent is taken back, and one sheet is printed at a time.
    """
    with _PRESS:
        fonts = [TTFont(name, io.BytesIO(faces.of(is_bold).file)) for is_bold, name in _NAMES.items()]
        try:
            for font in fonts:
                pdfmetrics.registerFont(font)
            yield
        finally:
            for font in fonts:
                pdfmetrics._fonts.pop(font.fontName, None)
                pdfmetrics._dynFaceNames.pop(font.face.name, None)


def picture_page(sheet: Sheet, faces: Faces) -> Page:
    """Set a sheet for the phone."""
    page = Page(faces, PICTURE_WIDTH, _PICTURE_MARGIN, PICTURE_WIDTH - _PICTURE_MARGIN)
    return arrange(page, sheet, Looks(_PICTURE_BODY))


def print_page(sheet: Sheet, faces: Faces) -> Page:
    """Set a sheet for A4; raises TooLong if no size of letters will do."""
    width, height = A4
    for body in _PRINT_BODIES:
        page = arrange(Page(faces, width, _PRINT_MARGIN, width - _PRINT_MARGIN), sheet, Looks(body, True, is_tight=body < _ROOMY))
        if page.y <= height - _PRINT_FOOT:
            return page
    raise TooLong(f"{len(sheet.entries)} items do not fit on one page")


def _faces(sheet: Sheet) -> Faces:
    return faces_for(drawable("".join([*sheet.words(), *words_in(sheet_texts())])))


def _draw(canvas: Canvas, mark: Word | Bar) -> None:
    if isinstance(mark, Bar):
        canvas.setFillColor(HexColor(mark.colour))
        canvas.rect(mark.x, A4[1] - mark.y - mark.height, mark.width, mark.height, stroke=0, fill=1)
        return
    canvas.setFillColor(HexColor(mark.style.colour))
    canvas.setFont(_NAMES[mark.style.is_bold], mark.style.size)
    canvas.drawString(mark.x, A4[1] - mark.y, mark.text)
