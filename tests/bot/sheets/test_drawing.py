"""How a sheet is drawn: every letter exists, nothing runs over an edge, the print is one page and looks like the picture."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from itertools import pairwise

import pdfplumber
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from bot.sheets import fonts
from bot.sheets.drawing import PICTURE_WIDTH, _faces, picture_of, picture_page, print_of, print_page
from bot.sheets.fonts import FontMissing, drawable, known_letters
from bot.sheets.layout import Bar, Style, Word, broken
from bot.sheets.model import Entry, Sheet, words_in


@pytest.fixture(params=["capped", "longest", "draft"])
def sheet(request: pytest.FixtureRequest) -> Sheet:
    return request.getfixturevalue(request.param)


@pytest.fixture
def crowded(longest: Sheet) -> Sheet:
    """Three times what anybody of the five places can have."""
    return replace(longest, entries=longest.entries * 3, notes=longest.notes * 3)


def test_the_font_has_every_letter_of_every_document_of_the_rules_and_of_the_places(kb):
    known = known_letters()
    texts = [document.source for document in kb.documents.values()]
    texts += [fact.label + fact.question for fact in kb.lexicon.facts.values()]
    texts += [division.name for division in kb.divisions]
    missing = {letter for text in texts for letter in text if letter.isprintable() and ord(letter) not in known}
    # One source has a line of Uyghur beside the Chinese.
    assert {letter for letter in missing if not unicodedata.name(letter, "").startswith("ARABIC")} == set()


def test_every_letter_that_is_drawn_is_in_both_weights(sheet):
    faces = _faces(sheet)
    for page in (picture_page(sheet, faces), print_page(sheet, faces)):
        for mark in page.marks:
            if isinstance(mark, Word):
                assert set(mark.text) <= set(faces.of(mark.style.is_bold).widths)


def test_a_letter_no_font_has_becomes_a_printers_mark_and_no_box():
    assert drawable("养牛🐄头\t") == "养牛〓头 "


@pytest.mark.parametrize("page_of", [picture_page, print_page])
def test_no_line_runs_over_an_edge_and_none_lies_on_another(sheet, page_of):
    page = page_of(sheet, _faces(sheet))
    words = [mark for mark in page.marks if isinstance(mark, Word)]
    for word in words:
        assert word.x >= 0
        assert word.x + page.faces.of(word.style.is_bold).width(word.text, word.style.size) <= page.right + 0.5
    feet = sorted({word.y for word in words})
    assert all(low - high >= 5 for high, low in pairwise(feet))


def test_letters_are_as_wide_as_they_were_measured(capped):
    page = picture_page(capped, _faces(capped))
    for word in [mark for mark in page.marks if isinstance(mark, Word)]:
        face = page.faces.of(word.style.is_bold)
        drawn = ImageFont.truetype(io.BytesIO(face.file), word.style.size, layout_engine=ImageFont.Layout.BASIC).getlength(word.text)
        assert drawn == pytest.approx(face.width(word.text, word.style.size), abs=len(word.text))


def test_the_picture_is_as_wide_as_a_phone_and_small_enough_for_a_slow_line(sheet):
    data = picture_of(sheet)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.width) == ("PNG", PICTURE_WIDTH)
    assert len(data) < 400_000


def test_the_print_is_one_page_of_a4_however_much_there_is(sheet, crowded):
    for one in (sheet, crowded):
        with pdfplumber.open(io.BytesIO(print_of(one))) as pdf:
            assert len(pdf.pages) == 1
            assert (round(pdf.pages[0].width), round(pdf.pages[0].height)) == (595, 842)
            text = (pdf.pages[0].extract_text() or "").replace(" ", "")
        assert one.total.replace(" ", "") in text
        assert one.bases[0].title in text.replace("\n", "")


def test_print_after_print_shows_the_letters_of_its_own(capped, longest, draft):
    """reportlab keeps fonts by name; a sheet must never be set in the letters of the one before."""
    for sheet in (capped, draft, longest, draft):
        page = print_page(sheet, _faces(sheet))
        scale = 2
        shown = pypdfium2.PdfDocument(print_of(sheet))[0].render(scale=scale).to_pil().convert("L")
        assert unlike(shown, expected(page, shown.size, scale)) < 0.035


def expected(page, size: tuple[int, int], scale: int) -> Image.Image:
    image = Image.new("L", size, "white")
    pen = ImageDraw.Draw(image)
    for mark in page.marks:
        if isinstance(mark, Bar):
            pen.rectangle([v * scale for v in (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)], fill=mark.colour)
        else:
            font = ImageFont.truetype(io.BytesIO(page.faces.of(mark.style.is_bold).file), mark.style.size * scale)
            pen.text((mark.x * scale, mark.y * scale), mark.text, font=font, fill=mark.style.colour, anchor="ls")
    return image


def unlike(one: Image.Image, other: Image.Image) -> float:
    small = [image.resize((image.width // 4, image.height // 4)) for image in (one, other)]
    return ImageStat.Stat(ImageChops.difference(*small)).rms[0] / 255


def test_a_line_neither_begins_with_a_closing_mark_nor_tears_a_number(capped):
    faces, style = _faces(capped), Style(10, "#000000")
    lines = list(broken(faces, "按上限算3000元，超过每户3000元的上限，按上限算3000元。" * 5, style, 93))
    assert "".join(lines) == "按上限算3000元，超过每户3000元的上限，按上限算3000元。" * 5
    assert not [line for line in lines if line[0] in "，。"]
    assert not [line for line in lines if line[-1] in "30"]


def test_a_very_long_name_goes_below_instead_of_over_the_edge(capped):
    long = replace(capped, entries=(Entry("养" * 60, "3000元", "牛" * 200),))
    page = picture_page(long, _faces(long))
    assert all(
        w.x + page.faces.of(w.style.is_bold).width(w.text, w.style.size) <= page.right + 0.5 for w in page.marks if isinstance(w, Word)
    )


def test_what_is_kept_as_json_is_drawn_the_same(capped):
    assert Sheet.from_json(capped.to_json()) == capped
    assert set(words_in(capped.to_json())) == set(capped.words())


def test_a_missing_font_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(fonts, "_FILE", "fonts/none.ttf")
    with pytest.raises(FontMissing, match="uv sync"):
        fonts.font_path()
