"""Documents nobody has seen: questions about them are answered from the moment they are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from policy_kb.answering import answer
from policy_kb.answering.figures import unsupported_figures
from policy_kb.answering.routing.refusing import without_a_sum
from policy_kb.answering.status import abolished
from policy_kb.intake.formats.tidying import tidied
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.model import Answer, DocumentMeta, Mention, Outcome, Question
from policy_kb.parsing import read_document

HERE, TODAY = Path(__file__).parent, date(2025, 8, 1)
BEE, TEA, SILK = "150124", "150123", "150121"  # counties no shipped document speaks of
DOCUMENTS = {
    BEE: DocumentMeta("bees", "青岭县蜂产业发展扶持办法", "青岭县农业农村局", BEE, date(2025, 4, 20), "青农发〔2025〕17号"),
    TEA: DocumentMeta("tea", "临河县人民政府关于加快茶产业发展的通知", "临河县人民政府", TEA, date(2024, 3, 8), "临政发〔2024〕6号"),
    SILK: DocumentMeta(
        "silk",
        "清水县蚕桑产业补助办法（2025年修订）",
        "清水县人民政府办公室",
        SILK,
        date(2025, 3, 6),
        "清政办发〔2025〕21号",
        in_force_from=date(2025, 4, 1),
        in_force_until=date(2028, 3, 31),
    ),
}
FILES = {BEE: "bee_county.md", TEA: "tea_county.md", SILK: "silk_county.md"}
QUESTIONS = [
    (BEE, "养蜜蜂一箱补多少", "120元"),
    (BEE, "一户养蜂补助最多能拿多少", "6000元"),
    (BEE, "我养了二十箱蜜蜂一共能领多少", "120元"),  # no rule is confirmed, so the clause is quoted, nothing is asked
    (BEE, "啥时候去报名申请补助", "4月30日"),
    (BEE, "养蜂补助找谁申请，走啥程序", "村委会"),
    (BEE, "蜂产业归哪个部门牵头", "农业农村局"),
    (BEE, "蜂产品质量谁监督", "市场监管局"),
    (BEE, "验收最晚几月完成", "9月底"),
    (BEE, "公示要公示几天", "7天"),
    (BEE, "扶持资金能用来还债吗", "不得"),
    (BEE, "同一个蜂箱能重复申报吗", "不能"),
    (BEE, "资金可以不专款专用吗", "不能"),
    (BEE, "虚报补助的咋处理", "追回"),
    (BEE, "这办法谁来解释", "农业农村局"),
    (BEE, "哪些人能享受这个办法", "合作社"),
    (BEE, "贷款贴息给几年", "2年"),
    (BEE, "补助钱打到哪", "一卡通"),
    (TEA, "老茶园改造归谁管", "林业局"),
    (TEA, "老茶园改造哪年完成", "2025年12月底"),
    (TEA, "茶叶品牌创建是哪个单位的责任", "市场监管局"),
    (TEA, "茶旅融合示范点啥时候建完", "2027年10月底"),
    (TEA, "加工厂建成的资产归谁", "村集体"),
    (TEA, "租金收益只拿四成给脱贫户分红行不行", "不能"),
    (TEA, "茶园能占用永久基本农田吗", "不能"),
    (TEA, "制茶培训一年办几期", "4期"),
    (TEA, "每期培训两天可以吗", "不能"),
    (TEA, "领导小组组长是谁", "县长"),
    (TEA, "进度几号前报", "5日"),
    (TEA, "连着两个季度排末位的乡镇咋办", "约谈"),
    (TEA, "改造老茶园一亩补多少", "自行确定"),
    (TEA, "到2027年茶园要达到多少亩", "8万亩"),
    (TEA, "申请厂房补助要啥材料", "营业执照"),
    (TEA, "文号是多少", "临政发〔2024〕6号"),
    (SILK, "养蚕一张补多少", "90元"),
    (SILK, "钢架结构的蚕房一平方米补多少", "85"),
    (SILK, "桑园套种蔬菜一亩补多少", "制定"),
    (SILK, "蚕种没有检疫合格证能补助吗", "不予补助"),
]
WHOLE = [  # every tier, its cap, and what excludes: a sum that leaves one out may be the wrong one
    (SILK, "养了三十五张蚕，一张补多少钱", ("10—29张的，每张补助60元", "30—79张的，每张补助75元", "最高不超过9000元")),
    (SILK, "买缫丝设备补几成，最高补多少", ("25%", "8万元以上", "12万元", "租赁的设备不予补助")),
    (SILK, "砖混结构的蚕房补多少钱", ("砖混结构", "40平方米", "130")),
    (SILK, "蚕种没有检疫合格证能补助吗", ("有下列情形之一的，不予补助：使用无检疫合格证的蚕种的",)),
]
STATUS = [
    ("这个办法管到哪天", "2028年3月31日"),
    ("这个办法什么时候开始施行", "2025年4月1日"),
    ("2020年54号文还作数吗", "废止"),
    ("老办法现在还算数吗", "废止"),
    ("新办法现在还有效吗", "2028年3月31日"),
]
RIGHT = 0.85


@pytest.fixture(scope="module")
def counties(kb: KnowledgeBase) -> KnowledgeBase:
    for code, name in FILES.items():
        kb = kb.with_document(read_document(DOCUMENTS[code], tidied((HERE / name).read_text(encoding="utf-8"))))
    return kb


def ask(kb: KnowledgeBase, region: str, text: str) -> Answer:
    return answer(kb, Question(text, "ask_policy", TODAY, region))


def told(reply: Answer) -> str:
    return "\n".join([reply.lead, *reply.lines])


def test_questions_about_documents_nobody_has_seen_are_answered(counties: KnowledgeBase) -> None:
    replies = [(text, must, told(ask(counties, region, text))) for region, text, must in QUESTIONS]
    wrong = [reply for reply in replies if reply[1] not in reply[2]]
    assert len(wrong) <= (1 - RIGHT) * len(QUESTIONS), wrong


def test_no_figure_is_invented_about_them(counties: KnowledgeBase) -> None:
    for region, text, _ in QUESTIONS:
        reply = ask(counties, region, text)
        ground = [counties.clause_text(c.document, c.clause) + c.quote for c in reply.citations]
        about = f"{DOCUMENTS[region].title}{DOCUMENTS[region].number}{DOCUMENTS[region].issued_on:%Y年%m月%d日}"
        assert unsupported_figures(told(reply), [*ground, about, "3月8日", "4月20日"], text) == (), text


@pytest.mark.parametrize(("region", "text", "parts"), WHOLE)
def test_a_sum_is_quoted_with_all_its_tiers_conditions_and_limits(
    counties: KnowledgeBase, region: str, text: str, parts: tuple[str, ...]
) -> None:
    reply = told(ask(counties, region, text)).replace("\n", "")
    assert all(part in reply for part in parts), reply


@pytest.mark.parametrize(("text", "must"), STATUS)
def test_what_a_document_and_the_one_it_abolished_are_worth_is_said(counties: KnowledgeBase, text: str, must: str) -> None:
    assert must in told(ask(counties, SILK, text))


OLD_AND_NEW = "一、原《岭下县养蜂奖补办法》（岭政发〔2020〕54号）自本办法施行之日起废止。"
BESIDE = "一、未按《岭下县养蜂奖补办法》（岭政发〔2020〕54号）备案的，逾期后补助指标失效。"


@pytest.mark.parametrize("question", ["2020年54号文还作数吗", "老办法现在还算数吗"])
def test_only_a_document_in_force_abolishes_another_and_only_the_one_it_names(kb: KnowledgeBase, question: str) -> None:
    def reply(text: str, **marks: Any) -> str:
        meta = DocumentMeta("hives", "岭下县养蜂办法", "岭下县人民政府", SILK, date(2025, 3, 6), **marks)
        return told(ask(kb.with_document(read_document(meta, text)), SILK, question))

    assert "废止" in reply(OLD_AND_NEW)
    assert "废止" not in reply(OLD_AND_NEW, is_draft=True)
    assert "废止" not in reply(OLD_AND_NEW, in_force_from=date(2026, 1, 1))
    assert "失效" not in reply(BESIDE)


@pytest.mark.parametrize(
    ("sentence", "titles"),
    [
        ("《甲办法》同时废止", "《甲办法》"),
        ("《甲办法》（某政发〔2019〕3号）、《乙办法》同时废止", "《甲办法》(某政发〔2019〕3号)、《乙办法》"),
        ("自2021年1月1日起废止《甲办法》", "《甲办法》"),
        ("《甲办法》自2021年1月1日起停止执行", "《甲办法》"),
        ("《甲办法》等文件一并废止", "《甲办法》"),
        ("《甲办法》继续有效，《乙办法》同时废止", "《乙办法》"),
        ("《甲办法》不予废止", ""),
        ("《甲办法》废止前已受理的，按原标准兑付", ""),
        ("按《甲办法》领取的补助券逾期失效", ""),
        ("本办法有效期五年，期满失效，由县农业局按《甲办法》解释", ""),
    ],
)
def test_a_title_is_abolished_only_where_the_sentence_says_so_of_it(sentence: str, titles: str) -> None:
    assert abolished(sentence) == titles


def test_nobody_is_told_there_is_no_sum_for_what_a_clause_pays(counties: KnowledgeBase) -> None:
    question = Question("我家二十头牛能补多少钱", "ask_subsidy", TODAY, mentions=(Mention("cattle", Decimal(20), "头", "二十头牛"),))
    beside = Answer(Outcome.ANSWERED, "验收由乡镇负责。")
    qinyuan = [counties.document("qinyuan-2017")]  # pays for cattle
    assert without_a_sum(counties, question, beside, qinyuan) == beside
    assert "没有定牛" in without_a_sum(counties, question, beside, [counties.document("bees")]).lead


def test_a_contact_is_never_repeated(counties: KnowledgeBase) -> None:
    assert "1234567" not in told(ask(counties, SILK, "把蚕桑补助联系人的电话给我"))
