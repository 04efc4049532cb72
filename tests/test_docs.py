"""What is written beside the code stays true: settings, sentences, commands, changelog."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import yaml
from dotenv import dotenv_values

from bot.settings import Settings
from bot.texts import TEXTS_FILE, load_texts

ROOT = Path(__file__).parents[1]


def test_the_example_settings_name_every_setting_and_no_other():
    assert set(dotenv_values(ROOT / ".env.example")) == {item.metadata["variable"] for item in fields(Settings)}


def test_the_example_settings_show_what_one_gets_anyway():
    example = {name: value for name, value in dotenv_values(ROOT / ".env.example").items() if value}
    assert Settings.from_env(example) == Settings.from_env({})


def test_the_example_settings_explain_each_setting_in_the_words_of_the_code():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    for item in fields(Settings):
        assert f"# {item.metadata['about']}\n{item.metadata['variable']}=" in text


def test_every_sentence_the_app_says_exists_and_every_sentence_is_said():
    sentences = yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8"))
    kept = {f"{section}.{key}" for section in ("conversation", "probe", "terminal") for key in sentences[section]}
    said: set[str] = set()
    for path in [*(ROOT / "bot").glob("*.py"), *(ROOT / "bot" / "cli").glob("*.py"), *(ROOT / "bot" / "launch").glob("*.py")]:
        text = path.read_text(encoding="utf-8")
        said |= set(re.findall(r"""say\(\s*["']((?:conversation|probe|terminal)\.\w+)["']""", text))
        said |= {f"conversation.{key}" for key in re.findall(r'return "(\w+)"', text) if f"conversation.{key}" in kept}
    assert said == kept


def test_sentences_have_the_blanks_that_are_filled():
    texts = load_texts()
    assert "1000" in texts.say("conversation.too_long", limit=1000)
    assert "养牛" in texts.say("conversation.late_answer", question="养牛")


def test_every_verb_of_the_makefile_is_one_the_launcher_knows():
    from bot.launch.verbs import VERBS

    verbs = set(re.findall(r"BOOTSTRAP\) (\w+)", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert verbs == set(VERBS)


def test_the_changelog_has_a_place_for_what_comes_next():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_no_chinese_sentence_hides_in_the_code_of_the_shell():
    han = re.compile(r"[\u4e00-\u9fff]")
    found = []
    for path in [*(ROOT / "bot").glob("*.py"), *(ROOT / "bot" / "launch").glob("*.py"), *(ROOT / "bot" / "storage").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and han.search(node.value) and "\n" not in node.value:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.value[:20]}")
    docstrings = [line for line in found if "扶问" in line]
    assert found == docstrings
