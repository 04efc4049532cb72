"""Documents as pages: every clause linked, quotes marked, contacts covered, nothing lost, nothing injected."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from bot.channels.documents_page import Reader, cover_contacts, mark_quote
from bot.channels.web import create_app
from policy_kb.model import Document
from policy_kb.parsing import load_documents
from tests.fakes_web import CLAUSE, QUOTE, EchoConversation, EverybodyIsKnown, OneCounter, PartsAre, Shelf, request, small_document

DOCUMENTS = Path(__file__).parents[3] / "policy_kb" / "documents"
COVER = "（略）"


def serving(*documents: Document) -> FastAPI:
    return create_app(EchoConversation(), EverybodyIsKnown(), PartsAre(), OneCounter(), Shelf(*documents))


def page(path: str, *documents: Document) -> str:
    response = request(serving(*(documents or (small_document(),))), "GET", path)
    assert response.status_code == 200
    return response.text


def all_published() -> list[Document]:
    loaded = load_documents(DOCUMENTS)
    return list(loaded.values()) if isinstance(loaded, dict) else list(loaded)


def test_the_list_names_every_document_with_its_issuer_date_and_standing() -> None:
    text = page("/documents")
    assert all(word in text for word in ("试验办法", "试验县人民政府", "2020-01-02", "已过文件期限", "/documents/test-2020"))


def test_an_empty_shelf_says_so() -> None:
    assert "还没有文件" in request(serving(), "GET", "/documents").text


def test_every_clause_is_an_anchor() -> None:
    text = page("/documents/test-2020")
    assert all(f'id="{clause}"' in text for clause in ("一", CLAUSE, "清单第1行", "清单第2行"))


def test_headings_are_headings_and_a_table_is_one_table_with_its_rows() -> None:
    text = page("/documents/test-2020")
    assert re.search(r"<h2>一、总则</h2>", text)
    assert text.count("<table>") == 1
    assert "<p>县交通局，县财政局</p>" in text


def test_the_quoted_sentence_is_marked_once() -> None:
    text = page(f"/documents/test-2020?quote={QUOTE}")
    assert text.count("<mark>") == 1
    assert f"<mark>{QUOTE}</mark>" in text


def test_a_quote_that_is_not_there_or_too_long_marks_nothing() -> None:
    assert "<mark>" not in page("/documents/test-2020?quote=没有这句话")
    assert "<mark>" not in page("/documents/test-2020?quote=" + "长" * 3000)


def test_a_sentence_said_twice_is_marked_in_the_clause_that_is_cited() -> None:
    document = small_document("全县都要照办。")
    marked = [s.clause for s in Reader(COVER, "全县都要照办", CLAUSE).sections(document) if "<mark>" in "".join(s.paragraphs)]
    assert marked == [CLAUSE]


def test_a_quote_over_several_cells_of_a_row_is_marked_in_each() -> None:
    row = next(s for s in Reader(COVER, "县财政局\n\t2020年12月底", "清单第1行").sections(small_document()) if s.clause == "清单第1行")
    assert [p for p in row.paragraphs if "<mark>" in p] == ["县交通局，<mark>县财政局</mark>", "<mark>2020年12月底</mark>"]


def test_a_row_with_column_names_shows_them_and_its_cells_are_still_found_when_quoted_as_laid_out() -> None:
    words = ["任务内容：修路", "责任部门：县交通局", "完成时限：2020年12月底"]
    assert mark_quote(words, "县交通局\n\t2020年12月底") == [
        "任务内容：修路",
        "责任部门：<mark>县交通局</mark>",
        "完成时限：<mark>2020年12月底</mark>",
    ]
    assert mark_quote(words, "县交通局\n没有这一格") is None


def test_pieces_that_overlap_are_not_said_twice() -> None:
    assert "".join(mark_quote(["县交通局修路"], "县交通局\n交通局修") or []) == "<mark>县交通局</mark><mark>修</mark>路"


def test_markup_in_a_document_or_a_quote_stays_words() -> None:
    document = small_document("<script>alert(1)</script>")
    assert "<script>alert" not in page("/documents/test-2020", document)
    assert "<img" not in page("/documents/test-2020?quote=<img src=x onerror=alert(1)>", document)
    marked = mark_quote(["a<b>c"], "<b>")
    assert marked == ["a<mark>&lt;b&gt;</mark>c"]


def test_names_phones_and_mail_of_people_are_covered_on_the_page() -> None:
    text = page("/documents/test-2020")
    assert "联系方式略" in text
    assert not any(secret in text for secret in ("张三丰", "7831234", "someone@example.com"))


@pytest.mark.parametrize(
    ("written", "covered"),
    [
        ("联系人：王小明 电话：2384000", "联系人：（略） 电话：（略）"),
        ("联系人：王小明电话：2384000", "联系人：（略）电话：（略）"),
        ("联系人：张三、李四", "联系人：（略）"),
        ("联系人：阿不都·热合曼，13800000000", "联系人：（略），（略）"),
        ("咨询电话：（0355）7831234。", "咨询电话：（略）。"),
        ("邮箱：a.b@qq.com", "邮箱：（略）"),
        ("QQ：123456789", "QQ：（略）"),
    ],
)
def test_personal_contacts_are_covered(written: str, covered: str) -> None:
    assert cover_contacts(written, COVER) == covered


@pytest.mark.parametrize(
    "written", ["每亩奖补20000元", "3999户8062名", "2020年12月31日", "扶贫热线12317", "联系人民群众", "韶扶组〔2018〕3号"]
)
def test_sums_dates_and_public_words_stay(written: str) -> None:
    assert cover_contacts(written, COVER) == written


def test_an_unknown_document_is_a_kind_404() -> None:
    response = request(serving(), "GET", "/documents/nothing")
    assert response.status_code == 404
    assert "没有找到这份文件" in response.text


@pytest.mark.parametrize("document", all_published(), ids=lambda d: d.slug)
def test_every_published_document_is_shown_whole_but_for_contacts(document: Document) -> None:
    shown = html.unescape(re.sub(r"<[^>]+>", "", page(f"/documents/{document.slug}", document)))
    have = re.sub(r"\s", "", shown)
    missing = [words for words in re.findall(r"\w{2,}", cover_contacts(document.source, "（联系方式略）")) if words not in have]
    assert missing == []


@pytest.mark.parametrize("document", all_published(), ids=lambda d: d.slug)
def test_every_clause_of_every_published_document_can_be_linked_to(document: Document) -> None:
    text = page(f"/documents/{document.slug}", document)
    ids = re.findall(r'<(?:section|tr) id="([^"]*)"', text)
    assert [html.unescape(i) for i in ids] == [node.clause for node in document.root.walk() if node.clause]
    assert len(ids) == len(set(ids))
