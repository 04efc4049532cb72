"""The one place that builds and connects objects; everything else is handed what it needs."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog

from bot.broadcasts.opening import open_broadcasts
from bot.catching_up import CatchingUp
from bot.channels.base import Channel, channel_class
from bot.channels.calendar_page import feed_router
from bot.channels.sheets_page import sheets_router
from bot.channels.web import WebChannel, create_app
from bot.clock import Clock, SystemClock
from bot.conversation import Conversation
from bot.core import Acquaintances, Core, Library, Service
from bot.delivery.quiet_hours import QuietHours
from bot.health import Check, Health
from bot.metrics import Metrics
from bot.office import DIVISIONS_FILE, open_office
from bot.publishing.opening import file_handlers, open_publishing
from bot.rasa_client import RasaClient
from bot.settings import Settings
from bot.sheets.service import Sheets
from bot.storage.database import Database
from bot.storage.documents import Documents
from bot.storage.knowledge import LiveKnowledge
from bot.storage.people import People
from bot.storage.waiting import WaitingQuestions
from bot.texts import load_texts
from policy_kb.regions import load_divisions

log = structlog.get_logger(__name__)


async def serve(settings: Settings) -> None:
    """Run everything the bot process does, until SIGTERM or Ctrl-C."""
    is_over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, is_over.set)
    async with running(build_core(settings)):
        await is_over.wait()


@asynccontextmanager
async def running(core: Core) -> AsyncIterator[Core]:
    """Start every service in order, and stop them the other way round whatever happens."""
    started: list[Service] = []
    try:
        for service in build_services(core):
            await service.start()
            started.append(service)
        log.info("bot.started", port=core.settings.port)
        yield core
    finally:
        for service in reversed(started):
            try:
                await service.stop()
            except Exception:  # one service that cannot end must not keep the others from ending
                log.exception("service.stop_failed", service=type(service).__name__)
        await core.rasa.close()
        core.database.close()
        log.info("bot.stopped")


def build_core(settings: Settings, clock: Clock | None = None) -> Core:
    """Build what every service stands on."""
    clock, texts, metrics = clock or SystemClock(), load_texts(), Metrics()
    database = Database(settings.database_url)
    people, waiting = People(database), WaitingQuestions(database)
    rasa = RasaClient(settings.rasa_url, settings.actions_url)
    knowledge = LiveKnowledge(Documents(database), settings.index_dir)
    office = open_office(settings, database, clock, knowledge)
    publishing = open_publishing(
        database, clock, office.staff, load_divisions(DIVISIONS_FILE), knowledge.current, settings.timezone,
        needs_second=settings.second_approval, quiet_hours=_quiet_hours(settings),
    )  # fmt: skip
    office.handlers.update(publishing.handlers())
    conversation = Conversation(rasa, people, waiting, texts, clock, metrics, office)
    health = Health(_checks(settings, rasa, database), metrics)
    return Core(settings, clock, texts, database, people, waiting, knowledge, rasa, metrics, conversation, health, office, publishing)


def build_services(core: Core) -> list[Service]:
    """Build every service: channels first, then what works behind them."""
    broadcasts = open_broadcasts(
        core.database, core.clock, core.office.staff, load_divisions(DIVISIONS_FILE), core.settings.timezone,
        needs_second=core.settings.second_approval, quiet_hours=_quiet_hours(core.settings),
    )  # fmt: skip
    channels = build_channels(core, broadcasts.commands.handlers())
    catching_up = CatchingUp(core.conversation, core.waiting, core.people, channels, core.texts)
    return [*channels.values(), broadcasts.watch, catching_up, core.office.ticker(core.database, core.clock, core.settings.timezone)]


def build_channels(core: Core, handlers: Mapping[str, Any] | None = None) -> Mapping[str, Channel]:
    """Build the roads to people; `handlers` carry out slash commands besides the office's."""
    people = Acquaintances(core.people, core.clock)
    app = create_app(core.conversation, people, core.health, core.metrics, Library(core), core.texts.section("web"))
    app.include_router(feed_router(core.office.feeds))
    sheets = Sheets(core.database, core.knowledge.current, core.clock, core.settings.timezone)
    core.office.handlers.update(sheets.handlers())
    app.include_router(sheets_router(sheets))
    channels: dict[str, Channel] = {"web": WebChannel(app, core.settings.host, core.settings.port)}
    if core.settings.telegram_token is None:
        log.info("telegram.off", hint="set TELEGRAM_BOT_TOKEN to a token from BotFather to turn it on")
        core.health.watch("telegram", None)
        return channels
    telegram = channel_class("telegram")(
        core.settings, core.database, core.conversation, load_divisions(DIVISIONS_FILE), core.texts, core.clock,
        handlers=core.office.command_handlers() | dict(handlers or {}), drawn=sheets.drawn,
        quiet_hours=_quiet_hours(core.settings),
    )  # fmt: skip
    telegram.handlers.update(file_handlers(core.publishing, telegram.download))
    core.health.watch("telegram", telegram.is_up)
    app.router.routes.extend(telegram.routes())
    return channels | {"telegram": telegram}


def _quiet_hours(settings: Settings) -> QuietHours:
    return QuietHours.of(settings.timezone, settings.quiet_hours)


def _checks(settings: Settings, rasa: RasaClient, database: Database) -> dict[str, Check | None]:
    async def database_answers() -> bool:
        return await asyncio.to_thread(database.answers)

    return {"rasa": rasa.rasa_is_up, "actions": rasa.actions_are_up, "database": database_answers}
