"""Where an answer stands, in one line a document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from policy_kb.model import Citation
from policy_kb.wording.numbers import say, words

if TYPE_CHECKING:
    from policy_kb.knowledge_base import KnowledgeBase


def source_lines(kb: KnowledgeBase, citations: Iterable[Citation], day: date) -> tuple[str, ...]:
    """Return one line for each document cited: issuer, title, date, clauses, and what it is worth on a day."""
    clauses: dict[str, list[str]] = {}
    for citation in citations:
        cited = clauses.setdefault(citation.document, [])
        if citation.clause and citation.clause not in cited:
            cited.append(citation.clause)
    return tuple(_source_line(kb, slug, cited, day) for slug, cited in clauses.items())


def _source_line(kb: KnowledgeBase, slug: str, clauses: list[str], day: date) -> str:
    meta = kb.document(slug).meta
    return say(
        "source",
        "line",
        issuer=meta.issuer,
        title=meta.title,
        date=meta.issued_on or "",
        clauses=words()["source"]["between_clauses"].join(clauses),
        standing=words()["standing"][meta.standing_on(day).value],
    )
