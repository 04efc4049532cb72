"""Whoever takes the knowledge elsewhere gets all of it, with clause and quote."""

import pytest

from policy_kb.exporting import export
from policy_kb.knowledge_base import KnowledgeBase, load_shipped


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load_shipped()


def test_the_nodes_of_a_document_give_its_source_back(kb: KnowledgeBase) -> None:
    rows = export(kb, ["qinyuan-2017"])["nodes"]

    assert rows[0]["start"] == 0
    assert rows[0]["end"] == len(kb.document("qinyuan-2017").source)
    assert {row["parent"] for row in rows[1:]} <= {row["clause"] for row in rows}


def test_every_fact_and_every_figure_comes_with_words_of_its_clause(kb: KnowledgeBase) -> None:
    data = export(kb)

    assert {row["document"] for row in data["facts"]} == set(kb.documents)
    assert all(row["quote"] and row["clause"] for row in data["facts"])
    assert all(item["quote"] for rule in data["rules"] for version in rule["versions"] for item in version["items"])


def test_the_cap_of_the_cows_is_among_the_rules(kb: KnowledgeBase) -> None:
    rules = {rule["id"]: rule for rule in export(kb)["rules"]}

    (version,) = rules["qinyuan_livestock"]["versions"]

    assert [str(cap["yuan"]) for cap in version["caps"]] == ["3000"]
