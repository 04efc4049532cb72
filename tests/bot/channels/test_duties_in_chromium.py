"""Without Telegram: an official and a household on the page of a real browser do all that duties and trainings ask of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from bot.channels.calendar_page import feed_router
from bot.channels.web import create_app
from bot.clock import SHANGHAI
from bot.conversation import Conversation
from bot.core import Acquaintances
from bot.metrics import Metrics
from bot.office import Office, build_office
from bot.people.invites import web_link
from bot.reminders.model import DutyPlan
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.people import People
from bot.storage.profiles import Profiles
from bot.storage.upgrade import upgrade
from bot.storage.waiting import WaitingQuestions
from bot.texts import load_texts
from policy_kb.knowledge_base import load_shipped
from tests.bot.channels.chromium import Site, chromium
from tests.bot.reminders.conftest import TurnedClock
from tests.fakes_web import EchoConversation, OneCounter, PartsAre, Served, Shelf

pytestmark = pytest.mark.browser
SHAOGUAN = "440200"
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)


class Echo:
    """Stands in for whoever answers questions of policy."""

    async def ask(self, person_id: str, text: str) -> list[Any]:
        return await EchoConversation().handle(type("Asked", (), {"text": text}))  # type: ignore[arg-type]


class Town:
    """The office and its page, with the clock in the test's hand; everybody sits at a browser of their own."""

    def __init__(self, office: Office, database: Database, clock: TurnedClock, url: str) -> None:
        self.office, self.database, self.clock, self.url = office, database, clock, url
        self.browsers: list[Chrome] = []

    def sit_down(self, address: str = "") -> Site:
        """Open the page on a phone, as somebody nobody has seen before."""
        options = ChromeOptions()
        options.binary_location, driver = chromium()
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN", "--no-proxy-server"):
            options.add_argument(argument)
        browser = Chrome(options=options, service=ChromeService(driver))
        self.browsers.append(browser)
        site = Site(browser, address or self.url, EchoConversation(), PartsAre())
        site.open()
        return site

    def official(self, name: str, role: str) -> Site:
        """Let an official open the link of their invitation."""
        code = self.office.staff.invite(role, SHAOGUAN, by="shell", name=name).code
        site = self.sit_down(web_link(self.url, code))
        said(site, "您已成为韶关市")
        return site

    def household(self, name: str) -> Site:
        """Let a household write once, and tell where it lives."""
        site = self.sit_down()
        site.ask("你好")
        site.wait_for_answer("你好")
        found = People(self.database).find("web", sender_of(site))
        assert found
        Profiles(self.database).set_region(found.id, SHAOGUAN, self.clock.now())
        return site

    def work(self, **span: float) -> None:
        """Let time pass, then plan and tick."""
        self.clock.pass_by(**span)
        self.office.planner.plan_all(self.database, self.clock.now())
        self.office.reminders.tick()


def sender_of(site: Site) -> str:
    return str(site.browser.execute_script("return JSON.parse(localStorage.getItem('fuwen-talk')).sender"))


def said(site: Site, words: str) -> str:
    """Wait until the page says some words last; return all of that message."""
    site.until(lambda: words in site.said_by("bot")[-1])
    return site.said_by("bot")[-1]


def tap(site: Site, title: str, where: str = "#quick button") -> None:
    """Tap a button by a part of its title."""
    button = site.until(lambda: next((b for b in site.all(where) if title in b.text), None))
    site.browser.execute_script("arguments[0].click()", button)


def from_menu(site: Site, title: str) -> None:
    """Choose from the menu."""
    site.all("#menu-button")[0].click()
    assert not site.is_too_wide()
    tap(site, title, "#menu .item")


def look_again(site: Site) -> None:
    """Come back to the page after having looked elsewhere."""
    site.browser.execute_script("document.dispatchEvent(new Event('visibilitychange'))")


