"""What a later message adds to, or takes from, what was told before; nothing else of it changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policy_kb.answering.followup import joined, leans
from policy_kb.matching.together import quantities
from policy_kb.model import Mention, Question

DAY = date(2018, 12, 1)
UNITS = {"land": "亩", "years": "年", "pigs": "头", "herbs": "亩", "led": "户", "workers": "人", "staff": "人", "months": "月"}


def told(text: str, *parts: str, previous: Question | None = None) -> Question:
    """Read each part (`words=fact:value`) where it stands in the text."""
    mentions = []
    for part in parts:
        words, _, rest = part.partition("=")
        fact, _, value = rest.partition(":")
        start = text.index(words)
        mentions.append(Mention(fact, Decimal(value), UNITS[fact], "", start, start + len(words)))
    return Question(text, "ask_subsidy", DAY, mentions=tuple(mentions), previous=previous)


LAND = ("流转120亩，两年", "120亩=land:120", "两年=years:2")
MIXED = ("两亩药材，三头猪，合计", "两亩=herbs:2", "三头=pigs:3")


@pytest.mark.parametrize(
    ("before", "message", "parts", "total"),
    [
        (LAND, "再加80亩，同样两年", ("80亩=land:80", "两年=years:2"), {"land": 200, "years": 2}),
        (LAND, "又加40亩，还是两年", ("40亩=land:40", "两年=years:2"), {"land": 160, "years": 2}),
        (LAND, "再加一年呢", ("一年=years:1",), {"land": 120, "years": 3}),
        (MIXED, "该户另有两头猪，漏报了，一并算", ("两头=pigs:2",), {"herbs": 2, "pigs": 5}),
        (MIXED, "还漏了一头猪，一起算", ("一头=pigs:1",), {"herbs": 2, "pigs": 4}),
        (MIXED, "一亩药材也算上", ("一亩=herbs:1",), {"herbs": 3, "pigs": 3}),
        (("带动40户，最高多少", "40户=led:40"), "退出五户后", ("五户=led:5",), {"led": 35}),
        (("带动40户，最高多少", "40户=led:40"), "有三户退了，再算", ("三户=led:3",), {"led": 37}),
        (("带动20户，最高多少", "20户=led:20"), "下个月再吸收15户，总共能到多少", ("15户=led:15",), {"led": 35}),
        (MIXED, "卖给邻居一头，还能补多少", ("一头=pigs:1",), {"herbs": 2, "pigs": 2}),
        (MIXED, "我爸又给了我两头", ("两头=pigs:2",), {"herbs": 2, "pigs": 5}),
        (("招了10人，补多少", "10人=workers:10"), "走了两个人", ("两个人=workers:2",), {"workers": 8}),
        (("招了10人，补多少", "10人=workers:10"), "退出两户", ("两户=led:2",), {"workers": 10}),
    ],
)
def test_only_what_is_added_or_taken_away_changes(
    before: tuple[str, ...], message: str, parts: tuple[str, ...], total: dict[str, int]
) -> None:
    question = told(message, *parts, previous=told(*before))
    assert leans(question)
    assert quantities(joined(question).mentions) == total


@pytest.mark.parametrize("message", ["我养了两头猪，另有药材，一共多少", "2015年已脱贫退出的户能贷多少", "脱贫退出的五户能贷多少"])
def test_a_question_of_its_own_leans_on_nothing(message: str) -> None:
    assert not leans(told(message, previous=told(*MIXED)))


@pytest.mark.parametrize(
    ("message", "parts", "of", "is_short"),
    [
        ("更正一下，其中3人只干了四个月", ("3人=workers:3", "四个月=months:4"), 3, False),
        ("有4人没干满六个月", ("4人=workers:4", "六个月=months:6"), 4, True),
    ],
)
def test_a_length_of_time_said_of_a_part_is_of_that_part_only(message: str, parts: tuple[str, ...], of: int, is_short: bool) -> None:
    before = told("招了12人，干满八个月", "12人=workers:12", "八个月=months:8")
    question = joined(told(message, *parts, previous=before))
    assert quantities(question.mentions) == {"workers": 12, "months": 8}
    (part,) = [m for m in question.mentions if m.of is not None]
    assert (part.fact, part.of, part.negated) == ("months", of, is_short)


def test_what_is_left_is_of_the_thing_that_left_and_other_numbers_are_corrected_with_it() -> None:
    before = told("职工30人，贫困劳动力9人", "30人=staff:30", "9人=workers:9")
    after = told("走了一个贫困工，剩8人、总数29", "一个贫困工=workers:1", "8人=workers:8", "29=staff:29", previous=before)
    assert quantities(joined(after).mentions) == {"staff": 29, "workers": 8}
