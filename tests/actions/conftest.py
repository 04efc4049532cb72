"""One knowledge base for all tests of the actions; it never changes."""

import pytest

from policy_kb.knowledge_base import KnowledgeBase, load_shipped
from policy_kb.search import build_index


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return load_shipped(build_index)
