"""What a sheet says: the sum that was told in the talk, how it came about, on whose words, and what is not known."""

from __future__ import annotations

from policy_kb.answering import answer
from tests.bot.sheets.conftest import HEBEI, HONGHE, QINYUAN, asked, sheet_of


def test_the_sum_is_after_the_cap_and_the_cap_that_cut_it_is_named(capped):
    assert capped.total == "3000元"
    assert [(entry.label, entry.amount) for entry in capped.entries] == [("养猪", "900元"), ("养牛", "6000元")]
    assert any("6900元" in limit and "3000元" in limit for limit in capped.limits)


def test_each_item_shows_its_arithmetic(capped):
    assert [entry.working for entry in capped.entries] == ["3头 × 300元 = 900元", "2头 × 3000元 = 6000元"]


def test_the_sheet_says_the_same_sum_as_the_talk(kb):
    told = answer(kb, asked(kb, QINYUAN, facts={"registered_poor": True}, cattle=2, sheep=4, herbs_mu=3))
    assert told.is_worked_out
    assert sheet_of(kb, QINYUAN, facts={"registered_poor": True}, cattle=2, sheep=4, herbs_mu=3).total in told.lead


def test_every_quote_stands_in_the_clause_it_names(kb, longest):
    (basis,) = longest.bases
    (slug,) = [slug for slug, document in kb.documents.items() if document.meta.title == basis.title]
    assert len(basis.clauses) >= len(longest.entries)
    for cited in basis.clauses:
        assert cited.quote in kb.clause_text(slug, cited.clause)


def test_a_document_is_named_with_issuer_and_day_and_its_period_is_over(capped):
    (basis,) = capped.bases
    assert basis.title in capped.warnings[0]
    assert "以当地最新文件为准" in capped.warnings[0]
    assert "沁源县人民政府" in basis.details
    assert "2017年11月13日印发" in basis.details


def test_a_draft_is_called_a_draft_and_never_issued(draft):
    assert "征求意见稿" in draft.warnings[0]
    assert "印发" not in draft.bases[0].details


def test_a_household_that_did_not_say_whether_it_is_registered_is_not_taken_for_either(kb, longest):
    about = dict(longest.about)
    assert about["建档立卡贫困户"].startswith("没说")
    assert any("建档立卡贫困户" in note for note in longest.notes)
    assert dict(sheet_of(kb, QINYUAN, facts={"registered_poor": True}, cattle=3).about)["建档立卡贫困户"] == "是"


def test_how_to_apply_is_quoted_where_a_document_says_it_and_never_invented(kb, capped):
    assert "五（二）" in capped.applying[0]
    hiring = sheet_of(kb, HEBEI, "enterprise", poor_workers=5, months_employed=7)
    assert hiring.total == "5000元"
    assert all("没有写" in line for line in hiring.applying)


def test_a_ceiling_is_no_sum(kb):
    sheet = sheet_of(kb, HONGHE, "cooperative", households_led=18)
    assert not sheet.is_sum
    assert "最高20万元" in sheet.total


def test_there_is_no_sheet_of_nothing(kb):
    from bot.sheets.composing import compose_sheet
    from tests.bot.sheets.conftest import DAY

    assert compose_sheet(kb, asked(kb, QINYUAN), DAY) is None
