"""A browser that all tests of a file share, and the page in it, afresh for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from bot.channels.web import create_app
from tests.bot.channels.chromium import Site, chromium
from tests.fakes_web import EchoConversation, EverybodyIsKnown, OneCounter, PartsAre, Served, Shelf, small_document


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    program, driver_program = chromium()
    options = ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN", "--no-proxy-server"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=ChromeService(driver_program))
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
