"""Builds the desk and its actions, and serves them to Rasa."""

from __future__ import annotations

import logging
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.answers import AnswerAction, FinishCalculationAction, ShowClauseAction, ShowSourceAction
from actions.calculation_form import AskHoldingsAction, CalculationForm, ExplainFormAction
from actions.desk import Desk
from actions.profile import CancelAction, ForgetMeAction, KeepFactsAction, StartOverAction
from bot.storage.database import Database
from bot.storage.documents import Documents
from bot.storage.knowledge import LiveKnowledge
from bot.storage.memory import Memory
from bot.storage.profiles import Profiles
from bot.storage.questions import UnansweredQuestions

ACTIONS = (
    AnswerAction,
    ShowClauseAction,
    ShowSourceAction,
    FinishCalculationAction,
    AskHoldingsAction,
    CalculationForm,
    ExplainFormAction,
    KeepFactsAction,
    CancelAction,
    StartOverAction,
    ForgetMeAction,
)


def build_desk(database_url: str, timezone: ZoneInfo, index_dir: Path | None = None) -> Desk:
    """Connect the desk to a database; the search index is kept in `index_dir`, without one in memory."""
    database = Database(database_url)
    return Desk(
        knowledge=LiveKnowledge(Documents(database), index_dir),
        profiles=Profiles(database),
        memories=Memory(database),
        questions=UnansweredQuestions(database),
        now=lambda: datetime.now(UTC),
        timezone=timezone,
    )


class DomainlessExecutor(ActionExecutor):  # type: ignore[misc]
    """Runs actions without a domain: none of ours reads it, and Rasa 3.6 does not know to send it after a refusal."""

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:
        """Return the domain if it came along, else an empty one."""
        return payload.get("domain") or {}


def executor_for(desk: Desk) -> ActionExecutor:
    """Register every action, each built with the desk."""
    executor = DomainlessExecutor()
    for action in ACTIONS:
        executor.register_action(action(desk))
    return executor


def serve(desk: Desk, host: str, port: int) -> None:
    """Serve the actions until stopped; the knowledge is loaded first so that the first question is not slow."""
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="sanic")
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk")  # checked to work together, see pyproject.toml
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("rasa_sdk.executor").setLevel(logging.WARNING)
    desk.knowledge.current().index  # noqa: B018 - built or mapped by being asked for
    app = create_app(executor_for(desk), cors_origins=[])
    # One worker: the knowledge base is shared by all requests, and scaling out means more servers, not more forks.
    app.run(host=host, port=port, single_process=True, motd=False, access_log=False)
