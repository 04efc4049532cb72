"""Facts are read from documents nobody tuned for: three invented counties, each written in its own way."""

from decimal import Decimal
from pathlib import Path

import pytest

from policy_kb.extraction import ExtractedFact, FactKind, Operator, extract_facts
from policy_kb.parsing import clause_text, load_document, load_documents, squeeze

FOLDER = Path(__file__).parent / "documents"
INVENTED = {path.stem: load_document(path) for path in sorted(FOLDER.glob("*.md"))}
FACTS = {slug: extract_facts(document) for slug, document in INVENTED.items()}

MONEY = [
    ("qingshan", "二（一）", FactKind.AMOUNT, "600", Operator.EQUAL, ("亩",), "新发展花椒、核桃等经济林"),
    ("qingshan", "二（一）", FactKind.AMOUNT, "500", Operator.EQUAL, ("亩",), "种植辣椒"),
    ("qingshan", "二（一）", FactKind.CAP, "5000", Operator.AT_MOST, ("户",), "种植辣椒"),
    ("qingshan", "二（二）1", FactKind.AMOUNT, "1500", Operator.EQUAL, ("头",), "能繁母牛"),
    ("qingshan", "二（二）2", FactKind.AMOUNT, "200", Operator.EQUAL, ("只",), "育肥羊"),
    ("qingshan", "二（二）3", FactKind.AMOUNT, "300", Operator.EQUAL, ("箱",), "中蜂"),
    ("qingshan", "二（三）", FactKind.AMOUNT, "500", Operator.EQUAL, ("人",), "省外"),
    ("qingshan", "二（四）", FactKind.LOAN, "50000", Operator.AT_MOST, (), "提供"),
    ("linhe", "第六条", FactKind.AMOUNT, "200", Operator.EQUAL, ("人", "月"), "车间"),
    ("linhe", "第七条", FactKind.LOAN, "1000000", Operator.AT_MOST, (), "银行可向扶贫车间发放"),
    ("shiquan", "一2", FactKind.CAP, "500000", Operator.AT_MOST, ("年",), "单个合作社"),
    ("shiquan", "一3", FactKind.AMOUNT, "150", Operator.EQUAL, ("立方米",), "新建冷库"),
]
OTHERS = [
    ("qingshan", "二（一）", FactKind.THRESHOLD, ("3",), "亩", Operator.AT_LEAST),
    ("qingshan", "二（三）", FactKind.THRESHOLD, ("6",), "个月", Operator.AT_LEAST),
    ("qingshan", "二（四）", FactKind.RATE, ("4.75",), "%", Operator.EQUAL),
    ("qingshan", "二（四）", FactKind.TERM, ("3",), "年", Operator.AT_MOST),
    ("qingshan", "三", FactKind.TERM, ("15",), "个工作日", Operator.AT_MOST),
    ("qingshan", "一", FactKind.THRESHOLD, ("2014", "2015"), "年", Operator.ONE_OF),
    ("linhe", "第二条", FactKind.THRESHOLD, ("5",), "人", Operator.AT_LEAST),
    ("linhe", "第五条（二）", FactKind.THRESHOLD, ("10", "29"), "人", Operator.RANGE),
    ("linhe", "第六条", FactKind.TERM, ("12",), "个月", Operator.AT_MOST),
    ("linhe", "第八条", FactKind.TERM, ("3",), "年", Operator.EQUAL),
    ("shiquan", "一1", FactKind.AMOUNT, ("200000", "300000"), "元", Operator.RANGE),
    ("shiquan", "二", FactKind.TARGET, ("15",), "家", Operator.AT_LEAST),
    ("shiquan", "二", FactKind.TARGET, ("2600",), "户", Operator.EQUAL),
]
TIMES = [
    ("qingshan", "三", FactKind.CYCLE, "每年10月底前"),
    ("qingshan", "四（二）", FactKind.CYCLE, "每月25日前"),
    ("linhe", "第八条", FactKind.CYCLE, "每半年"),
    ("shiquan", "二", FactKind.DEADLINE, "2020-12-31"),
    ("shiquan", "任务分工表第1行", FactKind.DEADLINE, "2020-05-31"),
    ("shiquan", "任务分工表第2行", FactKind.DEADLINE, "2020-11-30"),
    ("shiquan", "四", FactKind.CYCLE, "每季度末"),
]
DUTIES = [
    ("qingshan", "四（一）", "lead", ("县人社局",)),
    ("qingshan", "三", "decide", ("乡镇人民政府",)),
    ("qingshan", "三", "carry_out", ("县财政局",)),
    ("linhe", "第三条", "decide", ("县人力资源和社会保障局",)),
    ("shiquan", "一1", "lead", ("区农业农村局",)),
    ("shiquan", "一1", "support", ("区财政局", "区扶贫办")),
    ("shiquan", "任务分工表第3行", "support", ("区审计局",)),
    ("shiquan", "四", "head", ("分管副区长",)),
]


def facts_of(slug: str, clause: str, kind: FactKind) -> list[ExtractedFact]:
    return [fact for fact in FACTS[slug] if fact.clause == clause and fact.kind is kind]


@pytest.mark.parametrize(("slug", "clause", "kind", "yuan", "operator", "per", "subject"), MONEY)
def test_a_sum_is_read_with_what_it_is_for(
    slug: str, clause: str, kind: FactKind, yuan: str, operator: Operator, per: tuple[str, ...], subject: str
) -> None:
    found = [(fact.values, fact.operator, fact.per, fact.subject) for fact in facts_of(slug, clause, kind)]
    assert ((Decimal(yuan),), operator, per, subject) in found


@pytest.mark.parametrize(("slug", "clause", "kind", "values", "unit", "operator"), OTHERS)
def test_a_threshold_rate_term_or_target_is_read_with_its_unit(
    slug: str, clause: str, kind: FactKind, values: tuple[str, ...], unit: str, operator: Operator
) -> None:
    found = [(tuple(map(str, fact.values)), fact.unit, fact.operator) for fact in facts_of(slug, clause, kind)]
    assert (values, unit, operator) in found


@pytest.mark.parametrize(("slug", "clause", "kind", "value"), TIMES)
def test_a_deadline_or_cycle_is_read(slug: str, clause: str, kind: FactKind, value: str) -> None:
    assert value in [fact.values[0] for fact in facts_of(slug, clause, kind)]


@pytest.mark.parametrize(("slug", "clause", "role", "who"), DUTIES)
def test_it_is_read_who_is_responsible_and_in_which_role(slug: str, clause: str, role: str, who: tuple[str, ...]) -> None:
    assert (role, who) in [(fact.role, fact.values) for fact in facts_of(slug, clause, FactKind.RESPONSIBLE)]


def test_what_the_document_leaves_to_the_townships_is_read_as_left_open() -> None:
    assert [fact.clause for fact in FACTS["linhe"] if fact.kind is FactKind.DELEGATED and "细则" in fact.quote] == ["第九条"]


@pytest.mark.parametrize("document", [*INVENTED.values(), *load_documents()], ids=lambda document: document.slug)
def test_every_quote_stands_word_for_word_in_its_clause(document) -> None:  # type: ignore[no-untyped-def]
    for fact in extract_facts(document):
        assert fact.quote
        assert squeeze(fact.quote) in squeeze(clause_text(document, fact.clause))
