"""The five documents that ship are read to the clause."""

import pytest

from policy_kb.model import Document, NodeKind
from policy_kb.parsing import clause_text, find_node, load_documents, passages, squeeze
from tests.policy_kb.parsing.test_generated_documents import owners

DOCUMENTS = {document.slug: document for document in load_documents()}


def document(slug: str) -> Document:
    return DOCUMENTS[slug]


@pytest.mark.parametrize("slug", DOCUMENTS)
def test_every_character_lies_in_exactly_one_node(slug: str) -> None:
    source = document(slug).source
    assert owners(document(slug).root, len(source)) == [1] * len(source)


@pytest.mark.parametrize(
    ("slug", "clause", "words"),
    [
        ("qinyuan-2017", "四（三）6", "新建日光温室大棚每亩奖补2万元"),
        ("qinyuan-2017", "四（一）3", "每带动一户可享受低息贷款1-3万元"),
        ("qinyuan-2017", "文末", "沁源县人民政府"),
        ("honghe-2019", "附件1 （十一）", "最高给予20万元奖补"),
        ("honghe-2019", "附件4 四（一）", "最高给予20万元奖补"),
        ("honghe-2019", "附件3 三（二）2", "二是返还集体"),
        ("honghe-2019", "通知", "2019年4月15日"),
        ("xinjiang-2018-draft", "通知", "于11月5日前反馈自治区扶贫办"),
        ("xinjiang-2018-draft", "五（二）4", "户均不超过5万元的信贷支持"),
        ("shaoguan-2018", "一（一）", "发展村集体增收产业，增加收入的60%以上由本村贫困户共享"),
        ("hebei-2018", "二（六）", "实现家庭微工厂贫困县全覆盖"),
        ("hebei-2018", "任务清单第25行", "2018年底基本完成"),
    ],
)
def test_the_words_of_a_clause_are_found_under_its_number(slug: str, clause: str, words: str) -> None:
    assert squeeze(words) in squeeze(clause_text(document(slug), clause))


def test_a_task_table_becomes_its_tasks_with_content_departments_and_deadline() -> None:
    rows = [node for node in document("hebei-2018").root.walk() if node.kind is NodeKind.TABLE_ROW]
    assert [row.clause for row in rows] == [f"任务清单第{number}行" for number in range(1, 27)]
    for row in rows:
        heads = [line.split("：")[0] for line in row.text.splitlines()]
        assert heads == ["工作任务", "任务内容", "责任部门", "完成时限"]


def test_a_row_below_a_merged_heading_keeps_that_heading() -> None:
    row = find_node(document("hebei-2018"), "任务清单第6行")
    assert row is not None
    assert row.title == "实施家庭手工业扶贫工程"
    assert row.text.startswith("工作任务：扩大扶贫产业覆盖面 实施家庭手工业扶贫工程")


def test_second_level_numbers_that_run_on_name_the_clause_alone_and_those_that_restart_do_not() -> None:
    clauses = {node.clause for node in document("honghe-2019").root.walk()}
    assert {"附件1 （四）", "附件1 （二十一）", "附件2 三（一）", "附件2 四（一）"} <= clauses
    assert "附件1 二（四）" not in clauses


def test_a_heading_sentence_is_parted_from_its_body_and_stays_above_it() -> None:
    node = find_node(document("qinyuan-2017"), "四（三）6")
    assert node is not None
    assert node.title == "产业优惠政策"
    assert node.text.startswith("对贫困户自主发展种植、养殖等产业予以奖补")


def test_an_enumeration_can_be_retrieved_whole_with_its_lead() -> None:
    texts = [p.text for p in passages(document("honghe-2019")) if p.clause == "附件3 三（二）"]
    assert any(all(part in text for part in ("五类", "收益保底", "利润返还", "股份合作", "反哺农村", "挂钩特派")) for text in texts)


def test_an_items_passage_is_cited_by_the_numbered_clause_around_it() -> None:
    clauses = {p.clause for p in passages(document("xinjiang-2018-draft")) if "户均不超过5万元" in p.text}
    assert clauses == {"五（二）4"}


def test_passages_have_the_size_of_a_reply() -> None:
    every = [p for d in DOCUMENTS.values() for p in passages(d) if p.kind is not NodeKind.FRONT]
    assert sum(len(p.text) <= 180 for p in every) >= 0.9 * len(every)
    assert max(len(p.text) for p in every) <= 450


def test_the_uyghur_letterhead_is_no_part_of_the_title() -> None:
    notice = find_node(document("xinjiang-2018-draft"), "通知")
    assert notice is not None
    assert notice.title.startswith("新疆维吾尔自治区扶贫开发办公室征求")
