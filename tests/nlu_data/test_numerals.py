"""Numbers are worth what people mean by them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlu_data.components.reading.numerals import loosen, plain, read_number


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("两千五", "2500"),
        ("俩", "2"),
        ("3万6", "36000"),
        ("1千", "1000"),
        ("十五", "15"),
        ("一千零五", "1005"),
        ("二零一四", "2014"),
        ("1.5万", "15000"),
        ("一万二", "12000"),
        ("三百五", "350"),
        ("3,000", "3000"),
        ("三点五", "3.5"),
        ("3千6百", "3600"),
        ("廿五", "25"),
    ],
)
def test_a_numeral_is_worth(said, value):
    assert plain(read_number(said).value) == value


@pytest.mark.parametrize("said", ["十零", "零十零", "零亿3", "一百十零", "百千十零"])
def test_digits_that_make_no_number_are_worth_nothing(said):
    assert read_number(said) is None


RANGES = [("二三十", 20, 30), ("百十", 100, 119), ("三五", 3, 5), ("十七八", 17, 18), ("两三", 2, 3)]


@pytest.mark.parametrize(("said", "low", "high"), RANGES)
def test_neighbouring_digits_are_a_range(said, low, high):
    number = read_number(said)
    assert (number.low, number.high) == (Decimal(low), Decimal(high))
    assert number.is_vague


def test_a_number_left_open_reaches_to_the_next_round_one():
    assert loosen(read_number("十"), "来").high == 19
    assert loosen(read_number("一百"), "多").high == 199
    assert loosen(read_number("十"), "").is_vague is False


@pytest.mark.parametrize("said", ["牛", "点", "", "万万千千点"])
def test_what_is_no_numeral_has_no_worth(said):
    assert read_number(said) is None


def test_numbers_are_written_plainly():
    assert plain(Decimal("3E+3")) == "3000"
    assert plain(Decimal("1.50")) == "1.5"
    assert plain(None) is None
