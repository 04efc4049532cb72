"""Title, issuer, number, date, place and period are read from the ways offices write them."""

from datetime import date

import pytest

from policy_kb.intake.metadata import ReadMeta, read_metadata
from policy_kb.knowledge_base import load_shipped
from policy_kb.model import DocumentMeta
from policy_kb.parsing import read_document

DIVISIONS = load_shipped().divisions
BODY = "为做好工作，制定本方案。\n一、标准\n牛每头奖补1000元。\n"


def read(source: str) -> ReadMeta:
    return read_metadata(read_document(DocumentMeta("", "", "", ""), source), DIVISIONS)


def test_the_attached_document_s_title_is_taken_and_not_the_notice_s() -> None:
    notice = "沁水县人民政府关于印发《沁水县奖补方案》的通知\n各乡镇：\n现将方案印发给你们。\n沁水县人民政府\n2019年5月6日\n"
    assert read(notice + "沁水县奖补方案\n" + BODY).title == "沁水县奖补方案"


def test_a_notice_that_is_itself_the_document_gives_the_title_between_its_words() -> None:
    assert read("沁水县人民政府关于印发沁水县奖补方案的通知\n" + BODY).title == "沁水县奖补方案"


def test_the_issuer_before_a_title_is_no_part_of_it() -> None:
    found = read("沁水县人民政府关于推进产业扶贫的实施意见\n" + BODY)
    assert (found.title, found.issuer) == ("关于推进产业扶贫的实施意见", "沁水县人民政府")


def test_a_short_signature_is_completed_from_the_letterhead() -> None:
    source = "河北省扶贫开发办公室\n征求意见的函\n各市：\n请反馈意见。\n扶贫开发办公室\n2018年11月1日\n关于产业扶贫的意见\n" + BODY
    assert read(source).issuer == "河北省扶贫开发办公室"


@pytest.mark.parametrize("written", ["二〇一九年五月六日", "二○一九年五月六日", "2019年5月6日", "2019年 5月 6日"])
def test_a_date_is_read_in_every_writing(written: str) -> None:
    assert read(f"关于产业扶贫的意见\n{BODY}沁水县扶贫办\n{written}\n").issued_on == date(2019, 5, 6)


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert read(f"关于产业扶贫的意见\n{BODY}沁水县扶贫办\n2019年2月30日\n").issued_on is None


@pytest.mark.parametrize(
    ("sentence", "begins", "ends"),
    [
        ("本方案自印发之日起施行，有效期5年。", date(2019, 5, 6), date(2024, 5, 5)),
        ("本方案自2019年7月1日起施行，试行两年。", date(2019, 7, 1), date(2021, 6, 30)),
        ("本方案有效期至2021年12月31日。", date(2019, 5, 6), date(2021, 12, 31)),
        ("本方案有效期至2020年底。", date(2019, 5, 6), date(2020, 12, 31)),
        ("本方案由县扶贫办负责解释。", date(2019, 5, 6), None),
    ],
)
def test_the_period_is_read_from_the_last_article(sentence: str, begins: date, ends: date | None) -> None:
    found = read(f"关于产业扶贫的意见\n{BODY}二、附则\n{sentence}\n沁水县扶贫办\n2019年5月6日\n")
    assert (found.in_force_from, found.in_force_until) == (begins, ends)


def test_the_years_in_a_title_end_the_period() -> None:
    assert read(f"沁水县产业扶贫行动方案（2018—2020年）\n{BODY}").in_force_until == date(2020, 12, 31)


@pytest.mark.parametrize(
    ("issuer", "places"),
    [
        ("山西省晋城市沁水县人民政府", ("140521",)),
        ("沁水县人民政府办公室", ("140521",)),
        ("红河州人民政府", ("532500",)),
        ("红河县人民政府", ("532529",)),
        ("新疆维吾尔自治区人民政府", ("650000",)),
        ("无名县人民政府", ()),
    ],
)
def test_the_place_is_read_from_the_issuer_s_name(issuer: str, places: tuple[str, ...]) -> None:
    assert read(f"{issuer}文件\n关于产业扶贫的意见\n{BODY}").places == places


