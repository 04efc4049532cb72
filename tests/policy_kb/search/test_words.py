"""Reading a question's concepts: what people say, and what documents write for it."""

from __future__ import annotations

from collections import Counter

import pytest

from policy_kb.model import NodeKind, Passage
from policy_kb.search import PassageIndex, normalise, shipped_cutter
from policy_kb.search.comparing import match
from policy_kb.search.rerank import is_foreign
from policy_kb.search.words import load_paraphrases


def said(text: str) -> list[str]:
    return [concept.said for concept in shipped_cutter().concepts(text)]


def meets(question: str, text: str) -> bool:
    return any(match(concept, normalise(text)) > 0.5 for concept in shipped_cutter().concepts(question))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("钱还不上了", "对确因非主观因素不能到期偿还贷款的"),
        ("借钱建电站", "不得负债建设"),
        ("家里遭了灾", "对于受灾的贫困户"),
        ("要不要招投标", "实行招标投标制"),
        ("政府能不能插手", "不能干预经营主体的生产经营"),
        ("多大面积", "相对连片50亩以上"),
        ("有人编瞎话套钱", "对弄虚作假、套取扶贫资金的"),
        ("打分考评归谁", "每年年底进行绩效评估"),
        ("要不要找人作保", "免抵押免担保"),
        ("雹子砸了庄稼", "对于受灾的贫困户"),
        ("一把给清还是分着给", "依项目实施进度分期分批拨付"),
        ("拿我出名字贷款给厂里", "严格禁止户贷企用"),
        ("要过几道关", "必须经过严格的审批程序"),
    ],
)
def test_what_people_say_meets_what_documents_write(question: str, text: str) -> None:
    assert meets(question, text)


def test_words_that_only_ask_say_nothing_of_the_subject() -> None:
    assert said("请问到底多少钱呢") == []


def test_width_blanks_and_thousands_separators_make_no_difference() -> None:
    assert normalise("３,０００ 元／亩") == normalise("3000元/亩")


def test_a_number_stays_with_what_it_counts() -> None:
    assert "四金" in said("四金联动是什么")


def test_a_thing_no_document_knows_is_foreign_and_a_turn_of_speech_is_not() -> None:
    cutter = shipped_cutter()
    index = PassageIndex(cutter).with_document("d", [Passage("d", "一", ("标题",), "对贫困户发放小额信贷", NodeKind.HEADING)])
    assert [c.said for c in cutter.concepts("拖拉机贷款咋整") if is_foreign(index, c)] == ["拖拉机"]


def test_one_way_of_saying_a_thing_stands_in_one_group() -> None:
    every = Counter(normalise(said) for group in load_paraphrases() for said in group["said"])
    assert [said for said, times in every.items() if times > 1] == []


def test_a_subject_of_another_office_is_known_by_whatever_name_people_give_it() -> None:
    assert any(concept.is_elsewhere for concept in shipped_cutter().concepts("娃上技校给不给钱"))
