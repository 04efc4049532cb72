"""Policy documents as pages to read: every clause can be linked to, a quoted sentence is marked, contacts are covered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Protocol

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from bot.channels.web_pages import Pages
from policy_kb.model import Document, Node, NodeKind, Standing

QUOTE_LIMIT = 600
_DEEPEST_HEADING = 6
_REACHED_BY = r"(?:联\s*系\s*)?(?:电\s*话|手\s*机|传\s*真|热\s*线|QQ|微\s*信)(?:号码?)?"
_COVERED = re.compile(
    rf"(?P<named>联\s*系\s*人\s*[：:]\s*)(?:[\u4e00-\u9fff·、，,]{{2,30}}?)(?=[、，,]?(?:\s*{_REACHED_BY}|\s*邮\s*箱|[^\u4e00-\u9fff·、，,]|$))"
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    rf"|(?P<said>{_REACHED_BY}\s*[：:为是]?\s*)[（(]?\d[\d\s()（）—–-]{{4,}}\d"
    r"|(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}\s?[-—–]\s?\d{7,8})(?!\d)"
)
_CELL_BREAK = re.compile(r"\n\s*\n|\n(?=[ \t\u3000])")
_KEPT_AS_LAID_OUT = (NodeKind.TABLE_ROW, NodeKind.FRONT, NodeKind.BACK)
_BLANK = re.compile(r"\s+")


class Knowledge(Protocol):
    """Whoever has the documents."""

    def documents(self) -> Iterable[Document]:
        """Return every published document."""
        ...

    def today(self) -> date:
        """Return the day on which a document's standing is judged."""
        ...


@dataclass(frozen=True)
class Section:
    """One node, ready to be shown: its anchor, its heading if it has one, its paragraphs with the quote marked."""

    clause: str
    kind: NodeKind
    level: int
    heading: Markup
    paragraphs: tuple[Markup, ...]


def cover_contacts(text: str, cover: str) -> str:
    """Cover names after 联系人, phone numbers and e-mail addresses; offices' names and sums of money stay."""

    def covered(match: re.Match[str]) -> str:
        return (match["named"] or match["said"] or "") + cover

    return _COVERED.sub(covered, text)


def mark_quote(words: Sequence[str], quote: str) -> list[Markup] | None:
    """Return the words as safe HTML with the quote marked, across paragraphs if need be; None if it is not there.

    Blanks do not count. A quote taken over several cells of a table is also found cell by cell.
    """
    whole = _find("".join(words), quote)
    pieces = [whole] if whole else [_find("".join(words), piece) for piece in quote.split("\n") if piece.strip()]
    spans = sorted(piece for piece in pieces if piece)
    if not spans or len(spans) < len(pieces):
        return None
    marked, offset = [], 0
    for word in words:
        inside = [(max(start - offset, 0), min(end - offset, len(word))) for start, end in spans]
        marked.append(_with_marks(word, [(start, end) for start, end in inside if start < end]))
        offset += len(word)
    return marked


def _find(text: str, quote: str) -> tuple[int, int] | None:
    wanted = _BLANK.sub("", quote)
    found = re.search(r"\s*".join(map(re.escape, wanted)), text) if wanted else None
    return found.span() if found else None


def _with_marks(word: str, spans: Sequence[tuple[int, int]]) -> Markup:
    marked, here = Markup(), 0
    for start, end in spans:
        if end > here:
            begin = max(start, here)
            marked += Markup("{}<mark>{}</mark>").format(word[here:begin], word[begin:end])
            here = end
    return marked + escape(word[here:])


