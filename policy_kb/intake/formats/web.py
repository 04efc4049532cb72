"""The article of a web page, without its navigation and footer, and what the page's own table says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import trafilatura
from lxml import html as markup  # type: ignore[import-untyped]
from trafilatura.utils import load_html

from policy_kb.intake.formats.wrapping import headed, labelled
from policy_kb.intake.messages import refusal
from policy_kb.parsing import squeeze

_LETTERS_MIN = 30
_ABOUT_MAX, _ABOUT_CELL_MAX, _ABOUT_LABELS_MIN = 20, 80, 2
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TITLE_METAS = ("ArticleTitle", "articletitle", "og:title")
_SITE = re.compile(r"\s*[_|]\s*[^_|]*$|\s+[-—]\s*[^-—]*(?:网|政府|局|委)$")


def read_html(content: bytes, name: str) -> str:
    """Read the article of a page, its title first; a page without one is refused."""
    page = load_html(content)  # finds out the encoding, too
    about = dict(_about(page)) if page is not None else {}
    if page is not None:
        _clear(page)
    source = markup.tostring(page, encoding="unicode") if page is not None else content
    found = trafilatura.extract(
        source,
        output_format="txt",
        include_comments=False,
        include_tables=True,
        include_links=False,
        include_images=False,
        favor_recall=True,
        deduplicate=False,
    )
    text = str(found or "")
    if len(_HAN.findall(text)) < _LETTERS_MIN:
        raise refusal("no_article", name=name)
    return headed(text, about)


def _about(page: Any) -> Iterator[tuple[str, str]]:
    """Yield what the page says of the document beside its text: its heading, and the cells labelled 文号, 成文日期 and so on."""
    heads = [_words(head) for head in page.iter("h1")]
    metas = [str(meta.get("content") or "") for meta in page.iter("meta") if meta.get("name") in _TITLE_METAS]
    titles = [_SITE.sub("", _words(title)) for title in page.iter("title")]
    if title := next((title for title in (*heads, *metas, *titles) if len(_HAN.findall(title)) > 5), ""):
        yield "heading", title
    cells = [
        _words(cell) for cell in page.iter("td", "th", "li", "span", "p", "div", "dt", "dd") if not len(cell) or cell.tag in ("td", "th")
    ]
    yield from labelled(cells)


def _words(element: Any) -> str:
    return squeeze(str(element.text_content()))


def _clear(page: Any) -> None:
    """Take the table about the document out of the page, and write cells that span rows into each of them.

    A table around other tables lays out the page, and stays as it is.
    """
    for table in [table for table in page.iter("table") if table.find(".//table") is None]:
        if _is_about_the_document(table):
            table.drop_tree()
        else:
            _fill_spans(table)


def _is_about_the_document(table: Any) -> bool:
    """Say whether a table holds labels and values such as 文号 and 成文日期, and little else."""
    rows = [[_words(cell) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
    cells = [cell for row in rows for cell in row]
    if len(cells) > _ABOUT_MAX or any(len(cell) > _ABOUT_CELL_MAX for cell in cells):
        return False
    return len({key for row in rows for key, _ in labelled(row)}) >= _ABOUT_LABELS_MIN


def _fill_spans(table: Any) -> None:
    """Repeat a cell that spans several rows in each of them, in the column where it stands."""
    hanging: dict[int, tuple[int, Any]] = {}
    for row in table.iter("tr"):
        cells = list(row.iterchildren("td", "th"))
        whole: list[Any] = []
        column = 0
        while cells or column in hanging:
            if column in hanging:
                left, above = hanging.pop(column)
                cell = deepcopy(above)
            else:
                cell = cells.pop(0)
                left = _span(cell, "rowspan")
                cell.attrib.pop("rowspan", None)
            if left > 1:
                hanging[column] = (left - 1, cell)
            whole.append(cell)
            column += _span(cell, "colspan")
        row[:] = whole


def _span(cell: Any, name: str) -> int:
    said = cell.get(name, "1").strip()
    return max(int(said), 1) if said.isdecimal() else 1
