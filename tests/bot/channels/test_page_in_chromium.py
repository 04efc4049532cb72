"""The chat page in a real browser: asked, tapped, answered, reloaded, forgotten."""

from __future__ import annotations

import pytest

from tests.bot.channels.chromium import Site
from tests.fakes_web import CLAUSE, QUOTE

pytestmark = pytest.mark.browser


def test_a_question_typed_is_answered_with_its_source_and_quick_replies(site: Site) -> None:
    site.open()
    site.ask("养鸡补多少")
    site.wait_for_answer("养鸡补多少")
    assert site.said_by("me") == ["养鸡补多少"]
    assert site.all("#log li.bot .from")[-1].text.startswith("——试验县人民政府")
    assert site.quick() == ["羊呢", "怎么申请"]


def test_a_tap_on_a_quick_reply_sends_its_payload_and_shows_its_words(site: Site) -> None:
    site.open()
    site.ask("养鸡补多少")
    site.until(lambda: "羊呢" in site.quick())
    site.all("#quick button")[0].click()
    site.wait_for_answer("那羊呢")
    assert site.said_by("me") == ["养鸡补多少", "羊呢"]
    assert site.asked() == ["养鸡补多少", "那羊呢"]


def test_the_greeting_offers_questions_that_can_be_tapped(site: Site) -> None:
    site.open()
    assert 4 <= len(site.quick()) <= 5
    site.all("#quick button")[0].click()
    site.until(lambda: len(site.said_by("bot")) == 2)
    assert len(site.asked()) == 1


def test_a_reload_keeps_the_talk_the_person_and_the_quick_replies(site: Site) -> None:
    site.open()
    site.ask("养鸡补多少")
    site.until(lambda: "羊呢" in site.quick())
    before = site.said_by("me"), site.said_by("bot"), site.quick()
    site.browser.refresh()
    site.until(lambda: len(site.said_by("bot")) == 2)
    assert (site.said_by("me"), site.said_by("bot"), site.quick()) == before
    site.ask("再问一句")
    site.wait_for_answer("再问一句")
    assert len({incoming.person_id for incoming in site.conversation.asked}) == 1


def test_the_region_is_shown_once_known_and_a_tap_changes_it(site: Site) -> None:
    site.open()
    assert site.all("#region-name")[0].text == "选择地区"
    site.all("#region")[0].click()
    site.until(lambda: site.quick() == ["试验县", "别处"])
    site.all("#quick button")[0].click()
    site.until(lambda: site.all("#region-name")[0].text == "试验县")
    site.browser.refresh()
    site.until(lambda: site.all("#region-name")[0].text == "试验县")


def test_the_original_opens_in_its_clause_with_the_sentence_marked_and_the_way_back_keeps_the_talk(site: Site) -> None:
    site.open()
    site.ask("养鸡补多少")
    site.until(lambda: site.all("#log .sources a"))
    site.browser.execute_script("document.querySelector('#log .sources a').click()")
    site.until(lambda: site.all("section.here"))
    assert site.all("section.here")[0].get_attribute("id") == CLAUSE
    assert [mark.text for mark in site.all("mark")] == [QUOTE]
    assert not site.is_too_wide()
    site.all("a.back")[0].click()
    site.until(lambda: site.said_by("me") == ["养鸡补多少"])


def test_words_that_look_like_html_stay_words(site: Site) -> None:
    site.open()
    site.ask("<img src=x onerror=document.title='x'><b>粗</b>")
    site.until(lambda: len(site.said_by("bot")) == 2)
    assert site.all("#log img, #log b") == []
    assert "<b>粗</b>" in site.said_by("me")[0]


def test_forgetting_clears_the_talk_the_region_and_the_person(site: Site) -> None:
    site.open()
    site.ask("我在试验县")
    site.until(lambda: site.all("#region-name")[0].text == "试验县")
    site.all("#menu-button")[0].click()
    site.all("#forget")[0].click()
    site.all("#forget-yes")[0].click()
    site.until(lambda: site.said_by("bot")[0].startswith("您的资料和对话已经清空"))
    assert site.said_by("me") == []
    assert site.all("#region-name")[0].text == "选择地区"
    assert "我在试验县" not in site.browser.execute_script("return localStorage.getItem('fuwen-talk')")
    site.ask("新的开始")
    site.wait_for_answer("新的开始")
    assert site.asked()[1] == "/forget_me"
    assert site.conversation.asked[2].person_id != site.conversation.asked[0].person_id


def test_the_page_never_claims_to_have_forgotten_what_the_server_kept(site: Site) -> None:
    site.conversation.keeps_everything = True
    site.open()
    site.ask("养鸡补多少")
    site.wait_for_answer("养鸡补多少")
    site.all("#menu-button")[0].click()
    site.all("#forget")[0].click()
    site.all("#forget-yes")[0].click()
    site.until(lambda: any("没能清空" in said for said in site.said_by("bot")))
    assert site.said_by("me")[0] == "养鸡补多少"


def test_the_browser_has_nothing_to_complain_about(site: Site) -> None:
    site.browser.get_log("browser")
    site.open()
    site.ask("养鸡补多少")
    site.wait_for_answer("养鸡补多少")
    site.browser.get(f"{site.url}/documents/test-2020#{CLAUSE}")
    site.until(lambda: site.all("section.here"))
    assert [entry for entry in site.browser.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}] == []
