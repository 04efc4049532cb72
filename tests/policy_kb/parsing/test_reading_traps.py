"""The traps Chinese official writing sets for a reader of numbers."""

import pytest

from policy_kb.model import Document, DocumentMeta, NodeKind
from policy_kb.parsing import clause_text, find_node, passages, read_document, split_sentences

META = DocumentMeta("d", "某某县产业扶贫实施方案", "某某县人民政府", "140431")


def read(source: str) -> Document:
    return read_document(META, source)


def headings(document: Document) -> list[str]:
    return [node.clause for node in document.root.walk() if node.kind is NodeKind.HEADING]


@pytest.mark.parametrize(
    "line",
    [
        "（一）项规定的贫困户，按照标准给予补助。",
        "（一）、（二）项所列对象不得重复享受。",
        "第二条规定的对象，可以申请补助。",
        "第三条第二款所称合作社，是指专业合作社。",
        "第二条、第三条规定的补助不重复享受。",
        "2018年3月底前完成验收工作。",
        "2.5万元以下的部分由县财政承担。",
        "一、二、三产业融合发展的项目优先支持。",
    ],
)
def test_a_reference_or_a_figure_at_the_start_of_a_sentence_is_no_heading(line: str) -> None:
    document = read(f"一、扶持对象\n（一）贫困户。建档立卡的贫困户。\n{line}\n（二）合作社。带动贫困户的合作社。\n")
    assert headings(document) == ["一", "一（一）", "一（二）"]
    assert line in clause_text(document, "一（一）")


@pytest.mark.parametrize("title", ["项目申报", "条件审核", "及时报送", "目标任务", "中央资金", "所有权"])
def test_a_title_that_begins_like_a_reference_is_still_a_heading(title: str) -> None:
    assert headings(read(f"一、工作要求\n（一）{title}。做好各项工作。\n（二）加强领导。落实责任。\n"))[1] == "一（一）"


def test_articles_are_cited_by_their_number_alone_and_keep_their_items() -> None:
    document = read(
        "第一章 总则\n第一条 为规范管理，制定本办法。\n"
        "第二章 奖补\n第二条 给予奖补：\n（一）五人以上的，奖补1万元；\n（二）十人以上的，奖补3万元。\n"
    )
    assert headings(document) == ["第一章", "第一条", "第二章", "第二条", "第二条（一）", "第二条（二）"]


def test_a_reference_torn_from_its_sentence_by_a_line_break_joins_it_again() -> None:
    document = read("第一章 总则\n第一条 为规范管理，制定本办法。\n第二条 符合本办法\n第一条规定的可以申请。\n")
    assert headings(document) == ["第一章", "第一条", "第二条"]
    assert "符合本办法第一条规定的可以申请" in clause_text(document, "第二条")


def test_the_list_of_annexes_is_no_annex_and_the_annexes_are() -> None:
    source = (
        "某某县关于印发方案的通知\n各乡镇：\n现将方案印发给你们。\n附件：1. 甲方案\n2. 乙方案\n某某县人民政府\n2019年4月15日\n"
        "附件1\n甲方案\n一、目标\n完成任务。\n附件2\n乙方案\n一、目标\n完成任务。\n"
    )
    document = read(source)
    annexes = [(n.clause, n.title) for n in document.root.walk() if n.kind is NodeKind.ANNEX]
    assert annexes == [("附件1", "甲方案"), ("附件2", "乙方案")]
    assert headings(document) == ["附件1 一", "附件2 一"]


def test_signature_date_and_copies_are_the_end_and_not_the_last_clause() -> None:
    document = read("一、工作要求\n落实责任。\n\n某某县扶贫办\n2019年4月15日\n抄送：县委办公室。\n")
    ending = find_node(document, "文末")
    assert ending is not None
    assert ending.kind is NodeKind.BACK
    assert ending.text == "某某县扶贫办2019年4月15日抄送：县委办公室。"
    assert "2019" not in clause_text(document, "一")


def test_the_responsible_unit_after_an_enumeration_belongs_to_the_whole_clause() -> None:
    document = read("一、措施\n（一）加快建设。一是摸清底数。逐户走访。二是制定方案。（责任单位：县农委）\n")
    whole, last = find_node(document, "一（一）"), find_node(document, "一（一） 二是")
    assert whole is not None
    assert last is not None
    assert whole.text == "（责任单位：县农委）"
    assert last.text == "制定方案。"


def test_a_table_between_clauses_does_not_stop_the_numbering() -> None:
    document = read("一、任务\n任务分工表\n序号\t工作\t责任单位\n1\t建档\t县农委\n2\t验收\t县扶贫办\n二、要求\n落实责任。\n")
    assert headings(document) == ["一", "二"]
    row = find_node(document, "任务分工表第2行")
    assert row is not None
    assert "责任单位：县扶贫办" in row.text


def test_a_misnumbered_document_still_names_every_clause_differently() -> None:
    document = read("一、要求\n（一）甲。做甲。\n（一）乙。做乙。\n（二）丙。做丙。\n")
    assert headings(document) == ["一", "一（一）", "一（一）之2", "一（二）"]


