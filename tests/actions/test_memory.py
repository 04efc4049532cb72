"""The thread of a talk survives the database unchanged."""

from datetime import date
from decimal import Decimal

from actions.memory import Memory
from policy_kb.model import Citation, Mention, Question

QUESTION = Question(
    text="养了两头牛呢",
    intent="ask_subsidy",
    as_of=date(2026, 1, 2),
    region="140431",
    mentions=(Mention("cattle", Decimal("2.5"), "头", "两头半牛", 2, 5),),
    facts={"registered_poor": True, "pigs": Decimal(3), "kind": "household"},
)


def test_a_question_comes_back_with_exact_numbers_and_facts() -> None:
    memory = Memory(QUESTION, QUESTION, ("registered_poor",), (Citation("qinyuan-2017", "四（三）6", "牛每头奖补3000元"),))

    assert Memory.from_json(memory.to_json()) == memory


def test_only_one_step_back_is_kept_however_long_the_talk() -> None:
    thread = QUESTION
    for _ in range(50):
        thread = Question("那羊呢", "follow_up", date(2026, 1, 2), previous=thread)

    kept = Memory.from_json(Memory(previous=thread).to_json()).previous

    assert kept
    assert kept.previous
    assert kept.previous.previous is None


def test_a_newcomer_has_an_empty_memory() -> None:
    assert Memory.from_json({}) == Memory()
