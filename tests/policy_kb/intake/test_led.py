"""What a firm gets for each household it leads, at a rate the number decides: worked out, or left to quotation."""

from __future__ import annotations

import pytest

from policy_kb.calculation.model import Verdict
from policy_kb.intake.drafts import DraftRule
from tests.policy_kb.intake.test_granting import KB, assessed, drafted, total


def led(clause: str) -> list[DraftRule]:
    return [rule for rule in drafted(clause) if "households_led" in str(rule.data["versions"]) and rule.is_sure]


@pytest.mark.parametrize(
    "clause",
    [
        "（一）合作社。带动贫困户10户以上不足30户的，每户奖补700元；带动30户以上的，每户奖补900元，最高不超过6万元。",
        "（一）合作社。与10户以上建档立卡户签订协议的，每户奖补700元；与30户以上签订的，每户奖补900元，奖补总额最高6万元。",
        "（一）合作社。按照带动贫困户户数分档奖补：带动10户至29户的，每户奖补700元；带动30户及以上的，每户奖补900元，最高不超过6万元。",
    ],
)
def test_the_number_led_decides_what_each_is_worth_up_to_the_limit(clause: str) -> None:
    (rule,) = led(clause)
    assert [total(rule, 带动户数=n) for n in ("10", "29", "30", "80")] == [7000, 20300, 27000, 60000]
    assert assessed(rule, 带动户数="9").verdict is Verdict.NOT_YET


def test_a_share_of_members_is_a_condition_once_it_is_told() -> None:
    (rule,) = led(
        "（一）奖补。贫困户社员占社员总数30%以上的合作社，带动贫困户10户以上不足30户的，每户奖补700元；带动30户以上的，每户奖补900元。"
    )
    share = "贫困户社员占社员总数"
    assert total(rule, 带动户数="20") == 14000
    assert total(rule, 带动户数="20", **{share: "40"}) == 14000
    assert total(rule, 带动户数="20", **{share: "20"}) is None
    assert "30%以上" in rule.subsidy(KB.lexicon).versions[0].items[0].note


@pytest.mark.parametrize(
    "clause",
    [
        "（一）合作社。带动贫困户10户以上不足30户的，每户奖补700元；带动40户以上的，每户奖补900元。",  # thirty to forty
        "（一）合作社。带动贫困户10户以上的，每户奖补900元；带动30户以上的，每户奖补700元。",  # less for more
        "（一）合作社。带动贫困户10户以上不足30户的，每户奖补700元；30户以上的，超过部分每户奖补900元。",
        "（一）合作社。带动贫困户10户以上不足30户、户均增收2000元的，每户奖补700元；带动30户以上的，每户奖补900元。",
        "（一）合作社。带动贫困户10户以上不足30户的，每户奖补700元；带动30户以上的，每户奖补900元。乡镇上限另定，最高不超过5万元。",
    ],
)
def test_rates_that_leave_a_case_open_are_left_to_quotation(clause: str) -> None:
    assert not led(clause)
