"""The chat page as files: light, self-contained, fit for old phones, every sentence from the text file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from fastapi import FastAPI

from bot.channels.web import create_app, web_texts
from tests.fakes_web import EchoConversation, EverybodyIsKnown, OneCounter, PartsAre, Shelf, request

PAGE = Path(__file__).parents[3] / "bot" / "channels" / "web_page"
SCRIPTS = sorted((PAGE / "static").glob("*.js"))
HAN = re.compile(r"[\u4e00-\u9fff]")
WEIGHT_LIMIT_BYTES = 60_000


@pytest.fixture
def app() -> FastAPI:
    return create_app(EchoConversation(), EverybodyIsKnown(), PartsAre(), OneCounter(), Shelf())


def _parts_of(html: str) -> list[str]:
    return re.findall(r'(?:src|href)="(/static/[^"]+)"', html)


def test_the_whole_page_weighs_less_than_60_kb_before_compression(app: FastAPI) -> None:
    html = request(app, "GET", "/").text
    weight = len(html.encode()) + sum(len(request(app, "GET", part).content) for part in _parts_of(html))
    assert len(_parts_of(html)) >= 5
    assert weight < WEIGHT_LIMIT_BYTES


def test_every_part_of_the_page_is_there_and_kept_by_its_version(app: FastAPI) -> None:
    for part in _parts_of(request(app, "GET", "/").text):
        response = request(app, "GET", part)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]


def test_the_page_itself_is_always_asked_for_anew(app: FastAPI) -> None:
    assert request(app, "GET", "/").headers["cache-control"] == "no-cache"


def test_the_keeper_of_pages_may_keep_the_whole_site(app: FastAPI) -> None:
    response = request(app, "GET", "/keeper.js")
    assert response.status_code == 200
    assert "javascript" in response.headers["content-type"]


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path in PAGE.rglob("*"):
        if path.suffix in {".html", ".css", ".js"}:
            assert not re.search(r"https?://|@import|url\(", path.read_text(encoding="utf-8")), path


def test_no_script_stands_inside_the_page_but_data(app: FastAPI) -> None:
    html = request(app, "GET", "/").text
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", html) == []
    assert not re.search(r"\son\w+=|style=", html)


def test_words_from_outside_are_never_set_as_html() -> None:
    for script in SCRIPTS:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script.read_text(encoding="utf-8")), script


def test_scripts_use_nothing_newer_than_phones_of_2018() -> None:
    newer_words = r"\?\.[a-zA-Z\[(]|\?\?|\{\s*\.\.\.|catch\s*\{|^import |^export |\bstatic \{|#[a-z]\w*\s*[=(]"
    newer = newer_words + r"|\.(?:replaceAll|flat|flatMap|at|allSettled|finally)\("
    for script in SCRIPTS:
        assert not re.search(newer, script.read_text(encoding="utf-8"), re.MULTILINE), script


def test_scripts_and_templates_say_nothing_of_their_own() -> None:
    for path in [*SCRIPTS, *(PAGE / "templates").glob("*.html")]:
        said = HAN.findall(path.read_text(encoding="utf-8"))
        assert said == [], path


def test_every_sentence_of_the_page_is_used() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in [*PAGE.rglob("*.html"), *PAGE.rglob("*.js"), *PAGE.parent.glob("*.py")])
    spoken_by_kind = {"waiting", "failed", "offline", "unreachable", "too_fast", "part_down", "me", "bot"}
    for section in ("page", "document"):
        for key in web_texts()[section]:
            assert key in spoken_by_kind or re.search(rf"\.{key}\b|\"{key}\"", source), key


def test_sentences_of_the_app_win_over_those_of_the_page() -> None:
    assert web_texts({"page": {"name": "问问"}})["page"]["name"] == "问问"
    assert web_texts({"page": {"name": "问问"}})["page"]["send"] == "发送"


def test_the_greeting_offers_four_or_five_questions() -> None:
    greeting = yaml.safe_load((PAGE / "texts.yml").read_text(encoding="utf-8"))["greeting"]
    assert 4 <= len(greeting["examples"]) <= 5
    assert all(example["title"] and example["payload"] for example in greeting["examples"])


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *(("ink", ground) for ground in ("ground", "paper", "mine")),
        *(("soft", ground) for ground in ("ground", "paper", "mine")),
        *(("lead", ground) for ground in ("ground", "paper", "quick")),
        *((f"on-{ground}", ground) for ground in ("lead", "bar", "mark", "warn")),
        ("danger", "paper"),
    ],
)
def test_letters_stand_out_from_their_ground(scheme: int, text: str, ground: str) -> None:
    css = (PAGE / "static" / "page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", re.findall(r":root \{(.*?)\}", css, re.DOTALL)[scheme]))
    assert _contrast(colours[text], colours[ground]) >= 4.5
