"""A number told alone answers what was asked, in its unit; what is plainly a number of something else overwrites nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from actions.calculation_form import holdings_told, tells_holdings
from actions.memory import Memory
from actions.thread import answering
from actions.turns import Turn
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.matching.lone_numbers import as_told
from policy_kb.model import Mention


def number(value: str, unit: str = "") -> Mention:
    return Mention(None, Decimal(value), unit, "")


@pytest.mark.parametrize(
    ("asked", "said", "told"),
    [
        ("months_employed", number("7"), "7"),
        ("months_employed", number("7", "月"), "7"),
        ("months_employed", number("2", "年"), "24"),
        ("months_employed", number("0.5", "年"), "6"),
        ("contract_years", number("3", "年"), "3"),
        ("all_staff", number("30", "个"), "30"),
        ("new_loans", number("50000", "元"), "50000"),
        ("exit_year", number("2014", "年"), "2014"),
        ("exit_year", number("2014"), "2014"),
        ("exit_year", number("14", "年"), "2014"),
    ],
)
def test_the_answer_to_what_was_asked(kb: KnowledgeBase, asked: str, said: Mention, told: str) -> None:
    found = as_told(said, kb.lexicon.fact(asked))
    assert found is not None
    assert (found.fact, found.value, found.unit) == (asked, Decimal(told), kb.lexicon.fact(asked).unit)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("months_employed", number("2018", "年")),
        ("months_employed", number("2018")),
        ("months_employed", number("3000", "元")),
        ("months_employed", number("3", "亩")),
        ("contract_years", number("2018", "年")),
        ("all_staff", number("3", "年")),
        ("new_loans", number("3", "头")),
        ("exit_year", number("3")),
        ("exit_year", number("1")),
        ("exit_year", number("5000", "元")),
    ],
)
def test_a_number_of_something_else_is_no_answer(kb: KnowledgeBase, asked: str, said: Mention) -> None:
    assert as_told(said, kb.lexicon.fact(asked)) is None
    after = answering(kb, Turn("是这样的", "inform", mentions=(said,)), Memory(asked=(asked,)))
    assert all(mention.fact is None for mention in after.mentions)


@pytest.mark.parametrize("asked", [(), ("registered_poor",), ("exit_year",)])
def test_a_bare_number_nobody_asked_for_tells_nothing(kb: KnowledgeBase, asked: tuple[str, ...]) -> None:
    assert answering(kb, Turn("3", "inform", mentions=(number("3"),)), Memory(asked=asked)).mentions == ()


def test_a_bare_number_in_a_correction_is_kept(kb: KnowledgeBase) -> None:
    turn = Turn("不对，是5", "correct", mentions=(number("5"),))
    assert answering(kb, turn, Memory()) is turn


def test_a_bare_number_is_no_holding_and_a_counted_one_is() -> None:
    assert holdings_told(Turn("5", "inform", mentions=(number("5"),))) == []
    assert not tells_holdings(Turn("5", "inform", mentions=(number("5"),)))
    assert holdings_told(Turn("5头", "inform", mentions=(number("5", "头"),)))