def test_an_article_torn_by_the_end_of_a_line_is_one_article() -> None:
    document = read(
        "    第一条  为做好工作，让贫困户贷得到、用得好、\n还得上，制定本办法。\n"
        "    第二条  贴息按季度结算，由县农商银行于每季度末报县扶贫办审核，县\n财政局10个工作日内拨付。\n"
    )
    assert headings(document) == ["第一条", "第二条"]
    article = find_node(document, "第二条")
    assert article is not None
    assert article.text == "贴息按季度结算，由县农商银行于每季度末报县扶贫办审核，县财政局10个工作日内拨付。"


def test_an_item_that_begins_on_the_line_of_its_article_is_an_item_of_its_own() -> None:
    document = read("第一条 为规范管理，制定本办法。\n第二条 （一）用于种植；\n（二）用于加工。\n")
    assert headings(document) == ["第一条", "第二条", "第二条（一）", "第二条（二）"]


def test_a_title_of_a_notice_and_its_addressee_answer_nothing() -> None:
    notice = "某县人民政府关于印发《某县办法》的通知\n某政发〔2020〕1号\n各乡镇：\n现将办法印发给你们，请认真执行。\n"
    source = notice + "某县人民政府\n2020年1月2日\n某县办法\n第一条 每亩补50元。\n"
    assert [p.text for p in passages(read(source)) if p.kind is NodeKind.FRONT] == []


def test_a_unit_before_a_colon_and_what_it_does_are_one_sentence() -> None:
    document = read("一、分工\n——县林业局：负责验收；\n——县财政局：负责拨付。\n")
    assert "县财政局：负责拨付。" in [p.text for p in passages(document)]


def test_an_item_is_found_under_the_words_that_introduce_it() -> None:
    document = read("第一条 有下列情形之一的，不予补助：\n（一）转租的；\n（二）闲置的。\n")
    assert all("有下列情形之一的，不予补助" in p.headings for p in passages(document) if p.text.startswith(("转租", "闲置")))


def test_a_row_of_a_table_of_standards_is_one_sentence_and_a_row_of_duties_is_not() -> None:
    rows = read("一、标准\n表1 补助标准\n序号\t品种\t补助标准\n1\t魔芋\t每亩300元\n2\t姜\t每亩200元\n")
    assert (
        next(s for p in passages(rows) if p.kind is NodeKind.TABLE_ROW for s in split_sentences(p.text))
        == "品种：魔芋，补助标准：每亩300元"
    )
    duties = read("一、分工\n序号\t任务\t单位\n1\t验收\t林业局\n2\t拨付\t财政局\n")
    assert len([s for p in passages(duties) if p.kind is NodeKind.TABLE_ROW for s in split_sentences(p.text)]) == 6


def test_a_figure_in_a_clause_s_first_sentence_is_found_and_not_lost_as_its_title() -> None:
    document = read("一、标准\n（一）每户全年最高不超过4000元。超出部分不予补助。\n（二）按年发放。\n")
    assert any("最高不超过4000元" in p.text for p in passages(document))


def test_a_row_is_named_by_its_item_and_tier_and_cited_by_the_number_of_its_table() -> None:
    table = "类别名称\t分档\t补贴额（元/台）\n烘茶机\t6平方米\t900\n烘茶机\t10平方米\t1500\n揉茶机\t35型\t700\n"
    document = read(f"一、标准\n表2 主要设备补贴额一览表\n{table}")
    rows = [n for n in document.root.walk() if n.kind is NodeKind.TABLE_ROW]
    assert [(n.clause, n.title) for n in rows] == [("表2第1行", "烘茶机 6平方米"), ("表2第2行", "烘茶机 10平方米"), ("表2第3行", "揉茶机")]


def test_a_row_is_named_by_what_is_paid_for_and_not_by_whom_it_is_paid_to() -> None:
    document = read("一、标准\n序号\t补贴项目\t补贴对象\t标准\n1\t甘蔗种植\t种植户\t90元\n2\t甘蔗机收\t种植户\t70元\n")
    assert [n.title for n in document.root.walk() if n.kind is NodeKind.TABLE_ROW] == ["甘蔗种植", "甘蔗机收"]


def test_what_a_notice_without_addressee_asks_for_is_found() -> None:
    notice = (
        "关于公开征求《某县办法（征求意见稿）》意见的公告\n有关单位和个人可于4月9日前反馈意见。\n联系人：某某\n某县农业局\n2020年1月2日\n"
    )
    document = read(f"{notice}附件\n某县办法\n（征求意见稿）\n一、标准\n每亩补50元。\n")
    assert any("4月9日前反馈意见。" in p.text for p in passages(document))


@pytest.mark.parametrize("source", ["一、目标。\n附件1\t任务表\n项目\t标准\n养牛\t600元\n", "附件1 。\n一、目标"])
def test_an_annex_is_read_however_odd_its_first_line(source: str) -> None:
    assert [node.clause for node in read(source).root.walk() if node.kind is NodeKind.ANNEX] == ["附件1"]
