"""From a file handed in to a proposal a person can check and confirm."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from policy_kb.errors import UnreadableFile
from policy_kb.extraction import FactKind
from policy_kb.intake import Proposal, propose, read_file
from policy_kb.knowledge_base import KnowledgeBase, load_shipped
from policy_kb.model import DocumentMeta, Standing
from policy_kb.parsing import read_document
from tests.policy_kb.intake import files


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load_shipped()


def proposed(kb: KnowledgeBase, text: str = "", **given: str) -> Proposal:
    return propose(read_file((text or files.as_text()).encode(), "办法.txt"), kb, given)


def test_front_matter_is_read_from_the_text(kb: KnowledgeBase) -> None:
    meta = proposed(kb).meta
    assert (meta.title, meta.issuer, meta.number) == (files.TITLE, "沁水县人民政府", "沁政发〔2019〕12号")
    assert (meta.region, meta.issued_on, meta.is_draft) == ("140521", date(2019, 5, 6), False)
    assert (meta.in_force_from, meta.in_force_until) == (date(2019, 5, 6), date(2022, 5, 5))


@pytest.mark.parametrize("form", [files.as_docx(), files.as_pdf(), files.as_html()], ids=["docx", "pdf", "html"])
def test_front_matter_is_the_same_from_every_form(kb: KnowledgeBase, form: bytes) -> None:
    names = {b"PK": "办法.docx", b"%P": "办法.pdf", b"<!": "办法.html"}
    meta = propose(read_file(form, names[form[:2]]), kb).meta
    assert replace(meta, slug="") == replace(proposed(kb).meta, slug="")


def test_what_a_person_gives_wins_over_what_was_read(kb: KnowledgeBase) -> None:
    meta = proposed(kb, region="140500", issued_on="2019-06-01", state="draft", issuer="晋城市人民政府").meta
    assert (meta.region, meta.issued_on, meta.is_draft, meta.issuer) == ("140500", date(2019, 6, 1), True, "晋城市人民政府")


def test_what_cannot_be_read_is_asked_for_and_nothing_is_guessed(kb: KnowledgeBase) -> None:
    proposal = proposed(kb, "一、奖补标准\n（一）养殖业。牛每头奖补2000元。\n")
    assert proposal.missing == ("title", "issuer", "region", "issued_on")
    assert not proposal.is_complete
    assert "没有读出发文机关。" in proposal.doubts


def test_a_name_that_means_several_places_is_asked_with_the_places(kb: KnowledgeBase) -> None:
    several = proposed(kb, files.as_text().replace("沁水县", "鼓楼区"))
    assert several.missing == ("region",)
    assert any("南京市鼓楼区" in doubt and "福州市鼓楼区" in doubt for doubt in several.doubts)


def test_a_draft_for_comments_is_known_as_a_draft_and_has_no_rules(kb: KnowledgeBase) -> None:
    proposal = proposed(kb, files.as_text().replace(files.TITLE, f"{files.TITLE}（征求意见稿）"))
    assert proposal.meta.is_draft
    assert proposal.rules == ()


def test_draft_rules_pay_what_the_document_says(kb: KnowledgeBase) -> None:
    proposal = proposed(kb)
    rules = {rule.data["versions"]["2019-05-06"]["clause"]: rule for rule in proposal.rules}
    animals = rules["一（一）"]
    assert animals.is_sure
    version = animals.subsidy(kb.lexicon).versions[0]
    assert {item.id: item.source.quote for item in version.items}.keys() == {"cattle", "sheep"}
    assert version.caps[0].yuan == Decimal(8000)
    assert rules["一（二）"].is_sure


def test_a_rule_that_leaves_out_a_condition_says_so_and_is_not_sure(kb: KnowledgeBase) -> None:
    proposal = proposed(kb, files.as_text().replace("养殖牛每头", "雇工满2人的，养殖牛每头"))
    rule = next(rule for rule in proposal.rules if "cattle" in rule.data["versions"]["2019-05-06"]["items"])
    assert not rule.is_sure
    assert any("满2人" in doubt for doubt in rule.doubts)


def test_a_condition_that_only_words_give_makes_a_rule_one_to_look_at(kb: KnowledgeBase) -> None:
    told = "（二）认定。新获得省级认定的，每个产品奖励2000元；新获得国家级认定的，每个产品奖励5000元。"
    proposal = proposed(kb, files.as_text().replace(files.LINES[11], told))
    rules = [rule for rule in proposal.rules if rule.data["versions"]["2019-05-06"]["clause"] == "一（二）"]
    assert rules
    assert not any(rule.is_sure for rule in rules)


@pytest.mark.parametrize(
    ("clause", "why"),
    [
        ("（二）设施。建设喷灌设施的，按投资额的40%补助，每亩最高不超过700元。", "按比例补助"),
        ("（二）种植业。种植道地中药材每亩奖补350元，连作的减半。", "减半"),
        ("（二）种植业。种植道地中药材每亩奖补350元。\n（三）封顶。全县每户全年奖补累计最高不超过6000元。", "6000元"),
        ("（二）种植业。\n品种\t规模\t标准（元/亩）\n魔芋\t3亩\t300\n姜\t2亩\t200", "别的条件"),
        ("（二）机具。\n类别\t分档\t补贴额（元/台）\n烘茶机\t6型\t900\n烘茶机\t8型\t1500", ""),
    ],
)
def test_a_sum_is_left_to_quotation_when_a_clause_says_more_of_it_than_a_draft_can(kb: KnowledgeBase, clause: str, why: str) -> None:
    proposal = proposed(kb, files.as_text().replace(files.LINES[11], clause))
    rules = [rule for rule in proposal.rules if "一（一）" not in {v["clause"] for v in rule.data["versions"].values()}]
    assert rules
    assert not any(rule.is_sure for rule in rules)
    assert any(why in doubt for rule in rules for doubt in rule.doubts)


def test_a_thing_nobody_knew_is_brought_along_by_its_rule(kb: KnowledgeBase) -> None:
    proposal = proposed(kb, files.as_text().replace("种植道地中药材每亩", "种植魔芋每亩"))
    rule = next(rule for rule in proposal.rules if "facts" in rule.data)
    assert [(fact["label"], fact["unit"]) for fact in rule.data["facts"].values()] == [("魔芋", "亩")]
    assert rule.subsidy(kb.lexicon).facts[0].names == ("魔芋",)


def test_a_thing_another_document_brought_along_is_brought_along_again(kb: KnowledgeBase) -> None:
    text = files.as_text().replace("种植道地中药材每亩", "种植魔芋每亩")
    first = proposed(kb, text)
    both = kb.with_document(first.document, [rule.subsidy(kb.lexicon) for rule in first.rules if "facts" in rule.data])
    again = proposed(both, text.replace("每亩", "，每亩", 1))
    rule = next(rule for rule in again.rules if "facts" in rule.data)
    assert rule.subsidy(kb.lexicon).facts[0].names == ("魔芋",)  # whether or not the first document is still there


def test_amounts_for_what_is_no_thing_are_left_to_quotation(kb: KnowledgeBase) -> None:
    proposal = proposed(kb, files.as_text().replace("种植道地中药材每亩", "外出务工的一次性交通费用每人"))
    assert any("一次性交通" in doubt for rule in proposal.rules for doubt in rule.doubts)
    assert Decimal(350) in [value for fact in proposal.facts if fact.kind is FactKind.AMOUNT for value in fact.values]


def test_the_same_text_again_is_refused_as_a_duplicate(kb: KnowledgeBase) -> None:
    shipped = kb.document("qinyuan-2017")
    with pytest.raises(UnreadableFile, match=shipped.meta.title):
        propose(read_file(shipped.source.replace("\n", "\r\n").encode("gb18030"), "again.txt"), kb)


def test_a_document_that_abolishes_an_older_one_is_proposed_as_its_successor(kb: KnowledgeBase) -> None:
    day = date(2017, 1, 1)
    old = DocumentMeta("old", "沁水县产业扶贫奖补办法", "沁水县人民政府", "140521", issued_on=day, in_force_from=day)
    known = kb.with_document(read_document(old, "一、标准\n牛每头奖补1000元。\n"))
    proposal = proposed(known)
    assert proposal.abolished_titles == ("沁水县产业扶贫奖补办法",)
    assert proposal.supersedes == ("old",)
    published = known.with_document(proposal.document)
    assert published.document("old").meta.standing_on(date(2019, 6, 1)) is Standing.SUPERSEDED
    assert [d.slug for d in published.documents_for("140521", date(2019, 6, 1))] == [proposal.meta.slug]
    assert "old" in [d.slug for d in published.documents_for("140521", date(2018, 6, 1))]
