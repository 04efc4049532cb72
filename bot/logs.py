"""Logging: events with keys, one line each; never a message's text, never a token."""

from __future__ import annotations

import hashlib
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# The shape of a Telegram token, wherever it turns up: in a library's message, an address, a traceback.
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s:]+:[^/@\s]+(?=@)")
_CHATTY = ("httpx", "httpcore", "apscheduler", "telegram", "jieba", "alembic", "uvicorn.access")


def set_up_logs(level: str) -> None:
    """Send every log line, ours and the libraries', through one formatter to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )
    _set_up_library_logs(level, shared)


def _set_up_library_logs(level: str, shared: list[Any]) -> None:
    last: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blot out anything that looks like a token or a password before a line is written."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _CREDENTIALS.sub("****", _TOKEN.sub("****", value))
    return event


def hashed(identifier: str) -> str:
    """Shorten an id so that lines of one person can be joined, and the person not found from them."""
    return hashlib.sha256(identifier.encode()).hexdigest()[:10]
