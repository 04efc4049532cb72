"""One knowledge base for all questions: it never changes."""

from __future__ import annotations

import pytest

from policy_kb.knowledge_base import KnowledgeBase, load_shipped
from policy_kb.search import build_index


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """Return the shipped knowledge with its search index."""
    return load_shipped(build_index)
