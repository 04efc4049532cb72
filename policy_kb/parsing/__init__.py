"""Reading policy documents: source text to tree, tree to passages, files to documents."""

from policy_kb.parsing.cleaning import clean, squeeze
from policy_kb.parsing.document import citable_clauses, clause_text, find_node, read_document
from policy_kb.parsing.front_matter import load_document, load_documents
from policy_kb.parsing.passages import passages, split_sentences

__all__ = [
    "citable_clauses",
    "clause_text",
    "clean",
    "find_node",
    "load_document",
    "load_documents",
    "passages",
    "read_document",
    "split_sentences",
    "squeeze",
]
