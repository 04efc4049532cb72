"""What another household has is heard as theirs, and what changes hands as whoever has it now."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_kb.matching.households import OWN, belonging_to, household_of, owner_of
from policy_kb.model import Mention


def sheep(text: str, words: str, value: int) -> Mention:
    at = text.index(words)
    return Mention("sheep", Decimal(value), "只", "羊", at, at + len(words))


@pytest.mark.parametrize(
    ("text", "household"),
    [
        ("我老丈人家又添了12只", "老丈人家"),
        ("我哥还有12只羊", "哥家"),
        ("邻居又买了12只", "邻居家"),
        ("隔壁老王家也养了12只", "老王家"),
        ("儿子家养了12只", "儿子家"),
        ("帮我舅问问，养了12只补多少", "舅家"),
        ("隔壁村合作社也养了12只", "隔壁村合作社"),
        ("还有12只是我弟家的", "弟家"),
    ],
)
def test_another_households_things_are_theirs(text: str, household: str) -> None:
    assert household_of(text, (sheep(text, "12只", 12),)) == household


@pytest.mark.parametrize(
    "text",
    [
        "从邻居家又买了12只",
        "老丈人送了我12只",
        "我媳妇又买了12只",
        "我爸又养了12只",
        "种了邻居家的地，养了12只",
        "卖给邻居12只",
        "大哥，我家又添了12只",
        "儿子说养12只能领钱",
        "养了12只，邻居家说能领",
    ],
)
def test_what_one_buys_gets_or_sells_is_ones_own(text: str) -> None:
    assert household_of(text, (sheep(text, "12只", 12),)) == OWN


def test_of_two_households_in_one_message_each_keeps_its_own() -> None:
    text = "我家养了10只羊，我弟家养了8只羊，能补多少"
    mine, theirs = sheep(text, "10只", 10), sheep(text, "8只", 8)

    assert [owner_of(m, text) for m in (mine, theirs)] == [OWN, "弟家"]
    assert household_of(text, (mine, theirs)) == OWN
    assert belonging_to(OWN, (mine, theirs), text) == (mine,)


def test_the_household_a_message_ends_on_is_the_one_it_asks_for() -> None:
    text = "我家养了10只羊，我弟家养了8只羊，他家能补多少"
    assert household_of(text, (sheep(text, "10只", 10), sheep(text, "8只", 8))) == "弟家"


def test_a_message_that_names_none_goes_on_about_the_one_spoken_of() -> None:
    assert household_of("又添了2只", (sheep("又添了2只", "2只", 2),), "邻居家") == "邻居家"
    assert household_of("那我家呢", (), "邻居家") == OWN
