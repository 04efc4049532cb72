"""The text layer of a PDF: paragraphs joined over lines and pages, tables as rows, page numbers left out."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from policy_kb.intake.messages import refusal

_PAGE_NUMBER = re.compile(r"^[-—–－\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/共]\s*\d{1,3}\s*页?)?[-—–－\s]*$")
_CHARS_PER_PAGE_MIN = 10
_REPEATED_ON = 3


@dataclass(frozen=True)
class _Line:
    text: str
    left: float
    right: float
    size: float
    is_row: bool = False


def read_pdf(content: bytes, name: str) -> str:
    """Read a PDF's text layer; a scan, an encrypted or a broken file is refused."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            pages = [list(_lines(page)) for page in pdf.pages]
    except (PdfminerException, PDFPasswordIncorrect, PDFSyntaxError) as error:
        is_locked = isinstance(error, PDFPasswordIncorrect) or "PDFPasswordIncorrect" in repr(error)
        raise refusal("encrypted" if is_locked else "broken", name=name) from error
    letters = sum(len(line.text) for page in pages for line in page)
    if letters < _CHARS_PER_PAGE_MIN * len(pages):
        raise refusal("scanned", name=name)
    repeated = _running_heads(pages)
    kept = [[line for line in page if not _PAGE_NUMBER.match(line.text) and line.text not in repeated] for page in pages]
    return "\n".join(_paragraphs(line for page in kept for line in page))


def _lines(page: Any) -> Iterator[_Line]:
    """Yield a page's lines from top to bottom, the rows of its tables among them."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.rows[0].cells) > 1]
    outside = page
    for table in tables:
        outside = outside.outside_bbox(table.bbox)
    found = [(line["top"], line["text"].strip(), line) for line in outside.extract_text_lines()]
    placed = [(top, _Line(text, line["x0"], line["x1"], line["chars"][0]["size"])) for top, text, line in found if text]
    for table in tables:
        for number, row in enumerate(table.extract()):
            cells = "\t".join(re.sub(r"\s+", "", cell or "") for cell in row)
            placed.append((table.bbox[1] + number / 1000, _Line(cells, table.bbox[0], table.bbox[2], 0, is_row=True)))
    yield from (line for _, line in sorted(placed, key=lambda pair: pair[0]))


def _running_heads(pages: list[list[_Line]]) -> frozenset[str]:
    """Find the first and last lines that stand on most pages."""
    counts = Counter(line.text for page in pages for line in (*page[:1], *page[-1:]) if page)
    return frozenset(text for text, count in counts.items() if count >= max(_REPEATED_ON, len(pages) // 2))


def _paragraphs(lines: Iterable[_Line]) -> Iterator[str]:
    """Join lines into paragraphs: an indented line begins one, a line that ends early ends one."""
    gathered = list(lines)
    body = [line for line in gathered if not line.is_row]
    if not body:
        yield from (line.text for line in gathered)
        return
    size = median(line.size for line in body)
    left, right = min(line.left for line in body), max(line.right for line in body)
    paragraph, ended = "", True
    for line in gathered:
        starts = line.is_row or ended or line.left - left > size * 0.8
        if starts and paragraph:
            yield paragraph
            paragraph = ""
        paragraph += line.text
        ended = line.is_row or line.right < right - 2.5 * size
    if paragraph:
        yield paragraph
