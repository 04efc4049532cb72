"""Sheets are written from the shipped documents, for people who told something on a fixed day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.sheets.composing import compose_sheet
from bot.sheets.model import Sheet
from policy_kb.knowledge_base import KnowledgeBase, load_shipped
from policy_kb.model import FactValue, Mention, Question
from policy_kb.search import build_index

DAY = date(2026, 11, 22)
QINYUAN, XINJIANG, HONGHE, HEBEI = "140431", "650000", "532500", "130000"
EVERYTHING = {
    "cattle": 2, "pigs": 3, "sheep": 10, "chickens": 200, "donkeys": 1, "solar_greenhouse_mu": 2, "mobile_greenhouse_mu": "1.5",
    "commercial_potato_mu": 3, "herbs_mu": 4, "minor_grain_mu": 5, "returned_forest_mu": 6, "transferred_land_mu": 10,
}  # fmt: skip
Told = dict[str, FactValue] | None


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return load_shipped(build_index)


def asked(kb: KnowledgeBase, region: str, applicant: str | None = None, facts: Told = None, **told: object) -> Question:
    mentions = tuple(
        Mention(name, Decimal(str(value)), kb.lexicon.fact(name).unit, kb.lexicon.fact(name).label) for name, value in told.items()
    )
    return Question("一共能领多少奖补", "ask_subsidy", DAY, region, (), mentions, applicant, facts or {})


def sheet_of(kb: KnowledgeBase, region: str, applicant: str | None = None, facts: Told = None, **told: object) -> Sheet:
    sheet = compose_sheet(kb, asked(kb, region, applicant, facts, **told), DAY)
    assert sheet is not None
    return sheet


@pytest.fixture(scope="session")
def capped(kb: KnowledgeBase) -> Sheet:
    return sheet_of(kb, QINYUAN, facts={"registered_poor": True}, cattle=2, pigs=3)


@pytest.fixture(scope="session")
def longest(kb: KnowledgeBase) -> Sheet:
    return sheet_of(kb, QINYUAN, **EVERYTHING)


@pytest.fixture(scope="session")
def draft(kb: KnowledgeBase) -> Sheet:
    return sheet_of(kb, XINJIANG, facts={"registered_poor": True}, loan_principal=50000)
