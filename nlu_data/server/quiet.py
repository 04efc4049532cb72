"""Keep Rasa quiet and at home: no telemetry, no look-ups in the network, no chatter in the log."""

from __future__ import annotations

import logging
import os
import warnings
from typing import Any

LOG_LEVEL_NAME = "FUWEN_LOG_LEVEL"


def make_rasa_quiet() -> None:
    """Set what must be set before Rasa is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"  # we train all or nothing; no .rasa folder in the repository
    os.environ["LOG_LEVEL"] = "ERROR"  # also switches off Rasa's progress bars
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("LOG_LEVEL_LIBRARIES", "ERROR")
    # Rasa's pinned libraries warn of what newer Pythons will drop; some set filters of their own, so the door is closed here.
    warnings.filterwarnings("ignore")
    warnings.showwarning = _say_nothing
    level = os.environ.get(LOG_LEVEL_NAME, "WARNING").upper()
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("jieba", "matplotlib", "sanic.access", "sanic.root", "sanic.server", "apscheduler", "asyncio", "tensorflow"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _say_nothing(*warning: Any, **details: Any) -> None:
    """Drop a warning."""


def lower_rasa_log() -> None:
    """Give Rasa's own structured log the level of ours."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.getLevelName(os.environ.get(LOG_LEVEL_NAME, "WARNING").upper()))


def lower_sanic_log() -> None:
    """Give the web server's log the level of a library, after it has set up its own."""
    from rasa.utils.common import update_sanic_log_level

    update_sanic_log_level()
