"""Whatever form a document is handed in, its clauses are the same; what cannot be read is refused with a remedy."""

from pathlib import Path

import pytest

from policy_kb.errors import UnreadableFile
from policy_kb.intake import read_file
from policy_kb.model import DocumentMeta, NodeKind
from policy_kb.parsing import clause_text, find_node, read_document, squeeze
from tests.policy_kb.intake import files

META = DocumentMeta("d", files.TITLE, "沁水县人民政府", "140521")
FORMS = {
    "办法.txt": files.as_text().encode(),
    "办法.md": files.as_text().encode("gb18030"),
    "办法.docx": files.as_docx(),
    "办法.pdf": files.as_pdf(),
    "办法.html": files.as_html(),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_document_gives_the_same_clauses(name: str) -> None:
    document = read_document(META, read_file(FORMS[name], name).text)
    clauses = [n.clause for n in document.root.walk() if n.kind in (NodeKind.HEADING, NodeKind.TABLE_ROW)]
    assert clauses == ["一", "一（一）", "一（二）", "二", "任务分工表第1行", "任务分工表第2行"]
    assert squeeze(files.LINES[10]) == squeeze(clause_text(document, "一（一）"))
    row = find_node(document, "任务分工表第2行")
    assert row is not None
    assert "责任单位：县财政局\n完成时限：2019年12月底前" in row.text


def test_navigation_and_footer_of_a_web_page_are_dropped() -> None:
    text = read_file(FORMS["办法.html"], "办法.html").text
    assert "政务公开" not in text
    assert "备案号" not in text


def test_page_numbers_of_a_pdf_are_dropped() -> None:
    assert "— 1 —" not in read_file(FORMS["办法.pdf"], "办法.pdf").text


def test_numbers_that_word_draws_itself_are_kept() -> None:
    assert read_file(files.numbered_docx(), "材料.docx").text.splitlines()[1:] == ["1.身份证复印件；", "2.验收申请表；", "3.银行卡复印件。"]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (files.scanned_pdf(), "扫描.pdf", "扫描件"),
        (files.locked_pdf(), "加密.pdf", "加了密码"),
        (b"  \n", "空.txt", "是空的"),
        (b"x" * (20 * 1024 * 1024 + 1), "大.txt", "超过 20 兆"),
        (files.as_docx(), "办法.pdf", "内容却是Word 文档"),
        (files.as_pdf(), "办法.docx", "内容却是PDF"),
        ("一、目标".encode(), "办法.docx", "内容却是纯文字"),
        ("一、目标".encode(), "办法.xyz", "不认识"),
        (b"PK\x03\x04broken", "坏.docx", "已损坏"),
        (b"%PDF-1.4 broken", "坏.pdf", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧.doc", "另存为 .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "锁.docx", "加了密码"),
        (bytes(range(256)) * 4, "乱.txt", "不是可读的文字"),
        (b"<html><body><nav><a href='/'>home</a></nav></body></html>", "页.html", "没有找到正文"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_chinese_with_the_remedy(content: bytes, name: str, told: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_file(content, name)
    assert told in str(refused.value)
    assert "请" in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="找不到"):
        read_file(tmp_path / "没有.txt")


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_text(files.as_text(), encoding="utf-8")
    read = read_file(path)
    assert (read.name, read.kind, read.text) == ("办法.txt", "text", files.as_text())


PAGE = """<html><head><title>关于印发《沁水县养蚕办法》的通知_沁水县人民政府</title></head><body><div><a href="/">首页</a> &gt; 正文</div>
<table><tr><td>索引号</td><td>000/2022-1</td><td>发布机构</td><td>沁水县农业农村局</td></tr>
<tr><td>文号</td><td>沁农发〔2022〕8号</td><td>成文日期</td><td>2022-03-09</td></tr></table>
<h1>沁水县农业农村局关于印发<br/>《沁水县养蚕办法》的通知</h1>
<div><p>各乡镇人民政府：</p><p>现将办法印发给你们，请认真贯彻执行，切实做好蚕桑产业发展的各项工作。</p>
<p>一、标准</p><p>（一）蚕房按照下表补助，经县农业农村局验收合格后兑付到户。</p>
<table><tr><th>设施</th><th>规格</th><th>标准（元/间）</th></tr><tr><td rowspan="2">蚕房</td><td>砖混</td><td>2600</td></tr>
<tr><td>钢架</td><td>1500</td></tr></table><p>（二）本办法由县农业农村局负责解释，自印发之日起施行。</p></div>
<div class="footer"><p>主办：沁水县人民政府办公室 版权所有</p></div></body></html>"""


def test_a_page_s_own_table_about_a_document_is_no_part_of_it_but_tells_number_and_date() -> None:
    text = read_file(PAGE.encode(), "办法.html").text
    assert text.startswith("沁水县农业农村局关于印发《沁水县养蚕办法》的通知\n沁农发〔2022〕8号")
    assert text.rstrip().endswith("沁水县农业农村局\n2022年3月9日")
    assert not any(word in text for word in ("索引号", "首页", "版权"))


def test_a_cell_that_spans_rows_stands_in_each_of_them() -> None:
    rows = [n.text for n in read_document(META, read_file(PAGE.encode(), "办法.html").text).root.walk() if n.kind is NodeKind.TABLE_ROW]
    assert rows == ["设施：蚕房\n规格：砖混\n标准（元/间）：2600", "设施：蚕房\n规格：钢架\n标准（元/间）：1500"]


LAID_OUT = PAGE.replace("<table><tr><td>索引号", "<table><tr><td><table><tr><td>索引号", 1).replace(
    "</table>\n<h1>", "</table></td></tr><tr><td><h1>", 1
).replace('<div class="footer">', '</td></tr></table><div class="footer">')  # fmt: skip
ANNEX = """<table><tr><th>序号</th><th>文件名称</th><th>文号</th></tr>
<tr><td>1</td><td>《清水县养蜂奖补办法》</td><td>清政发〔2019〕3号</td></tr></table>"""
SPANNING = """<table><tr><th>设施</th><th>规格</th><th>材料</th><th>标准（元/间）</th></tr>
<tr><td colspan="2">简易蚕房</td><td>竹木</td><td rowspan="2">900</td></tr><tr><td>大棚</td><td>单栋</td><td>钢架</td></tr></table>"""


def test_an_article_inside_a_table_that_lays_out_the_page_is_read_whole() -> None:
    text = read_file(LAID_OUT.encode(), "办法.html").text
    assert "（一）蚕房按照下表补助" in text
    assert "负责解释，自印发之日起施行" in text
    assert "沁农发〔2022〕8号" in text
    assert "索引号" not in text


def test_an_annex_that_lists_documents_with_their_numbers_is_kept() -> None:
    text = read_file(PAGE.replace('<div class="footer">', f"<p>附件：废止的文件</p>{ANNEX}<div>").encode(), "办法.html").text
    assert "《清水县养蜂奖补办法》" in text
    assert "清政发〔2019〕3号" in text
    assert text.startswith("沁水县农业农村局关于印发《沁水县养蚕办法》的通知\n沁农发〔2022〕8号")


def test_a_cell_that_spans_rows_keeps_its_column_beside_one_that_spans_columns() -> None:
    before, rest = PAGE.split("<table><tr><th>")
    page = before + SPANNING + rest.partition("</table>")[2]
    rows = [n.text for n in read_document(META, read_file(page.encode(), "办法.html").text).root.walk() if n.kind is NodeKind.TABLE_ROW]
    assert rows[1] == "设施：大棚\n规格：单栋\n材料：钢架\n标准（元/间）：900"
    assert rows[0].endswith("材料：竹木\n标准（元/间）：900")
