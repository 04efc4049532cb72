"""The article of a web page, without its navigation and footer."""

from __future__ import annotations

import re

import trafilatura

from policy_kb.intake.messages import refusal

_LETTERS_MIN = 30
_HAN = re.compile(r"[\u4e00-\u9fff]")


def read_html(content: bytes, name: str) -> str:
    """Read the article of a page; a page without one is refused."""
    found = trafilatura.extract(
        content,
        output_format="txt",
        include_comments=False,
        include_tables=True,
        include_links=False,
        include_images=False,
        favor_recall=True,
        deduplicate=False,
    )
    text = str(found or "")
    if len(_HAN.findall(text)) < _LETTERS_MIN:
        raise refusal("no_article", name=name)
    return text