def picture(site: Site, name: str, tmp_path: Path) -> None:
    """Keep a picture where somebody can look at it, when they ask for it."""
    folder = Path(os.environ.get("FUWEN_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    assert site.browser.save_screenshot(str(folder / f"{name}.png"))
    assert not site.is_too_wide()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    database, clock, knowledge = Database(f"sqlite:///{tmp_path / 'fuwen.db'}"), TurnedClock(MONDAY), load_shipped()
    upgrade(database)
    office = build_office(
        database, clock, Outbox(database, clock), knowledge.divisions, lambda: knowledge, base_url="http://test", holder="one"
    )
    people = People(database)
    conversation = Conversation(Echo(), people, WaitingQuestions(database), load_texts(), clock, Metrics(), office)
    app = create_app(conversation, Acquaintances(people, clock), PartsAre(), OneCounter(), Shelf())
    app.include_router(feed_router(office.feeds))
    with Served(app) as url:
        town = Town(office, database, clock, url)
        yield town
        for browser in town.browsers:
            browser.quit()
    database.close()


def test_an_official_on_the_page_gets_a_duty_is_reminded_and_hands_in_with_one_tap(town: Town, tmp_path: Path) -> None:
    site = town.official("李", "village_officer")
    town.office.duties.add(DutyPlan("产业扶贫月报", SHAOGUAN, "date:2026-03-06", ("role:official",)), by="shell")
    from_menu(site, "我的报送任务")
    assert "3月6日17:00前" in said(site, "「产业扶贫月报」")
    picture(site, "duties", tmp_path)
    town.work(days=2, hours=23)
    look_again(site)
    assert "还有1天" in said(site, "提醒：")
    picture(site, "reminder", tmp_path)
    tap(site, "1小时后提醒", "#log .own button")
    said(site, "再提醒您")
    town.work(hours=1, minutes=1)
    look_again(site)
    site.until(lambda: sum(text.startswith("提醒：") for text in site.said_by("bot")) == 2)
    tap(site, "已报送", "#log .own button")
    said(site, "已记下：「产业扶贫月报」")
    town.work(days=1)
    look_again(site)
    site.browser.refresh()
    site.until(lambda: site.said_by("bot"))
    assert sum(text.startswith("提醒：") for text in site.said_by("bot")) == 2


def test_a_superior_on_the_page_sets_a_duty_sees_who_has_not_and_nudges(town: Town, tmp_path: Path) -> None:
    below, boss = town.official("王", "village_officer"), town.official("赵", "county_officer")
    boss.ask("/duty_new")
    said(boss, "要报送什么")
    boss.ask("产业台账")
    said(boss, "多久一次")
    boss.ask("每月5日")
    tap(boss, "村级干部")
    assert "周期：每月5日" in said(boss, "请核对")
    picture(boss, "duty_form", tmp_path)
    tap(boss, "保存")
    said(boss, "第一次3月5日17:00")
    from_menu(boss, "我的报送任务")
    tap(boss, "看下级")
    assert "未报送1人：王" in said(boss, "「产业台账」")
    tap(boss, "催一催")
    said(boss, "已催办1人")
    town.work(minutes=1)
    look_again(below)
    assert "上级催办" in said(below, "「产业台账」")
    tap(below, "无法完成", "#log .own button")
    said(below, "什么原因")
    tap(below, "材料还没齐")
    said(below, "您的上级会看到")


def test_a_training_is_made_announced_enrolled_moved_and_signed_in_on_pages_alone(town: Town, tmp_path: Path) -> None:
    official, home = town.official("李", "county_officer"), town.household("甲")
    official.ask("/training_new")
    for question, answer in (("叫什么名字", "养牛技术"), ("在哪里上课", "县农广校"), ("什么时候开始", "3月16日上午9点")):
        said(official, question)
        official.ask(answer)
    tap(official, "5天")
    tap(official, "所有人")
    said(official, "请核对")
    picture(official, "training_form", tmp_path)
    tap(official, "发布")
    found = re.search(r"签到码：(\d{6})", said(official, "已发布"))
    assert found
    town.work(minutes=1)
    look_again(home)
    said(home, "韶关市有新的培训")
    picture(home, "announcement", tmp_path)
    tap(home, "报名", "#log .own button")
    said(home, "报名成功")
    town.office.trainings.change(1, by="shell", starts_at=MONDAY + timedelta(days=15))
    town.work(minutes=1)
    look_again(home)
    assert "3月17日10:00" in said(home, "有变动")
    town.work(days=15)
    home.ask(found[1])
    said(home, "今年已参加1次共5天，还差1次")
    picture(home, "signed_in", tmp_path)


def test_the_calendar_of_somebody_on_the_page_is_a_link_that_works(town: Town) -> None:
    site = town.official("李", "village_officer")
    town.office.duties.add(DutyPlan("月报", SHAOGUAN, "date:2026-03-06", ("role:official",)), by="shell")
    from_menu(site, "我的报送任务")
    tap(site, "日历订阅")
    said(site, "日历订阅地址")
    address = site.until(lambda: site.all("#log li:last-child .words a"))[0].get_attribute("href")
    assert address.startswith(town.url)
    fetched = site.browser.execute_async_script("const done = arguments[1]; fetch(arguments[0]).then(r => r.text()).then(done)", address)
    assert "SUMMARY:报送：月报" in fetched


def test_somebody_whose_place_is_not_known_is_asked_for_it_before_trainings_are_listed(town: Town) -> None:
    site = town.sit_down()
    from_menu(site, "近期培训")
    said(site, "请先选好地区")
    assert site.quick() == ["选地区"]


def test_two_reminders_that_came_together_keep_their_own_buttons_over_a_reload(town: Town) -> None:
    site = town.official("李", "village_officer")
    for title in ("月报", "季报"):
        town.office.duties.add(DutyPlan(title, SHAOGUAN, "date:2026-03-06", ("role:official",)), by="shell")
    town.work(days=2, hours=23)
    site.browser.refresh()
    site.until(lambda: len(site.all("#log .own")) == 2)
    site.browser.refresh()
    site.until(lambda: len(site.all("#log .own")) == 2)
    tap(site, "已报送", "#log li:nth-last-child(2) .own button")
    said(site, "已记下：「月报」")


def test_a_page_nobody_wrote_on_makes_nobody_known(town: Town) -> None:
    site = town.sit_down()
    look_again(site)
    site.until(lambda: site.said_by("bot"))
    assert People(town.database).find("web", sender_of(site)) is None
