"""A document of another county, in whatever form, is answered from once it is published; what cannot be taken in leaves no trace."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from click.testing import Result

from policy_kb.model import Mention, Outcome
from tests.bot.publishing import counties
from tests.bot.publishing.conftest import TODAY, Shell

SHIQUAN, GAOCHUN, YIZHOU = "610922", "320118", "451203"


def said(value: str, unit: str, text: str) -> Mention:
    return Mention(None, Decimal(value), unit, text, 2, 2 + len(text))


def test_a_word_document_pays_for_things_the_lexicon_never_heard_of(shell: Shell) -> None:
    printed = shell.published(counties.as_docx(counties.TEA), "办法.docx")
    assert (printed["region"], printed["number"], printed["published"]) == (SHIQUAN, "石政发〔2021〕12号", True)
    tea = shell.ask("我种5亩茶园能补多少钱", SHIQUAN, said("5", "亩", "5亩"))
    assert "4000元" in tea.lead
    assert tea.citations[0].quote == "新建标准化茶园每亩补助800元"
    assert "1500元" in shell.ask("我养了十箱蜂能补多少钱", SHIQUAN).lead
    assert "200元" in shell.ask("养蚕2张补多少", SHIQUAN).lead


def test_a_narrower_thing_is_not_paid_as_the_wider_one(shell: Shell) -> None:
    shell.published(counties.as_docx(counties.TEA), "办法.docx")
    cows = shell.ask("我养了3头能繁母牛能补多少", SHIQUAN, Mention("cattle", Decimal(3), "头", "3头能繁母牛", 3, 9))
    assert "3000元" in cows.lead
    beef = shell.ask("我养了10头肉牛能补多少", SHIQUAN, Mention("cattle", Decimal(10), "头", "10头肉牛", 3, 8))
    assert "5000元" in beef.lead


def test_what_no_rule_pays_is_answered_by_quotation(shell: Shell) -> None:
    printed = shell.published(counties.as_docx(counties.TEA), "办法.docx")
    assert printed["left"]
    journey = shell.ask("去外省打工的交通补助有多少", SHIQUAN)
    assert "每人一次性交通补助500元" in journey.lead


def test_a_web_page_with_chapters_and_articles_is_answered_from(shell: Shell) -> None:
    shell.published(counties.as_html(counties.CRAB), "办法.html")
    crab = shell.ask("我家有3亩大闸蟹能补多少", GAOCHUN, said("3", "亩", "3亩"))
    assert "3600元" in crab.lead
    assert crab.citations[0].clause == "第二条"
    duty = shell.ask("这个办法由谁负责解释", GAOCHUN, intent="ask_responsible")
    assert "区农业农村局" in duty.lead


def test_a_pdf_is_answered_from_and_its_limit_is_kept(shell: Shell) -> None:
    shell.published(counties.as_pdf(counties.SILK), "意见.pdf")
    goats = Mention("sheep", Decimal(30), "只", "30只黑山羊", 2, 8)
    assert "4000元" in shell.ask("养了30只黑山羊能补多少", YIZHOU, goats).lead
    assert "3000元" in shell.ask("种了5亩桑园补多少", YIZHOU, said("5", "亩", "5亩")).lead
    assert "区财政局" in shell.ask("资金兑付归谁管", YIZHOU, intent="ask_responsible").lead


def test_shipped_documents_stay_when_the_first_own_one_is_published(shell: Shell) -> None:
    before = set(shell.knowledge().current().documents)
    shell.published(counties.as_text(counties.SILK), "意见.txt")
    assert before < set(shell.knowledge().current().documents)


def test_a_running_process_answers_from_it_without_a_restart(shell: Shell) -> None:
    running = shell.knowledge()
    assert running.current().documents_for(SHIQUAN, TODAY) == ()
    slug = shell.published(counties.as_text(counties.TEA), "办法.txt")["slug"]
    assert [d.slug for d in running.current().documents_for(SHIQUAN, TODAY)] == [slug]


def test_a_rule_with_a_doubt_pays_only_when_somebody_names_it(shell: Shell) -> None:
    text = counties.as_text(counties.SILK).decode().replace("每亩补助600元", "每亩补助600元，每户不超过20亩")
    slug = shell.published(text.encode(), "意见.txt")["slug"]
    printed = shell.run("confirm", slug).stdout
    assert "20亩" in printed
    assert "600元" in shell.ask("种了30亩桑园补多少", YIZHOU, said("30", "亩", "30亩")).lead
    assert "18000" not in shell.ask("种了30亩桑园补多少", YIZHOU, said("30", "亩", "30亩")).lead.replace("1.8万", "18000")


def test_what_a_person_gives_wins_over_what_was_read(shell: Shell) -> None:
    given = {"region": "紫阳县", "title": "紫阳县产业办法", "issued_on": "2021-04-01", "in_force_until": "2030-12-31"}
    printed = shell.published(counties.as_text(counties.TEA), "办法.txt", **given)
    assert (printed["region"], printed["title"], printed["issued_on"]) == ("610924", "紫阳县产业办法", "2021-04-01")
    assert printed["in_force_until"] == "2030-12-31"


def test_a_draft_is_published_as_a_draft_and_pays_nothing(shell: Shell) -> None:
    printed = shell.published(counties.as_text(counties.TEA), "办法.txt", state="draft")
    assert (printed["state"], printed["rules"]) == ("draft", [])
    assert shell.ask("茶园一亩补多少", SHIQUAN).outcome is Outcome.ANSWERED


def test_without_confirmation_amounts_are_quoted_until_they_are_confirmed(shell: Shell) -> None:
    result = shell.add(counties.as_text(counties.CRAB), "办法.txt", "--publish", "--json")
    assert result.exit_code == 0
    quoted = shell.ask("我家有3亩大闸蟹能补多少", GAOCHUN, said("3", "亩", "3亩"))
    assert "3600元" not in quoted.lead
    assert "每亩补助1200元" in quoted.lead
    slug = next(slug for slug in shell.knowledge().current().documents if slug.startswith(GAOCHUN))
    assert shell.run("confirm", slug).exit_code == 0
    assert "3600元" in shell.ask("我家有3亩大闸蟹能补多少", GAOCHUN, said("3", "亩", "3亩")).lead


def test_somebody_at_the_terminal_is_asked_only_for_what_could_not_be_read(shell: Shell) -> None:
    lines = ("一、扶持标准", "（一）养殖黑山羊每只补助200元。")
    typed = "宜州羊补助办法\n宜州区人民政府\n宜州区\n2020-06-01\n\n\ny\ny\n"
    result = shell.add(counties.as_text(lines), "羊.txt", typed=typed)
    assert result.exit_code == 0, result.output
    goats = Mention("sheep", Decimal(3), "只", "3只羊", 2, 5)
    assert "600元" in shell.ask("养了3只羊能补多少", YIZHOU, goats).lead


def test_a_script_gets_a_stand_in_for_the_title_but_never_for_the_place(shell: Shell, problem_of: Callable[[Result], str]) -> None:
    lines = ("一、扶持标准", "（一）养殖黑山羊每只补助200元。")
    assert "适用地区" in problem_of(shell.add(counties.as_text(lines), "羊补助.txt", "--yes", "--publish"))
    printed = shell.published(counties.as_text(lines), "羊补助.txt", region="宜州区", issued_on="2020-06-01")
    assert printed["title"] == "羊补助"
    assert any("没有读出标题" in doubt for doubt in printed["doubts"])


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (counties.scanned_pdf(), "扫描.pdf", "扫描件"),
        (counties.locked_pdf(), "加密.pdf", "密码"),
        (b"", "空.txt", "空的"),
        (b"x" * (20 * 1024 * 1024 + 1), "大.txt", "超过 20 兆"),
        (counties.as_docx(counties.TEA), "办法.pdf", "扩展名"),
    ],
)
def test_what_cannot_be_taken_in_is_said_plainly_and_leaves_no_trace(
    shell: Shell, problem_of: Callable[[Result], str], content: bytes, name: str, words: str
) -> None:
    assert words in problem_of(shell.add(content, name, "--yes", "--publish"))
    assert shell.rows("publications") == 0


def test_the_same_document_twice_is_refused(shell: Shell, problem_of: Callable[[Result], str]) -> None:
    shell.published(counties.as_docx(counties.TEA), "办法.docx")
    assert "已经收录过" in problem_of(shell.add(counties.as_text(counties.TEA), "办法.txt", "--yes", "--publish"))
    assert shell.rows("publications") == 1


@pytest.mark.parametrize(
    ("meta", "words"),
    [
        ({"county": "沁源县"}, "county"),
        ({"issued_on": "去年"}, "2021-03-15"),
        ({"region": "无此县"}, "无此县"),
        ({"region": "鼓楼区"}, "南京市鼓楼区"),
        ({"supersedes": "nothing"}, "nothing"),
    ],
)
def test_a_wrong_note_beside_the_document_is_named(
    shell: Shell, problem_of: Callable[[Result], str], meta: dict[str, str], words: str
) -> None:
    assert words in problem_of(shell.add(counties.as_text(counties.TEA), "办法.txt", "--yes", "--publish", meta=meta))
    assert shell.rows("publications") == 0


def test_a_withdrawn_document_is_in_no_answer_any_more(shell: Shell) -> None:
    slug = shell.published(counties.as_text(counties.CRAB), "办法.txt")["slug"]
    assert shell.run("withdraw", slug).exit_code == 0
    assert shell.ask("大闸蟹一亩补多少", GAOCHUN).outcome is Outcome.NOT_COVERED
    assert shell.run("withdraw", slug).exit_code != 0
