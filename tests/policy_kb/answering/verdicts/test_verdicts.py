"""Yes or no: a verdict is never the wrong way round; where clause and question cannot be compared there is none."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from policy_kb.answering import answer
from policy_kb.answering.clauses.phrases import say
from policy_kb.answering.clauses.quoting import pieces_of
from policy_kb.answering.figures import unsupported_figures
from policy_kb.answering.verdicts import Form, Reading, Verdict, decide, form_of, units_claimed
from policy_kb.answering.verdicts.limits import compare
from policy_kb.answering.verdicts.putting import read_claim
from policy_kb.answering.verdicts.rules import read_rules
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Question

TODAY = date(2026, 11, 22)
QUESTIONS = [json.loads(line) for line in Path(__file__).with_name("yes_no.jsonl").read_text(encoding="utf-8").splitlines()]
CODES = {"沁源县": "140431", "红河州": "532500", "韶关市": "440200", "新疆": "650000", "河北省": "130000"}
BEGINNINGS = {
    "no": "不能。", "in_principle_not": "原则上不行。", "yes": "可以。", "unneeded": "不需要。", "needed": "要。",
    "supported": "文件支持", "over": "不能，", "under": "不能，", "under_in_principle": "原则上不行，", "enough": "可以，",
}  # fmt: skip
EVERY_BEGINNING = (*BEGINNINGS.values(), say("may_must"), say("may_breach"), say("may_in_principle"), say("may_needed_in_principle"))
GIVEN = 0.8


def lead(kb: KnowledgeBase, entry: dict[str, str]) -> str:
    return answer(kb, Question(entry["say"], "ask_policy", TODAY, CODES[entry["region"]])).lead


def test_no_verdict_is_wrong_and_most_questions_that_have_one_get_it(kb: KnowledgeBase) -> None:
    wrong, given, determinable = [], 0, 0
    for entry in QUESTIONS:
        said = lead(kb, entry)
        has_verdict = said.startswith(EVERY_BEGINNING)
        expected = BEGINNINGS.get(entry["verdict"])
        determinable += expected is not None
        if expected and said.startswith(expected):
            given += 1
        elif has_verdict:
            wrong.append((entry["say"], said))
    assert wrong == []
    assert given >= GIVEN * determinable


def test_one_reply_has_at_most_one_verdict(kb: KnowledgeBase) -> None:
    for entry in QUESTIONS:
        reply = answer(kb, Question(entry["say"], "ask_policy", TODAY, CODES[entry["region"]]))
        assert not any(line.startswith(EVERY_BEGINNING) for line in reply.lines), entry["say"]


def test_every_figure_of_a_verdict_stands_in_its_clause_in_the_question_or_in_shown_arithmetic(kb: KnowledgeBase) -> None:
    for entry in QUESTIONS:
        reply = answer(kb, Question(entry["say"], "ask_policy", TODAY, CODES[entry["region"]]))
        ground = [kb.clause_text(c.document, c.clause) + c.quote for c in reply.citations]
        assert unsupported_figures("\n".join([reply.lead, *reply.lines]), ground, entry["say"]) == (), entry["say"]


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("能不能入股", Form.MAY), ("可以不公示吗", Form.MAY), ("户贷企用允许不允许", Form.MAY), ("这样中不中", Form.MAY),
        ("要不要公示", Form.NEED), ("贷款需要担保吗", Form.NEED), ("获得支持的企业可以不招人吗", Form.MAY),
        ("还给不给钱", Form.GIVE), ("贷了6万算不算小额信贷", Form.IS), ("这样办违规吗", Form.BREACH),
        ("牵头单位是哪家", Form.NONE), ("一户补多少", Form.NONE),
    ],
)  # fmt: skip
def test_how_a_question_is_put(said: str, form: Form) -> None:
    assert form_of(said) is form


def test_what_is_denied_and_what_is_claimed_is_read() -> None:
    assert read_claim("反租倒包不签风险协议可以吗").denied == ("签风险协议",)
    assert read_claim("能不能公示").denied == ()
    assert [(f.value, f.unit, f.side) for f in read_claim("可以超过100万吗").figures] == [(Decimal(1_000_000), "元", 1)]
    assert [(f.value, f.unit) for f in read_claim("只给四成行不行").figures] == [(Decimal(40), "%")]
    assert [(f.value, f.unit) for f in read_claim("贷1万5行不行").figures] == [(Decimal(15_000), "元")]
    assert units_claimed("牵头单位是哪家") == frozenset()


def _reading(*words: str, denied: str = "") -> Reading:
    def share(text: str) -> float:
        return sum(word in text for word in words) / len(words)

    return Reading(
        share, share, lambda what, text: any(w in text for w in words if w in what), lambda what, text: bool(denied) and denied in text
    )


@pytest.mark.parametrize(
    ("said", "clause", "words", "key"),
    [
        ("入库可以不公示吗", "项目入库前，应进行公示。", ("入库", "公示"), "no"),
        ("入库要不要公示", "项目入库前，应进行公示。", ("入库", "公示"), "needed"),
        ("公示可以免吗", "公示可以免除。", ("公示",), "yes"),
        ("能不能借给企业", "贷款严禁借给企业。", ("借给", "企业"), "no"),
        ("能不能借给企业", "贷款不得借给个人，可以投给企业。", ("借给", "企业"), None),
        ("要担保吗", "严格执行免担保的规定。", ("担保",), "unneeded"),
        ("可以不要担保吗", "严格执行免担保的规定。", ("担保",), "yes"),
        ("只签一份行吗", "必须签订协议一份。", ("签", "一份"), None),
        ("给40%可以吗", "收益给贫困户的比例必须占50%以上。", ("收益", "比例"), "under"),
        ("给60%可以吗", "收益给贫困户的比例必须占50%以上。", ("收益", "比例"), "enough"),
        ("收益给一半以下可以吗", "收益比例必须占50%以上。", ("收益",), "under"),
        ("奖补80万可以吗", "奖补总额不超过100万元。", ("奖补",), None),
        ("奖补可以超过100万吗", "奖补总额不超过100万元。", ("奖补",), "over"),
        ("协议签2年行吗", "提倡签订3年以上的协议。", ("协议",), None),
        ("贷2亩可以吗", "贷款不超过5万元。", ("贷",), None),
        ("带8人够不够", "带动10人以上，或者占职工30%以上的认定为车间。", ("带动", "车间"), None),
    ],
)  # fmt: skip
def test_a_claim_beside_a_clause(said: str, clause: str, words: tuple[str, ...], key: str | None) -> None:
    verdict = decide(said, pieces_of(clause), "", _reading(*words))
    assert (verdict.key if verdict else None) == key


def test_a_thing_the_clause_denies_too_is_no_double_denial() -> None:
    verdict = decide("没入库能安排吗", pieces_of("未入库的项目，原则上不安排资金。"), "", _reading("入库", "安排", denied="未入库"))
    assert verdict == Verdict("in_principle_not")


def test_a_share_made_of_two_sums_is_shown() -> None:
    compared = compare(read_claim("赚了20万只给8万行不行"), ["收益比例必须占50%以上。"], lambda _: 1.0)
    assert compared is not None
    assert (compared.is_broken, compared.working) == (True, "8万元 ÷ 20万元 = 40%")


def test_a_condition_lays_nothing_down_and_a_topic_belongs_to_the_rule_after_it() -> None:
    rules = read_rules(pieces_of("获得资金支持的企业，必须优先招贫困户，对不能到期偿还的，可协助展期。"))
    assert [(rule.lays_down, "获得" in rule.text) for rule in rules] == [("obliges", True), ("allows", False)]
