"""The chat page in a real browser while the line, the server or a part of it is away, and after it is back."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome

from bot.channels.web import create_app
from tests.bot.channels.chromium import Site
from tests.fakes_web import EchoConversation, EverybodyIsKnown, OneCounter, PartsAre, Served, Shelf

pytestmark = pytest.mark.browser


def test_a_question_asked_offline_waits_visibly_and_is_delivered_once_when_the_line_is_back(site: Site) -> None:
    site.open()
    site.line(is_up=False)
    site.ask("没网时问的")
    site.until(lambda: site.all("#log li.me .state button"))
    assert "自动再问" in site.all("#log li.me .state")[0].text
    assert "没有网络" in site.all("#banner")[0].text
    assert site.asked() == []
    site.line(is_up=True)
    site.wait_for_answer("没网时问的")
    site.until(lambda: not site.all("#log li.me .state") and not site.all("#banner")[0].is_displayed())
    assert site.asked() == ["没网时问的"]


def test_a_waiting_question_survives_a_reload(site: Site) -> None:
    site.open()
    site.line(is_up=False)
    site.ask("没网时问的")
    site.until(lambda: site.all("#log li.me .state"))
    site.line(is_up=True)
    site.browser.refresh()
    site.wait_for_answer("没网时问的")
    assert site.asked() == ["没网时问的"]


def test_the_page_opens_while_the_server_is_away_and_a_question_asked_then_is_answered_after_it_is_back(browser: Chrome) -> None:
    conversation = EchoConversation()
    app = create_app(conversation, EverybodyIsKnown(), PartsAre(), OneCounter(), Shelf())
    with Served(app) as url:
        site = Site(browser, url, conversation, PartsAre())
        site.open()
        site.until(lambda: browser.execute_script("return Boolean(navigator.serviceWorker && navigator.serviceWorker.controller)"))
        browser.refresh()
        site.until(lambda: site.said_by("bot"))
    browser.refresh()
    site.until(lambda: site.said_by("bot"))
    site.ask("服务停了还问")
    site.until(lambda: site.all("#log li.me .state button"))
    with Served(app, int(url.rsplit(":", 1)[1])):
        site.wait_for_answer("服务停了还问")
        browser.get("about:blank")
    assert site.asked() == ["服务停了还问"]


def test_a_server_in_trouble_is_asked_again_by_itself_or_at_once_by_the_button(site: Site) -> None:
    site.open()
    site.conversation.fails_next = 1
    site.ask("出错时问的")
    site.until(lambda: site.all("#log li.me .state button"))
    site.browser.execute_script("document.querySelector('#log li.me .state button').click()")
    site.wait_for_answer("出错时问的")
    assert site.said_by("me") == ["出错时问的"]


def test_a_question_the_parts_could_not_answer_is_asked_again_without_a_word_being_typed(site: Site) -> None:
    site.open()
    site.conversation.unavailable_next = 1
    site.ask("那会儿答不了的")
    site.wait_for_answer("那会儿答不了的")
    assert site.said_by("me") == ["那会儿答不了的"]
    assert not any("有点忙" in said for said in site.said_by("bot"))


def test_when_a_part_is_back_the_banner_goes(site: Site) -> None:
    site.parts.states = {"rasa": "down"}
    site.open()
    site.until(site.all("#banner")[0].is_displayed)
    site.parts.states = {"rasa": "up"}
    site.browser.execute_script("document.dispatchEvent(new Event('visibilitychange'))")
    site.until(lambda: not site.all("#banner")[0].is_displayed())


def test_a_part_that_is_down_shows_a_banner(site: Site) -> None:
    site.parts.states = {"rasa": "down"}
    site.open()
    site.until(lambda: "正在恢复" in site.all("#banner")[0].text)
