"""The chat page in a real browser, by thumb, by keyboard and by ear, on small screens and in large letters."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.bot.channels.chromium import DESK, PHONE, Site

pytestmark = pytest.mark.browser


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
