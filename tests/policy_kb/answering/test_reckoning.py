"""Figures that clauses give are put together, compared and never mixed up."""

from __future__ import annotations

from datetime import date

import pytest

from policy_kb.answering import answer
from policy_kb.answering.clauses.reckoning import figures, reckoned
from policy_kb.answering.figures import unsupported_figures
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Question

TODAY = date(2026, 11, 22)
HONGHE, HEBEI = "532500", "130000"
EARLY = "到2018年底，与贫困户建立机制的龙头企业达到15个、合作社达到40个、家庭农场达到10个。"
LATE = "到2020年末，与贫困户建立机制的龙头企业达到30个、合作社达到120个、家庭农场达到30个。"
TIERS = "10人至19人的车间奖补5万元，20人至49人的车间奖补10万元；认定为示范车间的奖励8万元。"
STEPS = "带动20户的合作社扶持2个车间，带动50户的合作社扶持5个车间。"
GAINS = "到2020年，贫困地区茶叶、蜂蜜、木耳产量分别比2017年底增加50吨、3吨和7吨，羊和鹅存栏分别增加700只和500只。"
LEAST = "创建2个以上示范县、建设3个以上示范乡镇和42个特色村，打造3-5个品牌。"


@pytest.mark.parametrize(
    ("text", "quotes", "expected"),
    [
        ("合作社2020年的目标比2018年多多少个", (EARLY, LATE), "120个 - 40个 = 80个"),
        ("2018年龙头企业、合作社和家庭农场加起来多少个", (EARLY, LATE), "15个 + 40个 + 10个 = 65个"),
        ("2020年这三类加起来多少个", (EARLY, LATE), "30个 + 120个 + 30个 = 180个"),
        ("2018年合作社比龙头企业多几个", (EARLY, LATE), "40个 - 15个 = 25个"),
        ("2020年家庭农场是2018年的几倍", (EARLY, LATE), "30个 ÷ 10个 = 3倍"),
        ("茶叶和木耳一共增加多少吨", (GAINS,), "50吨 + 7吨 = 57吨"),
        ("示范县和示范乡镇一共建几个", (LEAST,), "一共5个以上"),
    ],
)
def test_what_is_named_is_worked_out_and_shown(text: str, quotes: tuple[str, ...], expected: str) -> None:
    assert expected in reckoned(text, quotes)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("合作社一共多少个", (EARLY, LATE)),  # one thing is no sum
        ("2019年合作社比龙头企业多几个", (EARLY, LATE)),  # no figure of that year
        ("茶叶2020年比2017年增加多少吨", (GAINS,)),  # the clause says the gain itself
        ("茶叶和羊一共增加多少", (GAINS,)),  # tons and heads are not added
        ("示范县比示范乡镇少几个", (LEAST,)),  # 以上 leaves the difference open
        ("25人的车间奖补和示范车间奖励一共多少", (TIERS,)),  # a tier is not added to the next
        ("合作社扶持的车间一共几个", (STEPS,)),  # nor are two steps of one thing
        ("龙头企业达到多少个", (EARLY,)),  # nothing to work out
    ],
)
def test_what_does_not_go_together_is_left_alone(text: str, quotes: tuple[str, ...]) -> None:
    assert reckoned(text, quotes) == ""


ADDED = "2018年龙头企业、合作社和家庭农场加起来多少个"


@pytest.mark.parametrize("text", ["到2020年末的合计呢", "那2020年呢"])
def test_another_year_is_asked_of_the_things_named_before(text: str) -> None:
    assert "30个 + 120个 + 30个 = 180个" in reckoned(text, (LATE, EARLY), ADDED)


@pytest.mark.parametrize(
    ("text", "before"),
    [("2020年合作社多少个", ADDED), ("2020年呢", "2018年合作社多少个"), ("2019年呢", ADDED), ("那还有别的吗", ADDED)],
)
def test_what_names_a_thing_or_follows_no_sum_is_not_added_up(text: str, before: str) -> None:
    assert reckoned(text, (LATE, EARLY), before) == ""


def test_a_range_is_no_figure() -> None:
    assert [figure.text for figure in figures(LEAST)] == ["2个", "3个", "42个"]


def test_the_clauses_stand_behind_what_was_worked_out(kb: KnowledgeBase) -> None:
    text = "家庭农场2020年末要比2018年底多几个"
    reply = answer(kb, Question(text, "ask_policy", TODAY, HONGHE))
    assert reply.lead.startswith("差200个。300个 - 100个 = 200个。")
    assert unsupported_figures(reply.lead, [citation.quote for citation in reply.citations], text) == ()


def test_a_sum_asked_before_is_not_added_to(kb: KnowledgeBase) -> None:
    before = Question("肉羊和家禽出栏一共增加多少", "ask_policy", TODAY, HEBEI)
    assert "1500万只" in answer(kb, before).lead
    assert "1500万只" not in answer(kb, Question("那家禽呢", "follow_up", TODAY, HEBEI, previous=before)).lead


@pytest.mark.parametrize(
    ("text", "is_added_up"), [("家庭农场和合作社2018年加起来多少个", True), ("家庭农场和合作社2018年加起来补贴多少个", False)]
)
def test_what_is_paid_is_never_added_up_from_clauses(kb: KnowledgeBase, text: str, is_added_up: bool) -> None:
    assert ("一共" in answer(kb, Question(text, "ask_policy", TODAY, HONGHE)).lead) is is_added_up
