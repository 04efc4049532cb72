"""Logs say what happened, never who said what, and never a secret."""

from __future__ import annotations

from bot.logs import hashed, hide_secrets


def test_a_token_is_blotted_out_wherever_it_turns_up():
    token = "123456789:" + "A" * 35
    event = hide_secrets(None, "info", {"event": "x", "url": f"https://api.telegram.org/bot{token}/getMe", "count": 3})
    assert "AAAA" not in str(event)
    assert event["count"] == 3


def test_a_password_in_an_address_is_blotted_out():
    assert "geheim" not in str(hide_secrets(None, "info", {"event": "postgresql://fuwen:geheim@db/fuwen"}))


def test_lines_of_one_person_can_be_joined_but_not_traced():
    assert hashed("abc") == hashed("abc") != hashed("abd")
    assert "abc" not in hashed("abc")
