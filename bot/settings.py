"""Everything that can be set from outside, read once, checked all at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

from bot.errors import SettingsError

_PORTS = range(1, 65536)
_ANSWERS = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Secret:
    """A value that never shows itself in logs, errors or tracebacks."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Give the value to the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(****)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) not in _PORTS:
        raise ValueError(f"{text!r} is not a port; use a number from 1 to 65535")
    return int(text)


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError) as exc:
        raise ValueError(f"{text!r} is no time zone; use a name like Asia/Shanghai") from exc


def _level(text: str) -> str:
    if text.upper() not in _LEVELS:
        raise ValueError(f"{text!r} is no log level; use one of {', '.join(_LEVELS)}")
    return text.upper()


def _web_address(text: str) -> str:
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).netloc:
        raise ValueError(f"{text!r} is no web address; it must begin with http:// or https://")
    return text.rstrip("/")


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _ANSWERS:
        raise ValueError(f"{text!r} is neither yes nor no")
    return _ANSWERS[text.lower()]


def _hours(text: str) -> tuple[time, time] | None:
    if text.lower() == "none":
        return None
    try:
        begins, ends = (time.fromisoformat(moment) for moment in text.split("-"))
    except ValueError as exc:
        raise ValueError(f"{text!r} are no hours; write them like 21:00-07:30, or none") from exc
    if begins == ends:
        raise ValueError(f"{text!r} begin and end at once; write two different hours, or none when no hour is quiet")
    return begins, ends


def _from(variable: str, read: Callable[[str], Any], default: str | None, about: str) -> Any:
    return field(metadata={"variable": variable, "read": read, "default": default, "about": about})


@dataclass(frozen=True)
class Settings:
    """What runs where; every field names the environment variable it comes from."""

    host: str = _from("FUWEN_HOST", str, "127.0.0.1", "address the web page listens on")
    port: int = _from("FUWEN_PORT", _port, "8080", "port of the web page")
    rasa_port: int = _from("FUWEN_RASA_PORT", _port, "5005", "port of Rasa, on loopback")
    actions_port: int = _from("FUWEN_ACTIONS_PORT", _port, "5055", "port of the action server, on loopback")
    data_dir: Path = _from("FUWEN_DATA_DIR", _folder, "var", "folder for the database, the trained model and logs")
    database_url: str = _from("DATABASE_URL", str, None, "database; empty means SQLite in the data folder")
    telegram_token: Secret | None = _from("TELEGRAM_BOT_TOKEN", Secret, None, "token from BotFather; empty means Telegram is off")
    telegram_api_base: str = _from(
        "TELEGRAM_API_BASE",
        _web_address,
        "https://api.telegram.org",
        "address of the Bot API: Telegram's own, a self-hosted one or a relay",
    )
    telegram_proxy: str | None = _from("TELEGRAM_PROXY", str, None, "proxy for Telegram, e.g. socks5://127.0.0.1:1080")
    telegram_webhook_url: str | None = _from(
        "TELEGRAM_WEBHOOK_URL", _web_address, None, "public address for a webhook; empty means polling"
    )
    telegram_webhook_secret: Secret | None = _from(
        "TELEGRAM_WEBHOOK_SECRET", Secret, None, "secret that Telegram sends with each webhook call"
    )
    timezone: ZoneInfo = _from("FUWEN_TIMEZONE", _zone, "Asia/Shanghai", "zone in which deadlines and quiet hours are meant")
    quiet_hours: tuple[time, time] | None = _from(
        "FUWEN_QUIET_HOURS", _hours, "21:00-07:30", "when messages to many wait, as on rest days; none: they never wait"
    )
    second_approval: bool = _from(
        "FUWEN_SECOND_APPROVAL", _yes_or_no, "yes", "yes: a second official approves what is published or sent to all"
    )
    log_level: str = _from("FUWEN_LOG_LEVEL", _level, "INFO", "DEBUG, INFO, WARNING or ERROR")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Read all settings; raises SettingsError naming every problem at once."""
        values: dict[str, Any] = {}
        problems = []
        for item in fields(cls):
            text = env.get(item.metadata["variable"], "").strip() or item.metadata["default"]
            try:
                values[item.name] = None if text is None else item.metadata["read"](text)
            except ValueError as exc:
                problems.append(f"{item.metadata['variable']}: {exc}")
        problems += _disagreements(values)
        if problems:
            raise SettingsError("; ".join(problems))
        values["database_url"] = values["database_url"] or f"sqlite:///{values['data_dir'] / 'fuwen.db'}"
        return cls(**values)

    @property
    def index_dir(self) -> Path:
        """Where the search index is kept for every process to map."""
        return self.data_dir / "index"

    @property
    def rasa_url(self) -> str:
        """Where Rasa answers; always this machine."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        """Where the action server answers; always this machine."""
        return f"http://127.0.0.1:{self.actions_port}"

    @property
    def url(self) -> str:
        """Where the web page is."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def local_url(self) -> str:
        """Where this machine itself reaches the web page, also when it listens on every address."""
        return self.url.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")


def _disagreements(values: Mapping[str, Any]) -> list[str]:
    problems = []
    ports = [values[name] for name in ("port", "rasa_port", "actions_port") if name in values]
    if len(set(ports)) < len(ports):
        problems.append("FUWEN_PORT, FUWEN_RASA_PORT and FUWEN_ACTIONS_PORT must be three different ports")
    if values.get("telegram_webhook_url") and not values.get("telegram_webhook_secret"):
        problems.append("TELEGRAM_WEBHOOK_SECRET is missing; a webhook without one would accept messages from anybody")
    return problems


def load_settings(folder: Path = Path()) -> Settings:
    """Read settings from the environment and, where it is silent, from `.env`."""
    return Settings.from_env(merged_env(folder))


def merged_env(folder: Path = Path()) -> dict[str, str]:
    """Return the environment with the values of `.env` filled in where nothing was set."""
    from_file = {name: value for name, value in dotenv_values(folder / ".env").items() if value is not None}
    return {**from_file, **os.environ}
