"""Several quantities of one thing in one message come to what the speaker means: added, taken away, corrected, left over."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_kb.matching.together import left_over, quantities, settled
from policy_kb.model import Mention

FACTS = {"谷子": "grain", "黑豆": "grain", "羊": "sheep", "绵羊": "sheep", "山羊": "sheep", "猪": "pigs", "户": "led"}
UNITS = {"grain": "亩", "sheep": "只", "pigs": "头", "led": "户"}


def said(text: str, *parts: str) -> tuple[Mention, ...]:
    """Read each part (`words=value` or `words=value:noun`) where it stands in the text, the way the reader does."""
    mentions = []
    for part in parts:
        words, _, rest = part.partition("=")
        value, _, noun = rest.partition(":")
        fact = FACTS.get(noun)
        unit = UNITS[fact] if fact else words[-1]
        start = text.index(words)
        mentions.append(Mention(fact, Decimal(value), unit, "" if noun == "户" else noun, start, start + len(words)))
    return tuple(mentions)


@pytest.mark.parametrize(
    ("text", "parts", "total"),
    [
        ("种了五亩谷子三亩黑豆", ("五亩谷子=5:谷子", "三亩黑豆=3:黑豆"), {"grain": 8}),
        ("绵羊两只、山羊六只", ("绵羊两只=2:绵羊", "山羊六只=6:山羊"), {"sheep": 8}),
        ("三亩谷子两亩黑豆，一共五亩", ("三亩谷子=3:谷子", "两亩黑豆=2:黑豆", "五亩=5"), {"grain": 5}),
        ("养了九只羊，其中两只山羊", ("九只羊=9:羊", "两只山羊=2:山羊"), {"sheep": 9}),
        ("养了九只羊，卖了两只", ("九只羊=9:羊", "两只=2"), {"sheep": 7}),
        ("养了九只羊，卖了两只，还剩七只", ("九只羊=9:羊", "两只=2", "七只=7"), {"sheep": 7}),
        ("两头猪，不对，三头猪", ("两头猪=2:猪", "三头猪=3:猪"), {"pigs": 3}),
        ("去年三亩谷子，今年四亩黑豆", ("三亩谷子=3:谷子", "四亩黑豆=4:黑豆"), {"grain": 4}),
        ("带了20户，又带了10户", ("20户=20:户", "10户=10:户"), {"led": 30}),
        ("养两头猪给多少，三头猪呢", ("两头猪=2:猪", "三头猪=3:猪"), {"pigs": 3}),
        ("俺有两头猪，两头猪能领几个", ("两头猪=2:猪", "两头猪=2:猪"), {"pigs": 2}),
        ("猪从两头发展到五头", ("猪从两头=2:猪", "五头=5"), {"pigs": 5}),
    ],
)
def test_what_one_message_tells_of_one_thing_is_one_quantity(text: str, parts: tuple[str, ...], total: dict[str, int]) -> None:
    assert quantities(settled(said(text, *parts), text)) == total


def test_what_is_left_belongs_to_the_thing_that_became_less() -> None:
    text = "谷子少了一亩，剩两亩"
    (left,) = left_over(said(text, "谷子少了一亩=1:谷子", "两亩=2"), text)
    assert (left.fact, left.value) == ("grain", 2)


def test_settling_twice_changes_nothing() -> None:
    text = "养了九只羊，卖了两只，又养了三头猪"
    once = settled(said(text, "九只羊=9:羊", "两只=2", "三头猪=3:猪"), text)
    assert settled(once, text) == once


def test_years_and_sums_of_money_are_never_added_up() -> None:
    money = [Mention("loan", Decimal(n), "元", "") for n in (300, 500)]
    assert quantities(money) == {"loan": 500}
