"""Places: every one of them has a way up to its province, and its short names are known."""

from __future__ import annotations

import pytest

from policy_kb.knowledge_base import load_shipped

DIVISIONS = load_shipped().divisions


def test_every_place_lies_in_a_province_at_most_two_steps_up() -> None:
    steps = {division.code: DIVISIONS.path(division.code) for division in DIVISIONS}
    assert all(1 <= len(path) <= 3 and path[-1].parent is None for path in steps.values())


@pytest.mark.parametrize("name", ["东莞市", "中山市", "儋州市"])
def test_a_city_without_counties_is_one_place_in_its_province(name: str) -> None:
    (city,) = DIVISIONS.find(name)
    assert [place.name for place in DIVISIONS.path(city.code)] in ([name, "广东省"], [name, "海南省"])


@pytest.mark.parametrize(("short", "full"), [("红河州", "红河哈尼族彝族自治州"), ("沁源", "沁源县"), ("新疆", "新疆维吾尔自治区")])
def test_a_place_is_found_by_the_name_people_use(short: str, full: str) -> None:
    assert full in [division.name for division in DIVISIONS.find(short)]
