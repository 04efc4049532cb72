"""Commands typed on the page mean what they mean in Telegram."""

from __future__ import annotations

import pytest

from bot.channels.commands import meant


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/forget", "/forget_me"),
        ("/help", "/help"),
        ("/region 沁源县", "我是沁源县的"),
        ("/calc 两头牛", "两头牛"),
        ("/duties", "/duties"),
        ('/show_clause{"clause": "一"}', '/show_clause{"clause": "一"}'),
        ("养一头牛给多少钱", "养一头牛给多少钱"),
        ("/没有这个", "/没有这个"),
    ],
)
def test_a_command_typed_on_the_page_is_understood(typed: str, heard: str) -> None:
    assert meant(typed) == heard
