"""What each of several of a kind has is paid to each by itself, under its own limit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policy_kb.matching.apiece import apiece
from policy_kb.matching.together import settled
from policy_kb.model import Mention
from tests.policy_kb.answering.asking import HONGHE, QINYUAN, ask, told


def said(text: str, *parts: tuple[str, str | None, str]) -> tuple[Mention, ...]:
    """Read each part (its words, its fact, its number) where it stands, in the order of the text."""
    mentions, at = [], 0
    for words, fact, number in parts:
        start = text.index(words, at)
        at = start + len(words)
        mentions.append(Mention(fact, Decimal(number), words[-1].replace("家", "户"), "", start, at))
    return tuple(mentions)


LATER = date(2019, 6, 1)
FIRMS = "两家龙头企业 一家带90户 一家带360户 两家最高奖补加起来多少"
FIRMS_TELL = (("两家", None, "2"), ("一家", None, "1"), ("90户", "households_led", "90"), ("一家", "households_led", "1"))
FIRMS_TELL += (("360户", "households_led", "360"), ("两家", "households_led", "2"))


def test_two_firms_are_worked_out_each_under_its_own_ceiling_and_added() -> None:
    answer = ask(HONGHE, FIRMS, *settled(said(FIRMS, *FIRMS_TELL), FIRMS), applicant="leading_enterprise", as_of=LATER)
    assert "27万元 + 100万元 = 127万元" in answer.lead
    assert "上限" in answer.lead


def test_what_two_firms_have_is_not_what_one_has_when_another_number_is_asked() -> None:
    first = ask(HONGHE, FIRMS, *settled(said(FIRMS, *FIRMS_TELL), FIRMS), applicant="leading_enterprise", as_of=LATER)
    text = "那要是带100户呢"
    answer = ask(HONGHE, text, *said(text, ("100户", "households_led", "100")), intent="what_if", previous=first.resolved, as_of=LATER)
    assert "最高30万元" in told(answer)


def test_two_households_have_each_a_limit_of_their_own() -> None:
    text = "两户贫困户，一户养了3头牛，一户养了两只羊，一共补多少"
    mentions = said(text, ("两户", None, "2"), ("一户", None, "1"), ("3头", "cattle", "3"), ("一户", None, "1"), ("两只", "sheep", "2"))
    answer = ask(QINYUAN, text, *settled(mentions, text), facts={"registered_poor": True})
    assert "3000元 + 600元 = 3600元" in answer.lead


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("有一家龙头企业 带360户", (("一家", None, "1"), ("360户", "households_led", "360"))),
        ("带了90户，又带了20户", (("90户", "households_led", "90"), ("20户", "households_led", "20"))),
        ("每家带90户，一家带5户", (("90户", "households_led", "90"), ("5户", "households_led", "5"))),
    ],
)
def test_where_one_alone_is_spoken_of_nothing_is_told_apart(text: str, parts: tuple[tuple[str, str | None, str], ...]) -> None:
    assert all(m.holder == 0 for m in apiece(said(text, *parts), text))
