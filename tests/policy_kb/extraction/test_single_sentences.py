"""One sentence, one fact: the ways officials write sums, limits, dates and duties."""

from datetime import date

import pytest

from policy_kb.extraction import ExtractedFact, FactKind, extract_facts
from policy_kb.model import DocumentMeta
from policy_kb.parsing import read_document

META = DocumentMeta("d", "某某县方案", "某某县人民政府", "140431", issued_on=date(2019, 4, 15))


def facts(sentence: str) -> tuple[ExtractedFact, ...]:
    return extract_facts(read_document(META, f"一、措施\n（一）内容。下列事项照此办理。{sentence}\n"))


def values(sentence: str, kind: FactKind) -> list[tuple[str, ...]]:
    return [tuple(map(str, fact.values)) for fact in facts(sentence) if fact.kind is kind]


@pytest.mark.parametrize(
    ("sentence", "kind", "expected"),
    [
        ("新建大棚每亩补助2万元。", FactKind.AMOUNT, ("20000",)),
        ("新建大棚每亩补助两千元。", FactKind.AMOUNT, ("2000",)),
        ("给予1000元-5000元的奖补。", FactKind.AMOUNT, ("1000", "5000")),
        ("给予1至3万元奖励。", FactKind.AMOUNT, ("10000", "30000")),
        ("奖补总额不超过100万元。", FactKind.CAP, ("1000000",)),
        ("单户最高补助6,000元。", FactKind.CAP, ("6000",)),
        ("每户贷款金额不超过5万元。", FactKind.LOAN, ("50000",)),
        ("劳务支出不得低于百分之四十五。", FactKind.RATIO, ("45",)),
        ("年利率按3.85%执行。", FactKind.RATE, ("3.85",)),
        ("分五年兑现。", FactKind.TERM, ("5",)),
        ("到2020年，建成示范基地25个。", FactKind.TARGET, ("25",)),
        ("2018年12月以前完成。", FactKind.DEADLINE, ("2018-12",)),
        ("2020年2月底前完成。", FactKind.DEADLINE, ("2020-02-29",)),
        ("于11月5日前报送。", FactKind.DEADLINE, ("2019-11-05",)),
        ("每年3月底前制定年度方案。", FactKind.CYCLE, ("每年3月底前",)),
        ("进展情况半年总结，年底考核。", FactKind.CYCLE, ("每半年",)),
        ("建立月报制度。", FactKind.CYCLE, ("每月",)),
        ("2018年1月－2018年3月为准备阶段。", FactKind.TERM, ("2018-01", "2018-03")),
        ("可按照30户以下、30—50户、50户以上划分标准。", FactKind.THRESHOLD, ("30户以下", "30—50户", "50户以上")),
        ("带动贫困户达10户、20户、30户以上的企业优先推荐。", FactKind.THRESHOLD, ("10",)),
        ("实现贫困户培训全覆盖。", FactKind.TARGET, ("全覆盖",)),
    ],
)
def test_a_way_of_writing_is_understood(sentence: str, kind: FactKind, expected: tuple[str, ...]) -> None:
    assert expected in values(sentence, kind)


@pytest.mark.parametrize(
    "sentence",
    [
        "具体标准由各县市自行制定。",
        "各地可适当增加补贴。",
        "可由县级政府给予奖补。",
        "对带动作用大的合作社给予适当奖励。",
        "其他项目参照执行。",
    ],
)
def test_what_is_left_open_is_read_as_left_open(sentence: str) -> None:
    assert values(sentence, FactKind.DELEGATED) == [()]


def test_a_grant_with_its_sum_is_not_left_open() -> None:
    assert values("对带动作用大的合作社给予一次性奖励5万元。", FactKind.DELEGATED) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "按照《三年行动计划（第60次会议）》办理。",
        "根据冀财农〔2018〕3号文件执行。",
        "进一步加大力度。",
        "党的十九大精神。",
        "给予一次性支持。",
    ],
)
def test_numbers_that_bind_nobody_are_no_facts(sentence: str) -> None:
    assert [fact for fact in facts(sentence) if fact.kind in (FactKind.AMOUNT, FactKind.CAP, FactKind.THRESHOLD, FactKind.TARGET)] == []


def test_instalments_are_for_the_unit_of_the_whole() -> None:
    per = {fact.subject: fact.per for fact in facts("退耕还林每亩补助1500元，分2年兑现：第一年补助500元，第二年补助1000元。")}
    assert per["第一年"] == per["第二年"] == ("亩",)


def test_every_list_of_bodies_keeps_who_leads_supports_and_carries_out() -> None:
    sentence = "（责任单位：州科技局牵头，州教育局、州委组织部配合；各县市人民政府主体实施）"
    read = [(fact.role, fact.values) for fact in facts(sentence)]
    assert read == [("lead", ("州科技局",)), ("support", ("州教育局", "州委组织部")), ("carry_out", ("各县市人民政府",))]


def test_levels_of_government_named_together_stay_together() -> None:
    read = [fact.values for fact in facts("（责任部门：省农业厅（省农工办）、省扶贫办，市、县各有关部门）")]
    assert read == [("省农业厅（省农工办）", "省扶贫办", "市、县各有关部门")]


def test_a_duty_that_goes_on_after_a_semicolon_keeps_its_body() -> None:
    read = [(fact.values, fact.subject) for fact in facts("县农业局牵头组织编制规划；负责种养业扶贫工作。") if fact.role == "lead"]
    assert (("县农业局",), "种养业扶贫工作") in read


TABLE = """附件1
特色产业奖补标准表
序号\t产业类别\t项目名称\t补助标准（元/亩）\t每户上限（元）
1\t种植业\t核桃\t500\t3000
2\t\t花椒\t400-600\t3000
"""


def test_a_bare_number_in_a_table_takes_its_unit_from_the_head_of_its_column() -> None:
    read = [fact for fact in extract_facts(read_document(META, TABLE)) if fact.clause == "附件1 奖补标准表第2行"]
    assert [(fact.kind, tuple(map(str, fact.values)), fact.unit, fact.per) for fact in read] == [
        (FactKind.AMOUNT, ("400", "600"), "元", ("亩",)),
        (FactKind.CAP, ("3000",), "元", ("户",)),
    ]
    assert read[0].subject == "花椒"
    assert read[0].quote == "400-600"