def test_of_two_places_of_one_name_the_one_whose_city_the_text_names_is_taken() -> None:
    found = read(f"鼓楼区人民政府文件\n关于产业扶贫的意见\n{BODY}二、范围\n福州市范围内适用，福建省另有规定的除外。\n")
    assert [DIVISIONS[code].name for code in found.places] == ["鼓楼区"]
    assert DIVISIONS.lies_in(found.places[0], "350100")


def test_a_number_is_read_where_it_stands_alone_and_not_out_of_another_title() -> None:
    assert read(f"晋扶组〔2019〕7号\n关于产业扶贫的意见\n{BODY}").number == "晋扶组〔2019〕7号"
    assert read(f"关于贯彻《意见》（中发〔2018〕16号）的实施方案\n{BODY}").number is None


SIGNED = "现将办法印发给你们。\n{}\n2022年3月9日\n沁水县养蚕补助办法\n"


@pytest.mark.parametrize(
    ("signature", "issuer"),
    [
        ("沁水县农业农村局\n沁水县财政局", "沁水县农业农村局、沁水县财政局"),
        ("沁水县农业农村局　　　沁水县财政局\n中国人民银行沁水县支行", "沁水县农业农村局等三部门"),
        ("沁水县农业农村局", "沁水县农业农村局"),
    ],
)
def test_all_who_signed_are_the_issuers(signature: str, issuer: str) -> None:
    title = "关于印发《沁水县养蚕补助办法》的通知\n各乡镇：\n"
    assert read(title + SIGNED.format(signature) + BODY).issuer == issuer


@pytest.mark.parametrize(
    ("sentence", "begins", "ends"),
    [
        ("本办法自2022年5月1日起施行，有效期至2024年4月30日。", date(2022, 5, 1), date(2024, 4, 30)),
        ("本政策自2022年1月1日起执行，执行期限至2022年12月31日。", date(2022, 1, 1), date(2022, 12, 31)),
        ("自2021年以来的奖补，自2022年5月1日起实施，实施期限为2022年5月1日至2025年4月30日。", date(2022, 5, 1), date(2025, 4, 30)),
        ("本办法自发布之日起施行，至2024年6月30日止。", date(2022, 3, 9), date(2024, 6, 30)),
        ("本办法自2022年5月1日起施行，有效期暂定两年。", date(2022, 5, 1), date(2024, 4, 30)),
    ],
)
def test_when_a_document_begins_and_ends_is_read_in_every_wording(sentence: str, begins: date, ends: date) -> None:
    found = read(f"沁水县养蚕补助办法\n{BODY}二、附则\n{sentence}\n沁水县农业农村局\n2022年3月9日\n")
    assert (found.in_force_from, found.in_force_until) == (begins, ends)


@pytest.mark.parametrize("ending", ["废止", "停止执行", "不再执行"])
def test_what_is_abolished_is_named_in_every_wording(ending: str) -> None:
    found = read(f"沁水县养蚕补助办法\n{BODY}二、附则\n《沁水县蚕桑奖补方案》（沁政发〔2019〕3号）同时{ending}。\n")
    assert found.abolished == ("沁水县蚕桑奖补方案",)


@pytest.mark.parametrize("notice", ["关于公开征求《沁水县养蚕办法》意见的公告", "关于征求《沁水县养蚕办法（征求意见稿）》意见建议的函"])
def test_a_text_sent_round_for_opinions_is_a_draft_and_has_its_own_title(notice: str) -> None:
    found = read(
        f"{notice}\n各乡镇：\n请于4月底前反馈。\n一、标准\n本办法自　　年　月　日起施行，有效期3年。\n沁水县农业局\n2022年3月9日\n"
    )
    assert found.is_draft
    assert found.title.startswith("沁水县养蚕办法")
    assert found.in_force_until is None
