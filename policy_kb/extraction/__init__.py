"""Reading facts out of documents: amounts, terms, deadlines, duties, each with quote and clause."""

from __future__ import annotations

from dataclasses import replace

from policy_kb.extraction.amounts import read_amounts
from policy_kb.extraction.dates import read_dates
from policy_kb.extraction.duties import read_duties
from policy_kb.extraction.model import ExtractedFact, FactKind, Operator
from policy_kb.extraction.sentences import read_sentences
from policy_kb.extraction.wordings import read_wordings
from policy_kb.model import Document

__all__ = ["ExtractedFact", "FactKind", "Operator", "extract_facts"]


def extract_facts(document: Document) -> tuple[ExtractedFact, ...]:
    """Read every fact a document states, in reading order."""
    facts: list[ExtractedFact] = []
    for sentence in read_sentences(document):
        facts.extend(read_amounts(sentence))
        facts.extend(read_dates(sentence, document.meta.issued_on))
        facts.extend(read_wordings(sentence))
        facts.extend(read_duties(sentence))
    return tuple(dict.fromkeys(replace(fact, document=document.slug) for fact in facts))
