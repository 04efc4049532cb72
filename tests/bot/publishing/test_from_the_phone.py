"""An official publishes from the phone: a file, a look, a colleague's consent, live, announced."""

from __future__ import annotations

import json
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from bot.calls import Told, read
from bot.messages import Reply
from bot.people.service import Staff
from bot.publishing.commands import PublishCommands
from bot.publishing.opening import open_publishing
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.documents import Documents
from bot.storage.knowledge import LiveKnowledge, store_shipped
from bot.storage.outbox import OutboxRow
from bot.storage.people import People
from policy_kb.knowledge_base import load_shipped
from tests.bot.publishing import counties
from tests.bot.publishing.test_newer_version import household
from tests.conftest import FakeClock

QINYUAN, SHIQUAN = "140431", "610922"


@dataclass
class Phone:
    """Officials and households with their chats."""

    database: Database
    clock: FakeClock
    commands: PublishCommands
    knowledge: LiveKnowledge

    def official(self, chat: str, region: str, name: str = "") -> str:
        person = People(self.database).arrive("telegram", chat, self.clock.now()).id
        code = self.commands.staff.invite("official", region, by="shell", name=name).code
        assert self.commands.staff.redeem(code, person).official
        return person

    def says(self, person: str, text: str) -> list[Reply]:
        """Send a command or tap a button."""
        word, told = read(text) or ("", Told("", {}))
        return self.commands.handlers()[word](person, told)

    def taps(self, person: str, replies: list[Reply], title: str) -> list[Reply]:
        """Tap a button by its title."""
        payload = next(b.payload for reply in replies for b in reply.buttons if b.title == title)
        return self.says(person, payload)

    def told(self, chat: int) -> list[Reply]:
        """Return what was sent to a chat unasked."""
        with self.database.session() as session:
            return [Reply(row.text, ()) for row in session.query(OutboxRow).filter(OutboxRow.chat_id == chat).order_by(OutboxRow.id)]

    def buttons_of(self, chat: int) -> dict[str, str]:
        with self.database.session() as session:
            rows = session.query(OutboxRow).filter(OutboxRow.chat_id == chat)
            return {button["title"]: button["payload"] for row in rows for button in row.buttons}


def opened(database: Database, clock: FakeClock, *, needs_second: bool) -> Phone:
    documents = Documents(database)
    store_shipped(documents, clock.now())
    knowledge = LiveKnowledge(documents, check_seconds=0)
    places = load_shipped().divisions
    staff = Staff(database, clock, places)
    commands = open_publishing(database, clock, staff, places, knowledge.current, ZoneInfo("Asia/Shanghai"), needs_second=needs_second)
    return Phone(database, clock, commands, knowledge)


@pytest.fixture
def phone(database: Database, clock: FakeClock) -> Phone:
    return opened(database, clock, needs_second=True)


def test_a_new_version_goes_from_the_phone_to_the_groups_and_the_households(phone: Phone) -> None:
    author, colleague = phone.official("11", QINYUAN, "王主任"), phone.official("12", QINYUAN, "李科长")
    household(phone.database, "21", cattle=1)
    Chats(phone.database, phone.clock).meet(-31, "group", "沁源群")
    Chats(phone.database, phone.clock).set_region(-31, QINYUAN)
    shown = phone.commands.hand_in(author, counties.newer_qinyuan(), "新版.txt")
    assert "牛：由每头3000元提高到每头4000元" in shown[0].text
    assert "等另一位" in phone.taps(author, shown, "送审")[0].text
    assert phone.told(-31) == []
    assert "王主任" in phone.told(12)[0].text
    done = phone.says(colleague, phone.buttons_of(12)["同意发布"])
    assert "1 户增加" in done[0].text
    assert "牛：由每头3000元提高到每头4000元" in phone.told(-31)[0].text
    assert "原来3000元，现在4000元" in phone.told(21)[0].text
    assert "已发布" in phone.told(11)[0].text
    assert QINYUAN in {d.meta.region for d in phone.knowledge.current().documents.values() if d.slug.startswith(QINYUAN)}


def test_whoever_hands_in_and_whoever_approves_can_look_at_all_that_was_read(phone: Phone) -> None:
    author, colleague = phone.official("11", QINYUAN), phone.official("12", QINYUAN)
    shown = phone.commands.hand_in(author, counties.newer_qinyuan(), "新版.txt")
    tree, facts, rules = (reply.text for reply in phone.taps(author, shown, "看条款和数字"))
    assert "四、" in tree
    assert "牛 每头4000元（四（三）6）" in facts
    assert "牛每头奖补4000元" in rules
    phone.taps(author, shown, "送审")
    assert [reply.text for reply in phone.says(colleague, phone.buttons_of(12)["看条款和数字"])] == [tree, facts, rules]


