"""Things the lexicon lacks get names people use; phrases that name nothing get none."""

from decimal import Decimal

import pytest

from policy_kb.intake.new_words import new_thing
from policy_kb.knowledge_base import load_shipped
from policy_kb.lexicon import Lexicon, fact_of
from policy_kb.matching.new_words import with_new_words
from policy_kb.model import Mention


@pytest.fixture
def lexicon() -> Lexicon:
    brought = [new_thing(subject, unit) for subject, unit in (("新建标准化茶园", "亩"), ("养蜂", "箱"), ("养殖能繁母牛", "头"))]
    return load_shipped().lexicon.with_facts(fact_of(thing.id, thing.entry) for thing in brought if thing)


@pytest.mark.parametrize(
    ("subject", "unit", "names"),
    [
        ("新建标准化茶园", "亩", ["标准化茶园", "茶园", "茶"]),
        ("脱贫户新栽桑园", "亩", ["桑园", "桑"]),
        ("养蚕", "张", ["蚕"]),
        ("对养殖大闸蟹的", "亩", None),
        ("一次性交通", "人", None),
        ("流转土地", "亩", None),
        ("大闸蟹、小龙虾", "亩", ["大闸蟹", "小龙虾"]),
        ("当年新增自繁或购入大闸蟹", "亩", ["大闸蟹"]),
        ("新建永久性青贮池", "立方米", ["永久性青贮池", "青贮池"]),
        ("示范种植", "亩", None),
    ],
)
def test_a_thing_is_known_by_what_people_call_it(subject: str, unit: str, names: list[str] | None) -> None:
    thing = new_thing(subject, unit)
    assert (thing and thing.entry["names"]) == names


def test_the_same_thing_of_two_documents_is_one_fact() -> None:
    one, other = new_thing("新建茶园", "亩"), new_thing("发展茶园", "亩")
    assert one is not None
    assert one == other


def read(text: str, lexicon: Lexicon, *mentions: Mention) -> list[tuple[str, Decimal | None]]:
    labels = {fact.id: fact.label for fact in lexicon.facts.values()}
    return [(labels.get(m.fact or "", ""), m.value) for m in with_new_words(text, mentions, lexicon)]


def test_a_number_beside_a_new_thing_counts_it(lexicon: Lexicon) -> None:
    acres = Mention(None, Decimal(5), "亩", "5亩", 2, 4)
    assert read("我种5亩茶叶能领多少", lexicon, acres) == [("标准化茶园", Decimal(5))]


def test_a_unit_only_new_things_have_is_read_from_the_words(lexicon: Lexicon) -> None:
    assert read("养了十箱蜂能补多少", lexicon) == [("蜂", Decimal(10))]
    assert read("10箱", lexicon) == [("", Decimal(10))]


def test_the_longer_name_wins_over_a_known_shorter_one(lexicon: Lexicon) -> None:
    cows = Mention("cattle", Decimal(3), "头", "3头能繁母牛", 3, 9)
    assert read("我养了3头能繁母牛能补多少", lexicon, cows) == [("能繁母牛", Decimal(3))]


def test_a_number_of_another_sentence_part_counts_nothing_new(lexicon: Lexicon) -> None:
    acres = Mention(None, Decimal(5), "亩", "5亩", 3, 5)
    assert ("标准化茶园", Decimal(5)) not in read("我家有5亩玉米地，想改种点茶行吗", lexicon, acres)


def test_without_new_things_nothing_is_touched() -> None:
    lexicon = load_shipped().lexicon
    cows = Mention("cattle", Decimal(3), "头", "3头牛", 3, 6)
    assert with_new_words("我养了3头牛", (cows,), lexicon) == (cows,)
