"""A newer version that raises a sum: compared, announced, worked out anew, and told to those it concerns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.storage.database import Database
from bot.storage.outbox import OutboxRow
from bot.storage.people import People
from bot.storage.profiles import Profiles
from policy_kb.model import Mention, Standing
from policy_kb.parsing import squeeze
from tests.bot.publishing import counties
from tests.bot.publishing.conftest import TODAY, Shell

QINYUAN = "140431"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
COW = Mention("cattle", Decimal(1), "头", "一头牛", 2, 5)


def household(database: Database, chat: str, region: str = QINYUAN, *, consent: bool = True, poor: bool | None = True, **holds: int) -> str:
    """Let somebody tell what they have, and whether they are poor (None: they did not say)."""
    person = People(database).arrive("telegram", chat, NOW).id
    profiles = Profiles(database)
    profiles.set_region(person, region, NOW)
    status = {} if poor is None else {"registered_poor": poor}
    profiles.set_facts(person, {**status, **{fact: Decimal(number) for fact, number in holds.items()}}, NOW)
    profiles.set_consent(person, consent, NOW)
    return person


def messages(database: Database) -> dict[int, str]:
    with database.session() as session:
        return {row.chat_id: row.text for row in session.query(OutboxRow).filter(OutboxRow.kind == "policy_change")}


def test_what_changes_is_named_with_both_quotes(shell: Shell) -> None:
    printed = shell.published(counties.newer_qinyuan(), "新版.txt")
    assert printed["supersedes"] == ["qinyuan-2017"]
    changes = {change["subject"]: change for change in printed["changes"]}
    assert {change["kind"] for change in changes.values()} == {"raised"}
    cow = changes["牛"]
    assert (cow["old"]["values"], cow["new"]["values"]) == (["3000"], ["4000"])
    assert "牛每头奖补3000元" in cow["old"]["quote"]
    assert "牛每头奖补4000元" in cow["new"]["quote"]
    assert len(changes) == 2


def test_the_notice_says_what_changes_where_it_stands_and_how_to_apply(shell: Shell) -> None:
    notice = shell.published(counties.newer_qinyuan(), "新版.txt")["notice"]
    assert len(notice) <= 400
    assert "牛：由每头3000元提高到每头4000元（四（三）6）" in notice
    assert "首先由经营主体提出申请" in notice


def test_every_rule_of_the_old_version_is_carried_over_and_stands_in_the_new_text(shell: Shell) -> None:
    before = [rule for rule in shell.knowledge().current().subsidies.values() if rule.document == "qinyuan-2017"]
    printed = shell.published(counties.newer_qinyuan(), "新版.txt")
    kb = shell.knowledge().current()
    after = [rule for rule in kb.subsidies.values() if rule.document == printed["slug"]]
    assert {rule.title for rule in before} == {rule.title for rule in after}
    sources = [item.source for rule in after for version in rule.versions for item in version.items]
    assert len(sources) > 20
    assert [s.quote for s in sources if squeeze(s.quote) not in squeeze(kb.clause_text(printed["slug"], s.clause))] == []


def test_the_new_sum_counts_now_and_the_old_one_on_its_own_days(shell: Shell) -> None:
    slug = shell.published(counties.newer_qinyuan(), "新版.txt")["slug"]
    now = shell.ask("贫困户养一头牛补多少", QINYUAN, COW)
    assert "4000元" in now.lead
    assert {citation.document for citation in now.citations} == {slug}
    then = shell.ask("贫困户养一头牛补多少", QINYUAN, COW, day=date(2018, 6, 1))
    assert "3000元" in then.lead
    assert {citation.document for citation in then.citations} == {"qinyuan-2017"}
    old = shell.knowledge().current().document("qinyuan-2017")
    assert old.meta.standing_on(TODAY) is Standing.SUPERSEDED


def test_a_withdrawn_version_lets_the_one_before_speak_again(shell: Shell) -> None:
    slug = shell.published(counties.newer_qinyuan(), "新版.txt")["slug"]
    shell.run("withdraw", slug)
    assert "3000元" in shell.ask("贫困户养一头牛补多少", QINYUAN, COW).lead


def test_only_households_that_gain_or_lose_are_told_and_in_private(shell: Shell) -> None:
    household(shell.database, "1001", cattle=1)
    household(shell.database, "1002", sheep=2)
    household(shell.database, "1003", cattle=1, consent=False)
    household(shell.database, "1004", "532500", cattle=1)
    household(shell.database, "-1005", cattle=1)
    shell.published(counties.newer_qinyuan(), "新版.txt")
    told = messages(shell.database)
    assert set(told) == {1001}
    assert "养牛：原来3000元，现在4000元（四（三）6）" in told[1001]
    assert "“牛每头奖补4000元”" in told[1001]


def test_a_household_at_its_limit_is_told_the_sum_after_the_limit(shell: Shell) -> None:
    household(shell.database, "1001", cattle=3, pigs=2)
    shell.published(counties.newer_qinyuan(), "新版.txt")
    assert "原来3000元，现在6000元" in messages(shell.database)[1001]
    assert "每户奖补金额不超过6000元" in messages(shell.database)[1001]


def test_a_household_of_which_a_condition_is_not_known_is_told_under_that_condition(shell: Shell) -> None:
    household(shell.database, "1001", cattle=1, poor=None)
    household(shell.database, "1002", cattle=1, poor=False)
    shell.published(counties.newer_qinyuan(), "新版.txt")
    told = messages(shell.database)
    assert set(told) == {1001}
    assert "如果您家是建档立卡贫困户" in told[1001]
    assert "养牛：原来3000元，现在4000元（四（三）6）" in told[1001]


@pytest.mark.parametrize("title", ["关于推进产业扶贫确保稳定脱贫的实施意见（修订）", "关于进一步推进产业扶贫确保稳定脱贫的实施意见"])
def test_a_version_under_a_slightly_other_title_is_known_as_one(shell: Shell, title: str) -> None:
    assert shell.published(counties.newer_qinyuan(), "新版.txt", title=title)["supersedes"] == ["qinyuan-2017"]


def test_a_document_may_be_named_as_the_one_replaced(shell: Shell) -> None:
    first = shell.published(counties.as_text(counties.SILK), "意见.txt")
    lines = ("一、扶持标准", "（一）养殖黑山羊每只补助300元。")
    given = {"title": "山羊办法", "issuer": "宜州区人民政府", "region": "宜州区", "issued_on": "2023-01-01", "supersedes": first["slug"]}
    printed = shell.published(counties.as_text(lines), "羊.txt", **given)
    assert printed["supersedes"] == [first["slug"]]
    assert {change["kind"] for change in printed["changes"]} == {"raised", "dropped"}
    assert [d.slug for d in shell.knowledge().current().documents_for("451203", TODAY)] == [printed["slug"]]
