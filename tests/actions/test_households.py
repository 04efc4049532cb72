"""Two households in one talk: their things are never added up, nor what is known of the one taken for the other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from actions.consultation import Consultation, Person, consult, facts_known
from actions.turns import Turn
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Mention

TODAY = date(2026, 11, 22)
REGION = "140431"


def sheep(text: str, words: str, value: int, fact: str | None = "sheep") -> Mention:
    at = text.index(words)
    return Mention(fact, Decimal(value), "只", "羊" if fact else "", at, at + len(words))


def say(kb: KnowledgeBase, turn: Turn, before: Consultation | None = None) -> Consultation:
    return consult(kb, turn, Person(REGION, {}, before.memory) if before else Person(REGION), TODAY)


def told(reply: Consultation) -> str:
    assert reply.answer
    return "\n".join([reply.answer.lead, *reply.answer.lines])


def own(kb: KnowledgeBase, count: int = 3) -> Consultation:
    text = f"我家养了{count}只羊能补多少"
    return say(kb, Turn(text, "ask_subsidy", mentions=(sheep(text, f"{count}只羊", count),), statuses={"registered_poor": True}))


def neighbours(kb: KnowledgeBase, before: Consultation) -> Consultation:
    text = "我老丈人家又添了2只"
    return say(kb, Turn(text, "inform", mentions=(sheep(text, "2只", 2, None),)), before)


def test_what_another_household_has_is_never_added_to_ones_own(kb: KnowledgeBase) -> None:
    reply = told(neighbours(kb, own(kb)))
    assert "2只 × 300元 = 600元" in reply
    assert "5只" not in reply
    assert "老丈人家单独算" in reply


def test_another_household_is_asked_itself_whether_it_is_poor(kb: KnowledgeBase) -> None:
    reply = neighbours(kb, own(kb))
    assert "老丈人家是建档立卡贫困户吗" in told(reply)
    assert "您家" not in told(reply)


def test_ones_own_sum_goes_on_from_what_one_told_oneself(kb: KnowledgeBase) -> None:
    theirs = neighbours(kb, own(kb))
    text = "我家再添1只呢"

    assert "4只 × 300元 = 1200元" in told(say(kb, Turn(text, "follow_up", mentions=(sheep(text, "1只", 1, None),)), theirs))
    assert facts_known(Person(REGION, {}, theirs.memory))["sheep"] == 3


def test_what_is_added_without_a_name_is_the_household_spoken_of(kb: KnowledgeBase) -> None:
    text = "又添了4只"
    more = say(kb, Turn(text, "follow_up", mentions=(sheep(text, "4只", 4, None),)), neighbours(kb, own(kb)))
    assert "6只 × 300元 = 1800元" in told(more)


def test_of_two_households_in_one_message_the_other_is_named_as_left_out(kb: KnowledgeBase) -> None:
    text = "我家养了3只羊，我弟家养了3只羊，能补多少"
    both = (sheep(text, "3只羊", 3), Mention("sheep", Decimal(3), "只", "羊", 12, 15))
    reply = told(say(kb, Turn(text, "ask_subsidy", mentions=both)))
    assert "3只 × 300元 = 900元" in reply
    assert "没算进去：弟家的" in reply
