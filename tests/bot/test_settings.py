"""Settings: everything has a sensible value, and everything wrong is said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Secret, Settings, load_settings


def test_nothing_set_is_enough():
    settings = Settings.from_env({})
    assert settings.url == "http://127.0.0.1:8080"
    assert settings.database_url == f"sqlite:///{Path('var').absolute() / 'fuwen.db'}"
    assert settings.telegram_token is None


def test_every_problem_is_named_at_once():
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(
            {
                "FUWEN_PORT": "eighty",
                "FUWEN_TIMEZONE": "Asia/Nowhere",
                "TELEGRAM_API_BASE": "telegram",
                "FUWEN_LOG_LEVEL": "loud",
                "FUWEN_QUIET_HOURS": "night",
            }
        )
    for name in ("FUWEN_PORT", "FUWEN_TIMEZONE", "TELEGRAM_API_BASE", "FUWEN_LOG_LEVEL", "FUWEN_QUIET_HOURS"):
        assert name in str(caught.value)


def test_quiet_hours_that_begin_and_end_at_once_are_refused():
    with pytest.raises(SettingsError, match="FUWEN_QUIET_HOURS.*two different hours"):
        Settings.from_env({"FUWEN_QUIET_HOURS": "07:30-07:30"})


def test_two_parts_cannot_share_a_port():
    with pytest.raises(SettingsError, match="three different ports"):
        Settings.from_env({"FUWEN_PORT": "5005"})


def test_a_webhook_without_a_secret_is_refused():
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET"):
        Settings.from_env({"TELEGRAM_WEBHOOK_URL": "https://example.org/hook"})


def test_a_token_never_shows_itself():
    settings = Settings.from_env({"TELEGRAM_BOT_TOKEN": "123456:hush-hush"})
    assert "hush" not in repr(settings)
    assert settings.telegram_token is not None
    assert "hush" not in f"{settings.telegram_token} {settings.telegram_token!r}"
    assert settings.telegram_token.reveal() == "123456:hush-hush"
    assert settings.telegram_token == Secret("123456:hush-hush")


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("FUWEN_PORT=9001\nFUWEN_RASA_PORT=9002\n")
    monkeypatch.setenv("FUWEN_PORT", "9003")
    monkeypatch.delenv("FUWEN_RASA_PORT", raising=False)
    settings = load_settings(tmp_path)
    assert (settings.port, settings.rasa_port) == (9003, 9002)


def test_a_page_for_everybody_is_reached_here_over_loopback():
    assert Settings.from_env({"FUWEN_HOST": "0.0.0.0"}).local_url == "http://127.0.0.1:8080"
    assert Settings.from_env({"FUWEN_HOST": "::1"}).url == "http://[::1]:8080"