class Reader:
    """Turns a document's tree into sections, marking the quote once: in the clause named, or else where it first stands."""

    def __init__(self, cover: str, quote: str = "", clause: str = "") -> None:
        self._cover, self._quote, self._clause = cover, quote[:QUOTE_LIMIT], clause

    def sections(self, document: Document) -> list[Section]:
        """Return every node of the document in reading order."""
        plain = [(node, level, self._words(node, document.source)) for node, level in _with_levels(document.root)]
        holders = [node.clause for node, _, words in plain if mark_quote(words, self._quote)]
        marked = next((c for c in holders if c.startswith(self._clause)), next(iter(holders), None))
        return [self._section(node, level, words, node.clause == marked) for node, level, words in plain]

    def _words(self, node: Node, source: str) -> list[str]:
        heading, body = split_heading(node, source)
        if node.kind in _KEPT_AS_LAID_OUT and not node.children:
            heading = ""
            # A row read with its column names says more than its bare cells.
            is_named = node.kind is NodeKind.TABLE_ROW and "\n" in node.text and "\t" not in node.text
            paragraphs = node.text.splitlines() if is_named else _laid_out(cover_contacts(source[node.start : node.end], self._cover))
        else:
            paragraphs = [body] if body else []
        return [cover_contacts(words, self._cover) for words in (heading, *paragraphs)]

    def _section(self, node: Node, level: int, words: list[str], is_marked: bool) -> Section:
        heading, *paragraphs = (is_marked and mark_quote(words, self._quote)) or [escape(w) for w in words]
        return Section(node.clause, node.kind, min(level, _DEEPEST_HEADING), heading, tuple(paragraphs))


def split_heading(node: Node, source: str) -> tuple[str, str]:
    """Return a node's heading (number and title) and the rest of its words, neither said twice."""
    label = _label_as_written(node, source)
    gap = " " if node.kind is NodeKind.ANNEX else ""
    heading = node.title if node.title.startswith(node.label) else f"{label}{gap}{node.title}"
    body = node.text
    for said in (heading, label, node.title, node.label):
        if said and body.startswith(said):
            body = body.removeprefix(said)
            break
    return (heading, body.strip()) if node.title else ("", f"{label}{body}".strip())


def _label_as_written(node: Node, source: str) -> str:
    """Return the number with the stop that follows it in the source (6 → 6.)."""
    written = re.match(rf"\s*{re.escape(node.label)}\s*([.．、])", source[node.start : node.end]) if node.label else None
    return f"{node.label}{written[1]}" if written and not node.label.endswith(written[1]) else node.label


def _with_levels(node: Node, level: int = 1) -> Iterator[tuple[Node, int]]:
    # The root's title heads the page already.
    if node.kind is not NodeKind.ROOT:
        yield node, level
    for child in node.children:
        yield from _with_levels(child, level + 1)


def _laid_out(source: str) -> list[str]:
    """Split at the source's own line breaks; a line that is not set in goes on the cell before it."""
    return ["".join(piece.split()) for piece in _CELL_BREAK.split(source) if piece.strip()]


def _grouped(sections: Iterable[Section]) -> list[tuple[bool, list[Section]]]:
    """Put neighbouring table rows together, so that a table is one table."""
    return [(is_table, list(run)) for is_table, run in groupby(sections, key=lambda s: s.kind is NodeKind.TABLE_ROW)]


def standing_text(document: Document, day: date, words: Mapping[str, str]) -> str:
    """Say in one line what the document is worth today."""
    return words[document.meta.standing_on(day).value]


def add_document_routes(app: FastAPI, knowledge: Knowledge, pages: Pages) -> None:
    """Add the list of documents and a page for each."""

    # Plain functions: FastAPI runs them beside the event loop, so a long document holds up nobody's answer.
    def document_list() -> HTMLResponse:
        shown = [d for d in knowledge.documents() if d.meta.standing_on(knowledge.today()) is not Standing.WITHDRAWN]
        rows = [(d.meta, standing_text(d, knowledge.today(), pages.texts["standings"])) for d in shown]
        return pages.render("documents.html", rows=rows)

    def document_page(slug: str, quote: str = "", clause: str = "") -> HTMLResponse:
        document = next((d for d in knowledge.documents() if d.slug == slug), None)
        if document is None:
            words = pages.texts["document"]
            return pages.render("notice.html", status_code=404, title=words["missing_title"], words=words["missing"])
        reader = Reader(pages.texts["document"]["covered"], quote, clause)
        sections = reader.sections(document)
        standing = standing_text(document, knowledge.today(), pages.texts["standings"])
        contents = [s for s in sections if s.heading and s.level <= 3]
        return pages.render("document.html", meta=document.meta, standing=standing, groups=_grouped(sections), contents=contents)

    app.add_api_route("/documents", document_list, methods=["GET"], response_model=None)
    app.add_api_route("/documents/{slug}", document_page, methods=["GET"], response_model=None)
