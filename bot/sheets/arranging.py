"""The order of things on a sheet: the sum first and big, then whose, how, on which clause, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sheets.composing import sheet_texts
from bot.sheets.layout import Page, Style
from bot.sheets.model import Basis, Entry, Sheet

INK, QUIET, WHITE, GREEN, GROUND, AMBER, WARNING, LINE = (
    "#1c2321", "#4c5955", "#ffffff", "#14532d", "#eef4ef", "#fff3d9", "#7a3e00", "#c9d3cd",
)  # fmt: skip
_LONGEST_BIG = 14  # letters; a longer answer is set as a sentence


@dataclass(frozen=True)
class Looks:
    """The sizes of a sheet, all from the size of its running text."""

    body: float
    has_office_box: bool = False
    is_tight: bool = False  # an item takes one line

    def style(self, scale: float = 1.0, colour: str = INK, is_bold: bool = False) -> Style:
        """Return a style so many times as big as the running text."""
        return Style(self.body * scale, colour, is_bold)


def arrange(page: Page, sheet: Sheet, looks: Looks) -> Page:
    """Set a whole sheet on a page and return it."""
    words, body = sheet_texts(), looks.body
    with page.panel(GREEN, body * 0.7, is_full_width=True):
        page.pair(words["title"], sheet.made_on, looks.style(1.3, WHITE, is_bold=True), looks.style(0.85, WHITE))
        page.text(words["subtitle"], looks.style(0.85, WHITE))
    page.gap(body * 0.7)
    _total(page, sheet, looks)
    _warnings(page, sheet, looks)
    _about(page, sheet, looks)
    _heading(page, words["entries"], looks)
    for entry in sheet.entries:
        _entry(page, entry, looks)
    _limits(page, sheet, looks)
    _heading(page, words["applying"], looks)
    for line in sheet.applying:
        page.text(line, looks.style())
    _heading(page, words["bases"], looks)
    for basis in sheet.bases:
        _basis(page, basis, looks)
    if looks.has_office_box:
        _office(page, looks)
    _footer(page, sheet, looks)
    return page


def _total(page: Page, sheet: Sheet, looks: Looks) -> None:
    with page.panel(GROUND, looks.body * 0.7):
        page.text(sheet.headline, looks.style(1.0, QUIET))
        is_big = sheet.is_sum and len(sheet.total) <= _LONGEST_BIG
        page.text(sheet.total, looks.style(2.6 if is_big else 1.25, GREEN, is_bold=True))
        for limit in sheet.limits if sheet.is_sum else ():
            page.text(limit, looks.style(0.95, WARNING, is_bold=True))
    page.gap(looks.body * 0.6)


def _warnings(page: Page, sheet: Sheet, looks: Looks) -> None:
    for warning in sheet.warnings:
        with page.panel(AMBER, looks.body * 0.5):
            page.text(warning, looks.style(0.95, WARNING, is_bold=True))
        page.gap(looks.body * 0.4)


def _about(page: Page, sheet: Sheet, looks: Looks) -> None:
    _heading(page, sheet_texts()["about"], looks)
    for heading, text in sheet.about:
        page.text(f"{heading}：{text}", looks.style())


def _heading(page: Page, text: str, looks: Looks) -> None:
    page.gap(looks.body * 0.55)
    page.text(text, looks.style(1.1, GREEN, is_bold=True))
    page.rule(LINE, looks.body * 0.06)
    page.gap(looks.body * 0.25)


def _entry(page: Page, entry: Entry, looks: Looks) -> None:
    if looks.is_tight:
        working = "" if entry.working == entry.amount else entry.working
        page.pair(f"{entry.label}　{working}", entry.amount, looks.style(), looks.style(is_bold=True))
        return
    if entry.amount:
        page.pair(entry.label, entry.amount, looks.style(1.05, is_bold=True), looks.style(1.05, is_bold=True))
    else:
        page.text(entry.label, looks.style(1.05, is_bold=True))
    if entry.working != entry.amount:
        page.text(entry.working, looks.style(0.95, QUIET))
    page.gap(looks.body * 0.2)


def _limits(page: Page, sheet: Sheet, looks: Looks) -> None:
    for limit in () if sheet.is_sum else sheet.limits:
        page.text(limit, looks.style(1.0, WARNING, is_bold=True))
    for note in sheet.notes:
        page.text(note, looks.style(0.9, QUIET))


def _basis(page: Page, basis: Basis, looks: Looks) -> None:
    words = sheet_texts()
    page.text(words["document"].format(title=basis.title), looks.style(1.0, is_bold=True))
    page.text(basis.details, looks.style(0.9, QUIET))
    by_clause: dict[str, list[str]] = {}
    for cited in basis.clauses:
        by_clause.setdefault(cited.clause, []).append(words["quote"].format(quote=cited.quote))
    for clause, quotes in by_clause.items():
        page.text(words["clause"].format(clause=clause, quotes=words["between_quotes"].join(quotes)), looks.style(0.9))


def _office(page: Page, looks: Looks) -> None:
    words, style = sheet_texts(), looks.style()
    _heading(page, words["office"], looks)
    first, *rest = words["office_lines"]
    page.gap(looks.body * 0.4)
    page.line_to_write_on(first, style, (0, 1))
    page.gap(looks.body * 2.2)
    for column, label in enumerate(rest):
        page.line_to_write_on(label, style, (column, len(rest)))
    page.gap(looks.body * 1.8)


def _footer(page: Page, sheet: Sheet, looks: Looks) -> None:
    page.gap(looks.body * 0.5)
    page.rule(LINE, looks.body * 0.06)
    page.gap(looks.body * 0.25)
    page.text(sheet_texts()["footer"].format(made_on=sheet.made_on), looks.style(0.85, QUIET))
    page.gap(looks.body * 0.6)
