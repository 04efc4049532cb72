"""What insurance costs oneself: worked out where the shares are told, and never said to whoever asks for something else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_kb.calculation.assess import assess
from policy_kb.calculation.model import Verdict
from policy_kb.intake.drafts import DraftRule
from policy_kb.matching.matching import match
from policy_kb.matching.new_words import with_new_words
from policy_kb.model import Mention, Question
from policy_kb.wording.conditions import not_paid_text
from policy_kb.wording.results import result_text
from tests.policy_kb.intake.test_granting import DAY, KB, drafted


def premiums(*lines: str) -> list[DraftRule]:
    return [rule for rule in drafted(*lines) if "own_part" in str(rule.data)]


def own_part(rule: DraftRule, number: str) -> Decimal | None:
    assert rule.is_sure
    subsidy = rule.subsidy(KB.lexicon)
    (item,) = subsidy.versions[0].items
    (result,) = assess(subsidy, {item.formula.uses[0]: Decimal(number)}, DAY).items
    return result.computed.amount.low if result.computed.amount else None


@pytest.mark.parametrize(
    "lines",
    [
        ("（一）保险。花椒种植保险每亩保费30元，县财政补贴60%，市财政补贴20%，其余由农户承担。",),
        ("（一）保险。花椒、核桃等保险的保费由县财政补贴80%，农户承担20%。花椒种植保险每亩保险金额900元，保费30元。",),
        (
            "（一）保险。花椒、核桃保险保费由各级财政补贴80%，农户自缴20%，标准如下：",
            "1.花椒种植保险：每亩保险金额900元，费率5%，每亩保费30元。",
        ),
    ],
)
def test_the_share_left_to_a_household_is_worked_out_from_the_premium(lines: tuple[str, ...]) -> None:
    (rule,) = premiums(*lines)
    assert own_part(rule, "10") == 60


@pytest.mark.parametrize(
    "clause",
    [
        "（一）保险。花椒种植保险每亩保费30元，县财政补贴60%，农户承担20%。",  # twenty are left over
        "（一）保险。花椒种植保险每亩保费30元。",
        "（一）保险。核桃保险保费由县财政补贴80%，农户承担20%。花椒种植保险每亩保险金额900元，保费30元。",  # shares of another thing
        "（一）保险。花椒种植保险每亩保险金额900元，费率5%，农户承担20%。",  # no premium is named
    ],
)
def test_shares_that_do_not_tell_who_pays_what_are_left_to_quotation(clause: str) -> None:
    assert not premiums(clause)


def test_whoever_is_let_off_their_part_is_told_so() -> None:
    (rule,) = premiums("（一）保险。肉牛养殖保险每头保费300元，县财政补贴80%，农户承担20%；建档立卡贫困户承担部分由县财政全额代缴。")
    subsidy = rule.subsidy(KB.lexicon)
    poor = assess(subsidy, {"cattle": Decimal(4), "registered_poor": True}, DAY).items[0]
    assert poor.verdict is Verdict.NOT_ELIGIBLE
    assert "全额代缴" in not_paid_text([poor], {"registered_poor": True}, KB.lexicon)
    others = assess(subsidy, {"cattle": Decimal(4), "registered_poor": False}, DAY).items[0]
    assert "1200元 × 20% = 240元" in result_text(others, {"cattle": Decimal(4)}, KB.lexicon)


@pytest.mark.parametrize(
    ("text", "is_about_it"),
    [("4头牛上保险自己掏多少钱", True), ("养了4头牛能补多少钱", False), ("4头牛死了保险赔多少钱", False), ("5头驴上保险自己掏多少", False)],
)
def test_a_premium_is_told_only_to_whoever_asks_about_the_insurance_of_that_thing(text: str, is_about_it: bool) -> None:
    (rule,) = premiums("（一）保险。肉牛养殖保险每头保费300元，县财政补贴80%，农户承担20%。")
    subsidy = rule.subsidy(KB.lexicon)
    thing = "donkeys" if "驴" in text else "cattle"
    told = Mention(thing, Decimal(text[0] if text[0].isdigit() else text[2]), "头", "牛", 0, 3)
    lexicon = KB.lexicon.with_facts(subsidy.facts)
    question = Question(text, "ask_subsidy", DAY, mentions=with_new_words(text, (told,), lexicon))
    assert bool(match(question, (subsidy,), lexicon).matches) is is_about_it
