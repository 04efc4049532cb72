"""A talk goes where people expect: the place is asked once, kept, corrected; the open question is not lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from actions.consultation import Consultation, Person, consult, facts_known
from actions.turns import Place, Turn
from policy_kb.calculation.loading import rule_of
from policy_kb.intake import propose
from policy_kb.intake.reading import IntakeText
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Mention, Outcome

TODAY = date(2026, 11, 22)
QINYUAN = Place("沁源县", ("140431",), 2)
HONGHE = Place("红河州", ("532500",), 0)
ONE_COW = Mention("cattle", Decimal(1), "头", "一头牛", 1, 4)


def ask(kb: KnowledgeBase, turn: Turn, before: Consultation | None = None) -> Consultation:
    person = Person(before.region, {}, before.memory) if before else Person()
    return consult(kb, turn, person, TODAY)


@pytest.fixture
def cow() -> Turn:
    return Turn("养一头牛给多少钱", "ask_subsidy", mentions=(ONE_COW,))


def test_a_newcomer_is_asked_for_the_place_and_then_answered_without_asking_again(kb: KnowledgeBase, cow: Turn) -> None:
    asked = ask(kb, cow)
    assert asked.answer
    assert asked.answer.outcome is Outcome.ASKS_BACK

    told = ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,)), asked)

    assert told.region == "140431"
    assert told.region_is_new
    assert told.answer
    assert "3000元" in told.answer.lead


def test_telling_the_place_first_waits_for_the_question(kb: KnowledgeBase) -> None:
    told = ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,)))

    assert told.answer is None
    assert told.region_is_new


def test_asking_about_another_place_does_not_move_the_person(kb: KnowledgeBase, cow: Turn) -> None:
    at_home = ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,)))

    away = ask(kb, Turn("红河州养牛补多少", "ask_subsidy", (HONGHE,), (Mention("cattle", None, "头", "养牛"),)), at_home)

    assert away.region == "140431"
    assert away.answer
    assert away.answer.outcome is Outcome.NO_FIXED_STANDARD


def test_a_corrected_place_answers_the_same_question_again(kb: KnowledgeBase, cow: Turn) -> None:
    in_honghe = ask(kb, Turn("养牛补多少", "ask_subsidy", (HONGHE,), (ONE_COW,)))

    moved = ask(kb, Turn("哦我记错了，我户口在沁源县", "correct", (QINYUAN,)), in_honghe)

    assert moved.region == "140431"
    assert moved.answer
    assert "3000元" in moved.answer.lead


def test_saying_yes_to_the_household_question_is_remembered_for_the_talk(kb: KnowledgeBase) -> None:
    asked = ask(kb, Turn("两头猪能领多少", "ask_subsidy", (QINYUAN,), (Mention("pigs", Decimal(2), "头", "两头猪"),)))
    assert asked.answer
    assert asked.answer.asks == ("registered_poor",)

    confirmed = ask(kb, Turn("是", "affirm"), asked)

    assert confirmed.answer
    assert "600元" in confirmed.answer.lead
    assert confirmed.answer.asks == ()
    assert facts_known(Person(memory=confirmed.memory))["registered_poor"] is True


def test_saying_no_to_the_household_question_is_not_a_sum_of_zero(kb: KnowledgeBase) -> None:
    asked = ask(kb, Turn("两头猪能领多少", "ask_subsidy", (QINYUAN,), (Mention("pigs", Decimal(2), "头", "两头猪"),)))

    denied = ask(kb, Turn("不是", "deny"), asked)

    assert denied.answer
    assert "贫困户" in denied.answer.lead
    assert "不能领" in denied.answer.lead


def test_a_yes_to_nothing_invents_nothing(kb: KnowledgeBase) -> None:
    assert ask(kb, Turn("是", "affirm")).answer is None


def test_a_shared_place_name_is_asked_about_and_the_question_waits(kb: KnowledgeBase) -> None:
    shared = Place("鼓楼区", ("320106", "320302"), 2)

    asked = ask(kb, Turn("我是鼓楼区的，养一头牛给多少钱", "ask_subsidy", (shared,), (ONE_COW,)))

    assert asked.answer is None
    assert asked.unclear_places == ("320106", "320302")
    assert asked.memory.waiting
    assert asked.memory.waiting.mentions == (ONE_COW,)


def test_a_name_shared_by_a_prefecture_and_a_county_in_it_means_the_prefecture(kb: KnowledgeBase, cow: Turn) -> None:
    told = ask(kb, Turn("我是红河的", "set_region", (Place("红河", ("532500", "532529"), 2),)))

    assert told.region == "532500"


def test_a_name_shared_with_an_uncovered_place_means_the_covered_one(kb: KnowledgeBase, cow: Turn) -> None:
    told = ask(kb, Turn("我是河北的", "set_region", (Place("河北", ("120105", "130000"), 2),)))

    assert told.region == "130000"


def test_a_place_that_helps_is_not_the_place_asked_about(kb: KnowledgeBase) -> None:
    text = "贵阳帮扶我们村的牛，养一头补多少"
    told = ask(
        kb,
        Turn(text, "ask_subsidy", (Place("贵阳", ("520100",), 0, 2),), (ONE_COW,)),
        ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,))),
    )
    assert told.region == "140431"
    assert told.answer
    assert "3000元" in told.answer.lead


@pytest.mark.parametrize("text", ["贵阳和毕节帮扶我们村的牛，养一头补多少", "贵阳、毕节对口帮扶的村，养一头牛补多少"])
def test_places_that_help_together_are_nobodys_home(kb: KnowledgeBase, text: str) -> None:
    helpers = (Place("贵阳", ("520100",), 0, 2), Place("毕节", ("520500",), 3, 5))
    home = ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,)))
    told = ask(kb, Turn(text, "ask_subsidy", helpers, (ONE_COW,)), home)
    assert told.answer
    assert "3000元" in told.answer.lead


def test_places_asked_about_together_are_compared(kb: KnowledgeBase) -> None:
    text = "贵阳和毕节养一头牛补多少，有人帮扶吗"
    asked = (Place("贵阳", ("520100",), 0, 2), Place("毕节", ("520500",), 3, 5))
    home = ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,)))
    told = ask(kb, Turn(text, "ask_subsidy", asked, (ONE_COW,)), home)
    assert told.answer
    assert "3000元" not in told.answer.lead


@pytest.mark.parametrize(
    "text",
    [
        "去贵阳打工，家里的牛补多少",
        "娃在贵阳市上大学，养牛补多少",
        "从贵阳那边拉来的牛补多少",
        "娃考上贵阳的大学了，养牛补多少",
        "我转到贵阳的大医院了，养牛补多少",
    ],
)
def test_where_somebody_works_studies_or_buys_is_not_where_they_live(kb: KnowledgeBase, text: str) -> None:
    at = text.index("贵阳")
    away = Place("贵阳", ("520100",), at, at + 2)

    told = ask(kb, Turn(text, "ask_subsidy", (away,), (ONE_COW,)), ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,))))

    assert told.region == "140431"
    assert told.answer is not None
    assert told.answer.outcome is not Outcome.NOT_COVERED


def test_a_place_asked_about_is_still_that_place(kb: KnowledgeBase) -> None:
    asked = Place("贵阳", ("520100",), 0, 2)

    told = ask(kb, Turn("贵阳养牛补多少", "ask_subsidy", (asked,), (ONE_COW,)), ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,))))

    assert told.answer is not None
    assert told.answer.outcome is Outcome.NOT_COVERED


@pytest.mark.parametrize(
    "text",
    [
        "在浙江省打工回来，养一头牛给多少钱",
        "从浙江省回来，养一头牛给多少钱",
        "以前在浙江省做生意，养一头牛给多少钱",
        "在浙江省干满八个月，养一头牛给多少钱",
        "在浙江省打了8个月工，养一头牛给多少钱",
    ],
)
def test_a_place_where_one_only_worked_changes_nothing(kb: KnowledgeBase, text: str) -> None:
    at_home = ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,)))
    start = text.index("浙江省")
    cow = Mention("cattle", Decimal(1), "头", "一头牛")
    reply = ask(kb, Turn(text, "ask_subsidy", (Place("浙江省", ("330000",), start, start + 3),), (cow,)), at_home)

    assert reply.answer
    assert "3000元" in reply.answer.lead
    assert reply.region == "140431"


def test_a_quantity_corrected_after_a_word_about_the_weather_goes_on_from_the_sum(kb: KnowledgeBase) -> None:
    pigs = Mention("pigs", Decimal(4), "头", "猪", 2, 5)
    home = ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,)))
    told = ask(kb, Turn("养了四头猪能领多少", "ask_subsidy", mentions=(pigs,)), home)
    chat = ask(kb, Turn("外头冷不冷", "ask_policy"), told)

    later = ask(kb, Turn("不冷就好，要是六头嘞", "affirm", mentions=(Mention(None, Decimal(6), "头", "", 7, 9),)), chat)

    assert later.answer
    assert "1800元" in later.answer.lead


def test_what_was_corrected_stays_corrected_in_what_is_kept(kb: KnowledgeBase) -> None:
    home = ask(kb, Turn("我是沁源县的", "set_region", (QINYUAN,)))
    told = ask(kb, Turn("退了三亩耕给多少", "ask_subsidy", mentions=(Mention("returned_forest_mu", Decimal(3), "亩", "", 2, 4),)), home)
    mended = ask(kb, Turn("我说岔了，是五亩", "correct", mentions=(Mention(None, Decimal(5), "亩", "", 6, 8),)), told)

    assert facts_known(Person(mended.region, {}, mended.memory))["returned_forest_mu"] == Decimal(5)


def test_a_word_of_some_other_county_changes_nothing_for_who_has_not_told_the_place(kb: KnowledgeBase) -> None:
    text = "清水县土鸡奖补办法\n为做好工作，制定本办法。\n一、标准\n土鸡每只奖补8元。\n清水县人民政府\n2026年3月9日\n"
    proposal = propose(IntakeText("土鸡.txt", "text", text), kb, {"region": "150121"})
    bird = {"label": "鸡", "type": "count", "unit": "只", "names": ["鸡"], "question": "有多少只鸡？"}
    data = {**proposal.rules[0].data, "facts": {"new_bird": bird}}
    both = kb.with_document(proposal.document, [rule_of("qingshui-birds", data, kb.lexicon)])
    hens = Mention("chickens", Decimal(1), "只", "鸡一只", 1, 4)

    asked = ask(both, Turn("喂鸡一只补多少钱", "ask_subsidy", mentions=(hens,)))
    told = ask(both, Turn("我老家是沁源的", "set_region", (Place("沁源", ("140431",), 4),)), asked)

    assert told.answer
    assert "养鸡：每只3元" in "\n".join((told.answer.lead, *told.answer.lines))