def test_at_night_the_official_is_told_when_the_notice_goes_out(phone: Phone) -> None:
    author, colleague = phone.official("11", QINYUAN), phone.official("12", QINYUAN)
    phone.clock.advance(hours=13)
    phone.taps(author, phone.commands.hand_in(author, counties.newer_qinyuan(), "新版.txt"), "送审")
    done = phone.says(colleague, phone.buttons_of(12)["同意发布"])
    assert "到11月24日07:30再发" in done[0].text
    assert phone.told(11)[-1].text.count("已发布") == 1


def test_officials_see_counts_and_never_who(phone: Phone) -> None:
    author, colleague = phone.official("11", QINYUAN), phone.official("12", QINYUAN)
    person = household(phone.database, "21", cattle=1)
    phone.taps(author, phone.commands.hand_in(author, counties.newer_qinyuan(), "新版.txt"), "送审")
    done = phone.says(colleague, phone.buttons_of(12)["同意发布"])
    assert person not in done[0].text
    assert "养牛" not in done[0].text


def test_nobody_approves_their_own_document(phone: Phone) -> None:
    author, _ = phone.official("11", QINYUAN), phone.official("12", QINYUAN)
    phone.taps(author, phone.commands.hand_in(author, counties.newer_qinyuan(), "新版.txt"), "送审")
    payload = phone.buttons_of(12)["同意发布"]
    assert "不能自己批自己" in phone.says(author, payload)[0].text
    assert len([slug for slug in phone.knowledge.current().documents if slug.startswith(QINYUAN)]) == 0


def test_a_document_sent_back_is_not_published_and_its_author_is_told(phone: Phone) -> None:
    author, colleague = phone.official("11", QINYUAN), phone.official("12", QINYUAN)
    phone.taps(author, phone.commands.hand_in(author, counties.newer_qinyuan(), "新版.txt"), "送审")
    phone.says(colleague, phone.buttons_of(12)["退回"])
    assert "被退回" in phone.told(11)[0].text
    assert "已经处理过" in phone.says(colleague, phone.buttons_of(12)["同意发布"])[0].text


def test_one_official_is_enough_where_the_setting_says_so(database: Database, clock: FakeClock) -> None:
    phone = opened(database, clock, needs_second=False)
    author = phone.official("11", SHIQUAN)
    done = phone.taps(author, phone.commands.hand_in(author, counties.as_docx(counties.TEA), "办法.docx"), "确认发布")
    assert "已发布" in done[0].text
    assert any(slug.startswith(SHIQUAN) for slug in phone.knowledge.current().documents)


def test_households_and_officials_of_other_places_cannot_publish(phone: Phone) -> None:
    stranger = phone.official("13", SHIQUAN)
    resident = household(phone.database, "21", cattle=1)
    assert "不能在这个地方" in phone.commands.hand_in(stranger, counties.newer_qinyuan(), "新版.txt")[0].text
    assert "只有工作人员" in phone.commands.hand_in(resident, counties.newer_qinyuan(), "新版.txt")[0].text
    assert "只有工作人员" in phone.says(resident, "/publish")[0].text


def test_an_unknown_place_is_asked_for_and_taken_with_one_tap(phone: Phone) -> None:
    author = phone.official("11", SHIQUAN)
    lines = ("羊补助办法", "一、扶持标准", "（一）养殖黑山羊每只补助200元。", "2021年6月1日")
    asked = phone.commands.hand_in(author, counties.as_text(lines), "羊.txt")
    assert "适用地区" in asked[0].text
    shown = phone.taps(author, asked, "就是石泉县")
    assert "石泉县" in shown[0].text


def test_the_notice_is_edited_and_kept_short(phone: Phone) -> None:
    author = phone.official("11", QINYUAN)
    shown = phone.commands.hand_in(author, counties.newer_qinyuan(), "新版.txt")
    number = json.loads(shown[-1].buttons[0].payload.partition("{")[1] + shown[-1].buttons[0].payload.partition("{")[2])["id"]
    assert "养牛的乡亲看过来" in phone.says(author, f"/publish {number} 通知 养牛的乡亲看过来")[0].text
    assert "最多 400 字" in phone.says(author, f"/publish {number} 通知 {'长' * 401}")[0].text


def test_a_doubtful_rule_is_confirmed_one_by_one(phone: Phone) -> None:
    author = phone.official("11", SHIQUAN)
    lines = [line.replace("养殖肉牛每头", "每户不超过6头，养殖肉牛每头") for line in counties.TEA]
    shown = phone.commands.hand_in(author, counties.as_docx(lines), "办法.docx")
    rules = phone.taps(author, shown, "核对规则")
    assert "每户不超过6头" in rules[0].text
    assert "已确认" in phone.taps(author, rules, "确认第1条")[0].text


def test_a_file_that_cannot_be_read_is_refused_kindly(phone: Phone) -> None:
    author = phone.official("11", SHIQUAN)
    assert "扫描件" in phone.commands.hand_in(author, counties.scanned_pdf(), "扫描.pdf")[0].text
