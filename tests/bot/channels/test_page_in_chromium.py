"""The chat page in a real browser: asked and answered, reloaded, offline and back, by thumb and by keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from bot.channels.web import create_app
from tests.fakes_web import CLAUSE, QUOTE, EchoConversation, EverybodyIsKnown, OneCounter, PartsAre, Served, Shelf, small_document

pytestmark = pytest.mark.browser
PATIENCE_SECONDS = 20
PHONE, DESK = (360, 740), (1280, 800)
WANTED = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "chromium-driver": ("chromedriver",)}


def _programs() -> dict[str, str]:
    found = {package: next(filter(None, map(shutil.which, names)), None) for package, names in WANTED.items()}
    missing = [package for package, path in found.items() if path is None]
    if missing:
        reason = f"The Debian package {' and '.join(missing)} is missing: apt-get install {' '.join(missing)}"
        # On the build machine a browser that is not there is a fault, not an excuse.
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return {package: path for package, path in found.items() if path}


def chromium() -> tuple[str, str]:
    """Return the browser and its driver; without them the test is skipped, or fails on the build machine."""
    programs = _programs()
    return programs["chromium"], programs["chromium-driver"]


class Site:
    """The page in a browser, with the words people would use for what they do there."""

    def __init__(self, browser: Chrome, url: str, conversation: EchoConversation, parts: PartsAre) -> None:
        self.browser, self.url, self.conversation, self.parts = browser, url, conversation, parts

    def open(self, size: tuple[int, int] = PHONE) -> None:
        """Open the page afresh on a screen of a size."""
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
        )
        self.browser.get(self.url)
        self.until(lambda: self.said_by("bot"))

    def until(self, holds: Any) -> Any:
        """Wait until something holds, and return it."""
        return WebDriverWait(self.browser, PATIENCE_SECONDS, poll_frequency=0.05).until(lambda _: holds())

    def all(self, selector: str) -> list[WebElement]:
        """Return everything a CSS selector finds."""
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def said_by(self, who: str) -> list[str]:
        """Return what the log shows of one side."""
        script = "return Array.from(document.querySelectorAll('#log li.' + arguments[0] + ' .words'), e => e.innerText)"
        return list(self.browser.execute_script(script, who))

    def quick(self) -> list[str]:
        """Return the quick replies on offer."""
        return [button.text for button in self.all("#quick button")]

    def ask(self, text: str) -> None:
        """Type a question and tap the button."""
        self.all("#question")[0].send_keys(text)
        self.all(".send")[0].click()

    def wait_for_answer(self, text: str) -> None:
        """Wait until the answer to a question is shown."""
        self.until(lambda: any(said.startswith(f"您问的是：{text}") for said in self.said_by("bot")))

    def line(self, *, is_up: bool) -> None:
        """Cut the line to the network, or mend it."""
        self.browser.execute_cdp_cmd("Network.enable", {})
        conditions = {"offline": not is_up, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.browser.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)
        self.until(lambda: self.browser.execute_script("return navigator.onLine") is is_up)

    def asked(self) -> list[str]:
        """Return what reached the conversation."""
        return [incoming.text for incoming in self.conversation.asked]

    def is_too_wide(self) -> bool:
        """Say whether one would have to scroll sideways."""
        return bool(self.browser.execute_script("return document.documentElement.scrollWidth > window.innerWidth"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    programs = _programs()
    options = ChromeOptions()
    options.binary_location = programs["chromium"]
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN", "--no-proxy-server"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=ChromeService(programs["chromium-driver"]))
    yield driver
    driver.quit()


@pytest.fixture
def site(browser: Chrome) -> Iterator[Site]:
    conversation, parts = EchoConversation(), PartsAre()
    app = create_app(conversation, EverybodyIsKnown(), parts, OneCounter(), Shelf(small_document()))
    # A new port is a new origin: nothing is remembered from the test before.
    with Served(app) as url:
        yield Site(browser, url, conversation, parts)
        browser.execute_cdp_cmd("Network.enable", {})
        browser.execute_cdp_cmd(
            "Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        )
        browser.get("about:blank")


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


def test_everything_can_be_done_with_the_keyboard_alone(site: Site) -> None:
    site.open(DESK)

    def press(*keys: str) -> None:
        ActionChains(site.browser).send_keys(*keys).perform()

    def focused() -> str:
        return str(site.browser.execute_script("return document.activeElement.id || document.activeElement.innerText"))

    press(Keys.TAB, Keys.ENTER)  # the first stop leads past everything to the question
    site.until(lambda: focused() == "question")
    press("键盘问的", Keys.ENTER)
    site.wait_for_answer("键盘问的")
    ActionChains(site.browser).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
    assert focused() == "怎么申请"
    assert site.browser.execute_script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press(Keys.ENTER)
    site.wait_for_answer("怎么申请")
    site.browser.execute_script("document.getElementById('menu-button').focus()")
    press(Keys.ENTER)
    assert site.all("#menu")[0].is_displayed()
    press(Keys.ESCAPE)
    assert not site.all("#menu")[0].is_displayed()
    assert focused() == "menu-button"


def test_a_screen_reader_finds_a_log_a_form_and_names_for_every_control(site: Site) -> None:
    site.open()
    log = site.all("#log")[0]
    assert log.get_attribute("role") == "log"
    site.until(lambda: log.get_attribute("aria-live") == "polite")
    nameless = [c for c in site.all("button, textarea, a") if c.is_displayed() and not c.accessible_name]
    assert nameless == []
    assert site.browser.execute_script("return document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize("letters", [0, 1, 2], ids=["large", "larger", "largest"])
def test_on_a_phone_of_360_pixels_nothing_is_cut_off_and_letters_are_large(site: Site, letters: int) -> None:
    site.open()
    site.all("#menu-button")[0].click()
    site.all(f"button[data-size='{letters}']")[0].click()
    assert not site.is_too_wide()
    site.all("#menu-button")[0].click()
    site.ask("养鸡补多少" + "很长的一句话" * 8 + "w" * 80)
    site.until(lambda: site.quick() == ["羊呢", "怎么申请"])
    assert not site.is_too_wide()
    sizes = site.browser.execute_script(
        "return Array.from(document.querySelectorAll('#log p, button, textarea, a'), e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 18
    heights = site.browser.execute_script("return Array.from(document.querySelectorAll('#quick button, .send'), e => e.offsetHeight)")
    assert min(heights) >= 44


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_a_picture_of_the_page_can_be_looked_at(site: Site, size: tuple[int, int], tmp_path: Path) -> None:
    site.open(size)
    site.ask("养鸡补多少")
    site.wait_for_answer("养鸡补多少")
    # FUWEN_SCREENSHOTS keeps the pictures where somebody can look at them.
    folder = Path(os.environ.get("FUWEN_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / f"page_{size[0]}.png"
    assert site.browser.save_screenshot(str(picture))
    assert picture.stat().st_size > 5_000
    assert not site.is_too_wide()


def test_the_browser_has_nothing_to_complain_about(site: Site) -> None:
    site.browser.get_log("browser")
    site.open()
    site.ask("养鸡补多少")
    site.wait_for_answer("养鸡补多少")
    site.browser.get(f"{site.url}/documents/test-2020#{CLAUSE}")
    site.until(lambda: site.all("section.here"))
    assert [entry for entry in site.browser.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}] == []
