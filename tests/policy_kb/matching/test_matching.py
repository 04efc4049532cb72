"""Which rule a question is about, and which fact each of its quantities is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policy_kb.knowledge_base import load_shipped
from policy_kb.matching.asked import asks, latest
from policy_kb.matching.matching import Matching, match
from policy_kb.matching.scoring import said_words, says
from policy_kb.model import Mention, Question

KB = load_shipped()


def matched(region: str, text: str, *mentions: Mention, **more: Any) -> Matching:
    question = Question(text, "ask_subsidy", date(2019, 6, 1), region, mentions=mentions, **more)
    return match(question, KB.subsidies_for(region, question.as_of), KB.lexicon)


def number_in(text: str, said: str, value: str, unit: str, fact: str | None = None) -> Mention:
    start = text.index(said)
    return Mention(fact, Decimal(value), unit, said, start, start + len(said))


def test_a_sum_of_money_is_what_stands_beside_it() -> None:
    text = "村里把五十万财政扶持资金投给合作社，一年至少分回来多少"
    found = matched("140431", text, number_in(text, "五十万", "500000", "元"))
    assert [m.fact for m in found.mentions] == ["injected_funds"]
    assert found.matches[0].item.id == "asset_return"


def test_households_beside_a_verb_of_leading_are_households_led() -> None:
    text = "我们带着五十五户脱了贫，最高能奖我多少"
    found = matched("532500", text, number_in(text, "五十五户", "55", "户"), applicant="family_farm")
    assert found.mentions[0].fact == "households_led"


def test_a_thing_named_before_its_number_is_not_what_is_named_next() -> None:
    text = "荞麦二亩 山药蛋也就是商品薯六亩能补几个钱"
    buckwheat = Mention("minor_grain_mu", Decimal(2), "亩", "荞麦", 0, 4)
    potatoes = (
        Mention("commercial_potato_mu", None, "亩", "山药蛋", 5, 8),
        Mention("commercial_potato_mu", Decimal(6), "亩", "商品薯", 11, 16),
    )
    assert matched("140431", text, buckwheat, *potatoes).mentions[0].fact == "minor_grain_mu"


def test_the_fuller_name_beside_a_number_wins() -> None:
    text = "厂里招了8个贫困户工人干满半年补多少"
    found = matched("130000", text, number_in(text, "8个", "8", "人", "all_staff"))
    assert found.mentions[0].fact == "poor_workers"


def test_a_calendar_year_is_no_number_of_years() -> None:
    text = "我家2014年脱贫的，能贷多少贴息贷款"
    found = matched("140431", text, number_in(text, "2014年", "2014", "年"))
    assert found.mentions[0].fact == "exit_year"


def test_a_year_of_work_is_twelve_months() -> None:
    text = "招了贫困劳动力干满一年，补多少"
    found = matched("130000", text, number_in(text, "一年", "1", "年"))
    assert (found.mentions[0].fact, found.mentions[0].value) == ("months_employed", Decimal(12))


def test_a_bare_sum_that_stands_by_nothing_stays_unbound() -> None:
    text = "养两头牛是不是能领六千"
    cattle = number_in(text, "两头", "2", "头", "cattle")
    found = matched("140431", text, cattle, number_in(text, "六千", "6000", "元"))
    assert [m.fact for m in found.mentions] == ["cattle", None]


def test_the_particulars_asked_for_are_picked_from_a_rule() -> None:
    items = {m.item.id for m in matched("650000", "贫困户的小额信贷能贷几年").matches}
    assert items == {"term"}


def test_a_rule_for_others_is_left_out_when_one_fits_the_asker() -> None:
    led = Mention("households_led", Decimal(40), "户", "")
    found = matched("532500", "我们合作社带动40户，最高奖多少", led, applicant="cooperative")
    assert {m.subsidy.id for m in found.matches} == {"honghe_led_cooperative"}


def test_a_threshold_is_not_put_beside_a_sum_nobody_related_to_it() -> None:
    led = Mention("households_led", Decimal(80), "户", "")
    found = matched("532500", "龙头企业带80户能奖多少", led, applicant="leading_enterprise")
    assert {m.subsidy.id for m in found.matches} == {"honghe_led_enterprise"}


@pytest.mark.parametrize("text", ["公积金贷款能贷多少", "农机购置补贴多少", "医保报销多少", "房贷利率多少", "助学贷款能贷多少"])
def test_other_offices_matters_match_nothing(text: str) -> None:
    for region in ("140431", "650000", "130000"):
        assert matched(region, text).matches == ()


def test_what_is_denied_is_not_said() -> None:
    assert says("种地", "我在村里种地")
    assert not says("种地", "我不种地也不养殖")


def test_a_word_inside_a_longer_one_counts_once() -> None:
    assert said_words(["贷款", "低息贷款"], "低息贷款多少") == {"低息贷款"}
    assert said_words(["贷款", "低息贷款"], "低息贷款和别的贷款多少") == {"低息贷款", "贷款"}


@pytest.mark.parametrize(
    ("way", "text"),
    [("inverse", "最少得带动几户"), ("inverse", "养几头猪才能拿满"), ("claim", "是不是能领六千？"), ("own_share", "我自己掏多少"),
     ("leaning", "那羊呢"), ("adding", "再加十只羊"), ("correcting", "不对，是14头"),
     ("removing", "羊不养了"), ("general", "我家能领多少")],
)  # fmt: skip
def test_ways_of_asking_are_told_apart(way: str, text: str) -> None:
    assert asks(way, text)


def test_the_newest_line_is_the_message_itself() -> None:
    assert latest("养牛补多少\n那羊呢") == "那羊呢"
