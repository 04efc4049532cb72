"""What the NLU found is read faithfully, and nothing strange breaks a turn."""

from decimal import Decimal

from actions.turns import turn_of
from tests.actions.trackers import entity, tracker_after


def test_two_cows_are_read_with_their_number_and_place_in_the_sentence() -> None:
    cows = entity("mention", {"fact": "cattle", "value": "2", "unit": "头", "text": "两头牛"}, start=4, end=7)

    (mention,) = turn_of(tracker_after("俺家养了两头牛", "ask_subsidy", [cows])).mentions

    assert (mention.fact, mention.value, mention.unit, mention.start) == ("cattle", Decimal(2), "头", 4)


def test_a_vague_number_keeps_both_its_ends() -> None:
    chickens = entity("mention", {"fact": "chickens", "value": "10", "low": "10", "high": "19", "unit": "只", "approximate": True})

    (mention,) = turn_of(tracker_after("十来只鸡", "inform", [chickens])).mentions

    assert mention.approximate
    assert (mention.low, mention.high) == (Decimal(10), Decimal(19))


def test_a_shared_place_name_keeps_every_place_it_may_mean() -> None:
    drum_tower = entity("place", {"code": "320106", "name": "鼓楼区", "candidates": ["320106", "320302"]})

    (place,) = turn_of(tracker_after("我是鼓楼区的", "set_region", [drum_tower])).places

    assert place.candidates == ("320106", "320302")


def test_a_tapped_button_brings_its_payload() -> None:
    turn = turn_of(tracker_after("/show_clause", "show_clause", [entity("document", "qinyuan-2017"), entity("clause", "四（三）6")]))

    assert turn.payload == {"document": "qinyuan-2017", "clause": "四（三）6"}


def test_a_message_the_classifier_could_not_place_is_still_a_turn() -> None:
    assert turn_of(tracker_after("嗯那个", None, [])).intent == "nlu_fallback"
