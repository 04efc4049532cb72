"""What a web site or a browser's printing writes around a document tells its number and date, and is no part of it."""

from datetime import date

import pytest

from policy_kb.intake.formats.wrapping import without_wrapping
from policy_kb.intake.metadata import ReadMeta, read_metadata
from policy_kb.intake.reading import read_file
from policy_kb.knowledge_base import load_shipped
from policy_kb.model import DocumentMeta
from policy_kb.parsing import read_document

DIVISIONS = load_shipped().divisions
TITLE = "沁水县人民政府办公室\n关于印发沁水县蚕桑产业奖补办法的通知\n"
BODY = """各乡镇人民政府：
　　现将《沁水县蚕桑产业奖补办法》印发给你们，请遵照执行。
　　　　　　　　沁水县人民政府办公室
　　　　　　　　　2022年3月9日
沁水县蚕桑产业奖补办法
为做好工作，制定本办法。
一、标准
新栽桑园每亩奖补800元。
二、附则
本办法自印发之日起施行，有效期2年。
"""
PAGES = {
    "one line a pair": "首页 > 政务公开 > 县政府文件\n索 引 号：11140521/2022-00031\t主题分类：农业\n"
    "发布机构：沁水县人民政府办公室\t成文日期：2022-03-09\n文　　号：沁政办发〔2022〕11号\t有 效 性：有效\n【字体：大 中 小】 打印本页\n",
    "cells on lines of their own": "您当前的位置：首页>>公开目录\n索引号：\n11140521/2022-00031\n发文机关：\n沁水县人民政府办公室\n"
    "成文日期：\n2022年03月09日\n标题：\n沁水县人民政府办公室关于印发沁水县蚕桑产业奖补办法的通知\n发文字号：\n沁政办发〔2022〕11号\n废止日期：\n",
    "a table without colons": "索引号\t11140521/2022-00031\t发布日期\t2022-03-10\n"
    "发文机关\t沁水县人民政府办公室\t文号\t沁政办发〔2022〕11号\n",
    "blanks between the pairs": "名    称：关于印发沁水县蚕桑产业奖补办法的通知    文    号：沁政办发〔2022〕11号\n"
    "关 键 词：蚕桑；奖补    公开日期：2022-03-10\n",
}
PAGES["labels in brackets, under a menu"] = (
    "沁水县人民政府门户网站\n首页\n走进沁水\n您的位置：首页 > 规范性文件\n"
    "【发文字号】沁政办发〔2022〕11号\n【发布部门】沁水县人民政府办公室\n【时效性】现行有效\n"
)
FOOTS = (
    "【关闭窗口】  上一篇：春季防火通告  下一篇：没有了\n",
    "附件：蚕桑奖补申请表.docx\n扫一扫在手机打开当前页\n分享到：\n"
    "相关解读：\n一图读懂沁水县蚕桑奖补\n主办：沁水县人民政府办公室  晋ICP备12345号\n",
)


def read(source: str) -> ReadMeta:
    return read_metadata(read_document(DocumentMeta("", "", "", ""), without_wrapping(source)), DIVISIONS)


@pytest.mark.parametrize("foot", FOOTS)
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_document_saved_from_any_site_is_read_like_the_document(page: str, foot: str) -> None:
    found = read(page + TITLE + "发布时间：2022-03-10 09:12  来源：县政府办  浏览次数：217次  【打印】\n" + BODY + foot)
    assert (found.title, found.issuer) == ("沁水县蚕桑产业奖补办法", "沁水县人民政府办公室")
    assert (found.number, found.issued_on, found.in_force_until) == ("沁政办发〔2022〕11号", date(2022, 3, 9), date(2024, 3, 8))


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_nothing_of_the_page_can_become_an_answer(page: str) -> None:
    text = without_wrapping(page + TITLE + BODY + FOOTS[1])
    assert not any(word in text for word in ("首页", "索引号", "打印", "废止日期", "扫一扫", "一图读懂", "ICP", "关键词", "公开日期"))
    assert BODY.strip() in text


def test_an_unsigned_article_is_signed_with_what_the_page_says() -> None:
    body = "为做好工作，制定本办法。\n一、标准\n新栽桑园每亩奖补800元。\n"
    found = read(f"发布机构：沁水县农业农村局\t成文日期：2022-03-09\n沁水县蚕桑产业奖补办法\n{body}下一篇：没有了\n")
    assert (found.title, found.issuer, found.issued_on) == ("沁水县蚕桑产业奖补办法", "沁水县农业农村局", date(2022, 3, 9))


def test_head_and_foot_of_a_printed_page_do_not_stand_in_its_middle() -> None:
    page = "2022/3/10 上午9:12 沁水县人民政府\nhttps://www.example.gov.cn/art/2022/3/10/art_1.html 1/2\n"
    text = without_wrapping(TITLE + BODY.replace("二、附则", f"{page}二、附则"))
    assert "gov.cn" not in text
    assert "2022/3/10" not in text


@pytest.mark.parametrize(
    "text",
    [
        "沁水县蚕桑产业奖补清单\n名称\t规模\t标准\n桑园\t10亩以上\t每亩800元\n",
        "关于项目申报的通知\n各乡镇：\n请于2022年3月9日前申报。\n联系人：见公告\n一、来源：财政资金。\n二、名称：蚕桑项目。\n",
        "沁水县蚕桑奖补办法\n第一条 分类：本办法分两类奖补。\n发布时间：以公告为准。\n相关政策另行制定。\n",
    ],
)
def test_a_text_that_stands_alone_is_left_as_it_is(text: str) -> None:
    assert without_wrapping(text) == text


def test_a_red_head_with_its_marks_is_no_title_and_its_line_no_clause() -> None:
    marks = "000017\n机密★1年\n特急\n沁水县农业农村局文件\n沁农发〔2022〕8号    签发人：见原件\n"
    body = "各乡镇：\n现通知如下：\n一、标准\n新栽桑园每亩补助800元。\n沁水县农业农村局\n2022年3月9日\n"
    text = f"{marks}————★————\n关于下达蚕桑产业补助标准的通知\n{body}"
    source = read_file(text.encode(), "红头.txt").text
    found = read_metadata(read_document(DocumentMeta("", "", "", ""), source), DIVISIONS)
    assert (found.title, found.issuer, found.number) == ("关于下达蚕桑产业补助标准的通知", "沁水县农业农村局", "沁农发〔2022〕8号")


def test_a_text_file_is_read_without_its_page() -> None:
    found = read_file((PAGES["one line a pair"] + TITLE + BODY).encode("gb18030"), "saved.txt")
    assert found.text.startswith("沁政办发〔2022〕11号\n沁水县人民政府办公室")
