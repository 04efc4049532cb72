"""A real browser and the page in it, for the tests of this folder."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.fakes_web import EchoConversation, PartsAre

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
