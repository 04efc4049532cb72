"""Sums of a new document on a scale, under a limit, over years or as a share of a cost: read whole and worked out, or left to quotation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policy_kb.calculation.assess import assess
from policy_kb.calculation.model import Assessment, Verdict
from policy_kb.intake import propose, read_file
from policy_kb.intake.drafts import DraftRule
from policy_kb.intake.granting.scales import read_scales
from policy_kb.knowledge_base import load_shipped
from policy_kb.matching.matching import match
from policy_kb.matching.new_words import with_new_words
from policy_kb.model import Mention, Question
from policy_kb.parsing import clause_text, squeeze
from tests.policy_kb.intake import files

KB = load_shipped()
DAY = date(2019, 6, 1)
HEADINGS = {"养殖业", "种植业"}


def drafted(*lines: str) -> tuple[DraftRule, ...]:
    """Return the draft rules of a document that says these lines under 一、奖补标准."""
    text = "\n".join((*files.LINES[:8], "一、奖补标准", *lines)) + "\n"
    proposal = propose(read_file(text.encode(), "办法.txt"), KB, {})
    for rule in proposal.rules:
        for version in rule.data["versions"].values():
            for said in (*version["items"].values(), *version.get("caps", ())):
                clause = said.get("clause", version["clause"])
                assert squeeze(said["quote"]) in squeeze(clause_text(proposal.document, clause)), "a quote stands in its clause"
    return proposal.rules


def assessed(rule: DraftRule, **facts: str) -> Assessment:
    """Work a sure rule out; facts are named by what they are called (羊, 大棚)."""
    assert rule.is_sure, rule.doubts
    subsidy = rule.subsidy(KB.lexicon)
    known = KB.lexicon.with_facts(subsidy.facts).facts.values()
    ids = {name: fact.id for fact in known for name in (fact.label, *fact.names)}
    return assess(subsidy, {ids[name]: Decimal(value) for name, value in facts.items()}, DAY)


def total(rule: DraftRule, **facts: str) -> Decimal | None:
    return assessed(rule, **facts).total


@pytest.mark.parametrize(
    ("words", "unit", "bounds"),
    [
        ("存栏3—6只的", "只", (3, None, 6)),
        ("存栏3—6只（不含6只）的", "只", (3, 6, None)),
        ("30只以上不足80只的", "只", (30, 80, None)),
        ("30只以上、80只以下", "只", (30, None, 80)),
        ("连片二十亩（含）以上", "亩", (20, None, None)),
        ("不足5亩的", "亩", (0, 5, None)),
        ("满8头的", "头", (8, None, None)),
    ],
)
def test_a_scale_is_read_with_its_ends(words: str, unit: str, bounds: tuple[int, int | None, int | None]) -> None:
    (scale,) = read_scales(words, unit) or ()
    assert (scale.at_least, scale.below, scale.at_most) == bounds


@pytest.mark.parametrize(("words", "unit"), [("超过30只的", "只"), ("7亩", "亩"), ("3—6只（不含3只）的", "只"), ("20头（不含）以上", "头")])
def test_a_limit_that_may_mean_two_things_is_no_scale(words: str, unit: str) -> None:
    assert read_scales(words, unit) is None


def test_the_whole_number_decides_the_rate_of_each() -> None:
    (rule,) = drafted("（一）驴。存栏2—5头的，每头奖补700元；存栏6—19头的，每头奖补900元；存栏20头以上的，每头奖补1100元。")
    assert [total(rule, 驴=n) for n in ("2", "5", "6", "20")] == [1400, 3500, 5400, 22000]
    few = assessed(rule, 驴="1")
    assert few.verdict is Verdict.NOT_YET
    assert few.items[0].computed.distance == 1


@pytest.mark.parametrize(
    "clause",
    [
        "（一）驴。存栏2—6头的，每头奖补700元；存栏6—19头的，每头奖补900元。",  # overlap, and nothing above
        "（一）驴。存栏2—5头的，每头奖补700元；存栏8头以上的，每头奖补900元。",  # a gap
        "（一）驴。存栏20头以下的，每头奖补700元；存栏20头以上的，每头奖补900元。",  # twenty is both
        "（一）驴。存栏10头以内的，每头奖补700元；超过10头的，每头奖补900元。",  # of all, or of those beyond ten
        "（一）药材。种植连翘5亩以上的，每亩奖补300元，每户不超过20亩。",  # a limit on the number
        "（一）药材。种植连翘，成活率达到85%且面积7亩的，每亩奖补300元。",
        "（一）驴。存栏5头以上的，肉驴每头奖补700元，种公驴每头奖补900元。",  # does the scale hold for both
        "（一）驴。存栏驴5头以上的，每增加1头奖补1000元。",  # of those added alone
        "（一）驴。存栏驴10头以上的，超出部分每头奖补1000元。",
        "（一）驴。养殖驴的，每头补助600元，其中脱贫户每头补助800元。",
        "（一）药材。种植连翘的，在每亩补助300元基础上，脱贫户每亩再补100元。",
        "（一）驴。养殖驴的，每头每月补助30元。",  # for how many months
    ],
)
def test_scales_that_leave_a_case_open_are_left_to_quotation(clause: str) -> None:
    assert not any(rule.is_sure for rule in drafted(clause))


def test_a_least_scale_is_part_of_the_rule() -> None:
    (rule,) = drafted("（一）药材。种植连翘面积达到5亩以上的，每亩奖补300元。")
    assert (total(rule, 连翘="5"), total(rule, 连翘="4")) == (1500, None)


def test_a_limit_in_another_sentence_of_the_clause_holds_for_all_its_sums() -> None:
    (rule,) = drafted("（一）药材。种植连翘3亩以上的，每亩奖补300元；种植柴胡的，每亩奖补200元。药材奖补单户全年最高不超过2500元。")
    assert total(rule, 连翘="10") == 2500
    assert total(rule, 连翘="5", 柴胡="10") == 2500
    assert rule.subsidy(KB.lexicon).versions[0].caps[0].holder == "单户"


def test_a_limit_of_a_section_holds_for_the_sums_of_that_section_alone() -> None:
    rules = drafted(
        "（一）养殖业",
        "1.驴。养殖驴的，每头奖补900元。",
        "2.封顶。单户养殖业奖补累计不超过4000元。",
        "（二）种植业",
        "1.药材。种植连翘的，每亩奖补300元。",
    )
    animals, plants = sorted((rule for rule in rules if rule.is_sure), key=lambda rule: rule.id)
    assert total(animals, 驴="10") == 4000
    assert total(plants, 连翘="100") == 30000


def test_a_limit_that_names_somebody_in_particular_is_for_a_person_to_read() -> None:
    rules = drafted("（一）驴。养殖驴的，每头奖补900元。", "（二）封顶。重点村每户全年累计不超过4000元，其他村每户全年累计不超过6000元。")
    assert not any(rule.is_sure for rule in rules)


def test_a_share_of_a_cost_is_worked_out_below_its_limit_and_from_its_least_cost_on() -> None:
    (rule,) = drafted("（一）加工。新购置果脯烘干设备投资额6万元以上的，按投资额的25%给予补助，最高不超过4万元。")
    assert [total(rule, 投资额=n) for n in ("80000", "300000", "50000")] == [20000, 40000, None]


@pytest.mark.parametrize(
    "clause",
    [
        "（一）加工。新购置果脯烘干设备年产值60万元以上的，按投资额的25%给予补助。",  # the figure is no cost
        "（一）设施。建设喷灌设施的，按投资额的40%补助，每亩最高不超过700元。",
    ],
)
def test_a_share_with_a_limit_of_another_kind_is_left_to_quotation(clause: str) -> None:
    assert not any(rule.is_sure for rule in drafted(clause))


@pytest.mark.parametrize(
    "clause",
    [
        "（一）林果。新栽核桃3亩以上的，每亩补助800元，分三年兑付：第一年400元，第二年200元，第三年200元。",
        "（一）林果。新栽核桃3亩以上的，每亩补助800元，第一年栽植合格后兑付50%，第二年兑付25%，第三年兑付25%。",
        "（一）林果。新栽核桃3亩以上的，每亩补助800元，分三年按2∶1∶1的比例兑付。",
        "（一）林果。新栽核桃3亩以上的，每亩补助800元，连补3年，第一年补助400元，第二年、第三年各补助200元。",
        "（一）林果。新栽核桃3亩以上的，每亩补助800元，分两次兑现，当年验收合格后兑现50%，次年成活率达到85%以上再兑现50%。",
    ],
)
def test_a_sum_paid_in_parts_is_worked_out_as_a_whole_and_by_the_year(clause: str) -> None:
    (rule,) = drafted(clause)
    assert total(rule, 核桃="4") == 3200
    assert total(rule, 核桃="4", 新栽核桃第几年="1") == 1600
    assert total(rule, 核桃="2") is None


def test_what_words_alone_ask_is_said_beside_the_sum() -> None:
    (rule,) = drafted("（一）林果。新栽核桃、使用良种壮苗的，每亩补助800元。撂荒的当年不予补助。")
    (item,) = rule.subsidy(KB.lexicon).versions[0].items
    assert "使用良种壮苗" in item.note
    assert "撂荒的当年不予补助" in item.note


def test_a_sum_that_another_sentence_of_the_document_shares_a_name_with_knows_the_words_for_the_other() -> None:
    rules = drafted("（一）新栽。新栽核桃园的，每亩补助800元。", "（二）改造。低产核桃园改造的，每亩补助300元。")
    (item,) = rules[0].subsidy(KB.lexicon).versions[0].items
    assert {"低产", "改造"} <= set(item.not_about)


def test_each_one_paid_is_no_only_paid() -> None:
    (rule,) = drafted("（一）鸭。养殖鸭的，每只补贴6元。")
    assert total(rule, 鸭="100") == 600


def test_a_limit_within_a_limit_cuts_only_once() -> None:
    rules = drafted(
        "（一）养殖业",
        "1.驴。养殖驴的，每头奖补900元，每户不超过6000元。",
        "2.羊。养殖羊的，每只奖补100元。",
        "3.封顶。单户养殖业奖补累计不超过8000元。",
    )
    (rule,) = (rule for rule in rules if rule.is_sure)
    assert total(rule, 驴="10") == 6000
    assert total(rule, 驴="10", 羊="10") == 7000
    assert total(rule, 驴="10", 羊="90") == 8000


def test_above_the_lowest_of_several_limits_no_sum_is_sure() -> None:
    (rule, *_) = drafted(
        "（一）驴。养殖驴的，每头奖补900元。", "（二）封顶。单户全年累计：脱贫户最高不超过4000元，监测对象最高不超过6000元。"
    )
    assert total(rule, 驴="4") == 3600
    above = assessed(rule, 驴="5")
    assert above.total is None
    assert "监测对象最高不超过6000元" in above.caps[0].cap.source.quote


TABLE = "（一）标准表。\n品种\t起补规模\t补助标准（元/亩）\t单户上限（元）\t备注\n连翘\t3亩\t300\t2500\t{remark}"


def test_the_cells_of_a_row_are_its_scale_its_limit_and_its_words() -> None:
    rule = next(rule for rule in drafted(TABLE.format(remark="使用良种")) if rule.is_usable)
    assert [total(rule, 连翘=n) for n in ("3", "20", "2")] == [900, 2500, None]
    assert "使用良种" in rule.subsidy(KB.lexicon).versions[0].items[0].note


def test_what_a_row_asks_of_each_building_is_the_least_there_must_be_in_all() -> None:
    table = "（一）标准表。\n类型\t建设要求\t补助标准\t单个主体上限\n日光温室\t单栋净面积2亩以上，后墙保温\t每亩1.5万元\t60万元"
    rule = next(rule for rule in drafted(table) if rule.is_usable)
    assert [total(rule, 日光温室=n) for n in ("1", "2", "50")] == [None, 30000, 600000]
    assert "单栋净面积2亩以上" in rule.subsidy(KB.lexicon).versions[0].items[0].note


def test_a_row_with_a_figure_nobody_can_place_is_left_to_quotation() -> None:
    assert not any(rule.is_sure for rule in drafted(TABLE.format(remark="每户限5亩")))


def test_breeding_animals_are_known_by_the_name_people_use_and_are_no_other_animals() -> None:
    (rule,) = drafted("（一）驴。新购进能繁母驴的，每头奖补900元。")
    (fact,) = rule.subsidy(KB.lexicon).facts
    assert fact.names == ("能繁母驴", "母驴")


def test_what_is_insured_charged_or_added_is_no_sum_of_its_own() -> None:
    rules = drafted(
        "（一）山羊。每只奖补90元。与龙头企业签订协议的，在此基础上每只再增加20元。", "（二）保险。玉米每亩保险金额700元，每亩保费30元。"
    )
    (rule,) = (rule for rule in rules if rule.is_usable and rule.is_sure)
    assert total(rule, 山羊="10") == 900
    assert not any("700" in str(r.data) and r.is_sure for r in rules)


def test_a_sentence_that_names_nothing_is_about_what_its_clause_is_called() -> None:
    (rule,) = drafted("（一）山羊。当年新增存栏8只以上的，每只奖补90元。")
    assert total(rule, 山羊="10") == 900
    assert assessed(rule, 山羊="5").verdict is Verdict.NOT_YET


def test_the_least_that_is_paid_for_may_stand_behind_the_sum() -> None:
    (rule,) = drafted("（一）山羊。每只奖补90元，起补数量8只。")
    assert total(rule, 山羊="10") == 900
    assert total(rule, 山羊="5") in (None, 0)


def test_limits_of_two_sections_and_of_all_hold_together() -> None:
    lines = ("（一）养殖业", "1.驴。每头奖补1000元。", "2.山羊。每只奖补200元。", "（二）种植业", "1.花椒。每亩奖补500元。")
    limit = "（三）限额。单户当年到户奖补总额不得超过6000元，其中种植业奖补最高2000元，养殖业奖补最高5000元，三年累计奖补不得超过15000元。"
    (rule,) = (rule for rule in drafted(*lines, limit) if rule.is_sure)
    assert total(rule, 驴="4", 山羊="10") == 5000
    assert total(rule, 花椒="6") == 2000
    assert total(rule, 驴="4", 山羊="10", 花椒="6") == 6000
    assert "三年累计" in str(rule.data)


def test_a_name_with_a_bracket_is_no_condition() -> None:
    (rule,) = drafted("（一）驴。驴（含幼驴）每头奖补700元。")
    assert "条件" not in str(rule.data)


def test_what_names_nothing_in_particular_is_no_name() -> None:
    for rule in drafted("（一）示范种植。每亩补助150元。"):
        assert not any("种植" in entry["names"] for entry in rule.data.get("facts", {}).values())


@pytest.mark.parametrize(("text", "is_paid"), [("建了2亩蚕房能补多少", False), ("改造了2亩低产茶园能补多少", True)])
def test_a_number_alone_is_never_taken_for_what_one_document_counts(text: str, is_paid: bool) -> None:
    (rule,) = drafted("（一）改造。低产茶园改造的，每亩补助700元。")
    subsidy = rule.subsidy(KB.lexicon)
    lexicon = KB.lexicon.with_facts(subsidy.facts)
    acres = Mention(None, Decimal(2), "亩", "2亩", text.index("2"), text.index("2") + 2)
    question = Question(text, "ask_subsidy", DAY, mentions=with_new_words(text, (acres,), lexicon))
    assert bool(match(question, (subsidy,), lexicon).matches) is is_paid
