"""Telegram as a channel: updates in, replies into the outbox, a sender that carries them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, MutableMapping, Sequence
from contextlib import suppress

import structlog
from starlette.routing import Route
from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.calls import Call, Handler
from bot.channels.commands import Commands, load_commands
from bot.channels.telegram.api import Drawn, TelegramTransport, build_bot
from bot.channels.telegram.groups import Groups, Places
from bot.channels.telegram.intake import KINDS, Intake, Lanes, webhook_route
from bot.channels.telegram.reading import Reader
from bot.channels.telegram.rendering import Piece, pieces_of
from bot.channels.telegram.turns import CHANNEL, Answer, Conversation, Memories, Turns
from bot.clock import Clock
from bot.delivery.pacing import backoff_seconds
from bot.delivery.quiet_hours import QuietHours
from bot.delivery.service import DeliveryService
from bot.delivery.subscribing import SubscriptionDesk
from bot.messages import Reply
from bot.settings import Settings
from bot.storage.chats import Chats, Subscriptions
from bot.storage.database import Database
from bot.storage.outbox import Draft, Outbox
from bot.storage.people import People
from bot.storage.profiles import Profiles
from bot.storage.updates import Payloads, Updates
from bot.texts import Texts

log = structlog.get_logger(__name__)
_FAREWELL_SECONDS = 10.0


class TelegramChannel:
    """Carries messages between Telegram and the conversation; features add commands to `handlers`."""

    name = CHANNEL

    def __init__(
        self,
        settings: Settings,
        database: Database,
        conversation: Conversation,
        places: Places,
        texts: Texts,
        clock: Clock,
        *,
        handlers: MutableMapping[str, Handler] | None = None,
        quiet_hours: QuietHours | None = None,
        bot: Bot | None = None,
        drawn: Drawn | None = None,
    ) -> None:
        self._settings, self._database, self._texts = settings, database, texts
        self._conversation, self._clock = conversation, clock
        self.bot = bot or build_bot(settings)
        self.outbox = Outbox(database, clock)
        self._updates = Updates(database, clock)
        self._memories = Memories(People(database), Chats(database, clock), Profiles(database), Payloads(database, clock))
        self._commands = Commands(load_commands(), {} if handlers is None else handlers)
        self._groups = Groups(self.bot, self._memories.chats, places, texts)
        self._register(SubscriptionDesk(Subscriptions(database, clock), self.outbox, texts))
        self.delivery = DeliveryService(
            database,
            clock,
            self._memories.chats,
            TelegramTransport(self.bot, self._memories.payloads, drawn),
            quiet_hours or QuietHours(settings.timezone),
        )
        self._lanes = Lanes(self._work)
        self.intake = Intake(self.bot, self._updates, self._lanes)
        self._turns: Turns | None = None
        self._opening: asyncio.Task[None] | None = None
        self._courtesies: set[asyncio.Task[None]] = set()

    @property
    def handlers(self) -> MutableMapping[str, Handler]:
        """Who carries out which command; an entry is all a feature adds."""
        return self._commands.handlers

    @property
    def username(self) -> str | None:
        """Return the bot's own name once Telegram has told it."""
        return self.bot.username if self._turns else None

    def routes(self) -> Sequence[Route]:
        """Return the web routes Telegram calls: one with a webhook, none with polling."""
        settings = self._settings
        if not (settings.telegram_webhook_url and settings.telegram_webhook_secret):
            return ()
        return (webhook_route(settings.telegram_webhook_url, settings.telegram_webhook_secret.reveal(), self.intake.take),)

    async def start(self) -> None:
        """Open the road; while Telegram cannot be reached it is tried again in the background."""
        self._opening = asyncio.create_task(self._open())

    async def stop(self) -> None:
        """Take no more updates, finish the answers under way, send what is in flight."""
        if self._opening:
            self._opening.cancel()
            with suppress(asyncio.CancelledError):
                await self._opening
        await self.intake.stop()
        await self._lanes.finish(_FAREWELL_SECONDS)
        await self.delivery.stop()
        if self._courtesies:
            await asyncio.wait(self._courtesies, timeout=_FAREWELL_SECONDS)
        with suppress(TelegramError):
            await self.bot.shutdown()

    async def push(self, external_id: str, reply: Reply) -> None:
        """Queue a reply nobody asked for just now."""
        person = await asyncio.to_thread(self._memories.people.find, CHANNEL, external_id)
        drafts = self._drafts(Answer(int(external_id), person.id if person else None, (reply,)), None)
        await asyncio.to_thread(self.outbox.enqueue, *drafts)
        self.delivery.wake()

    async def is_up(self) -> bool:
        """Say whether Telegram is reached."""
        return self._turns is not None and (self.intake.is_connected or bool(self.routes()))

    async def download(self, file_id: str) -> bytes:
        """Fetch a file somebody sent."""
        file = await self.bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())

    async def _open(self) -> None:
        await self._try_until_done("telegram.not_reached", self.bot.initialize)
        reader = Reader(self._commands, self._groups, self._memories.payloads, self.bot.username)
        self._turns = Turns(self._conversation, self._memories, self._commands, self._groups, self._texts, self._clock, reader)
        await self.delivery.start()
        await self.intake.resume()
        await self._try_until_done("telegram.not_set_up", self._set_up)
        if not self.routes():
            self.intake.start_polling()
        log.info("telegram.opened", webhook=bool(self.routes()))

    async def _try_until_done(self, event: str, step: Callable[[], object]) -> None:
        attempt = 0
        while True:
            try:
                await step()  # type: ignore[misc]
            except TelegramError as error:
                attempt += 1
                wait = backoff_seconds(attempt, 1, 60)
                log.warning(event, fault=type(error).__name__, retry_seconds=wait)
                await asyncio.sleep(wait)
            else:
                return

    async def _set_up(self) -> None:
        settings = self._settings
        if settings.telegram_webhook_url and settings.telegram_webhook_secret:
            await self.bot.set_webhook(
                settings.telegram_webhook_url, secret_token=settings.telegram_webhook_secret.reveal(), allowed_updates=KINDS
            )
        else:
            await self.bot.delete_webhook()
        await self.bot.set_my_commands(self._commands.menu(self._texts), BotCommandScopeAllPrivateChats())
        await self.bot.set_my_commands(self._commands.menu(self._texts, in_groups=True), BotCommandScopeAllGroupChats())

    def _register(self, desk: SubscriptionDesk) -> None:
        async def subscribe(call: Call) -> list[Reply]:
            if call.is_group:
                return [Reply(self._texts.say("telegram.group_subscribe"))]
            return await asyncio.to_thread(desk.subscribe, call.chat_id, call.person_id, call.words)

        async def unsubscribe(call: Call) -> list[Reply]:
            return await asyncio.to_thread(desk.unsubscribe, call.chat_id, call.words)

        for name, handler in (("region", self._groups.region), ("subscribe", subscribe), ("unsubscribe", unsubscribe)):
            self._commands.handlers.setdefault(name, handler)

    async def _work(self, update: Update) -> None:
        assert self._turns is not None
        await self._acknowledge(update)
        try:
            answer = await self._turns.answer(update)
        except Exception:
            # The last handler: the person reads a kind word, the log has the rest.
            log.exception("update.failed", update=update.update_id)
            chat = update.effective_chat
            is_private = chat is not None and chat.type == "private"
            answer = Answer(chat.id, None, (Reply(self._texts.say("telegram.sorry")),)) if chat and is_private else None
        await asyncio.to_thread(self._finish, update.update_id, answer)
        self.delivery.wake()

    def _finish(self, update_id: int, answer: Answer | None) -> None:
        # One transaction: either the update is open and will be done again, or its replies stand in the outbox.
        with self._database.session() as session:
            if self._updates.finish(session, update_id) and answer:
                self.outbox.enqueue_in(session, self._drafts(answer, update_id))

    def _drafts(self, answer: Answer, update_id: int | None) -> list[Draft]:
        pieces: list[Piece] = []
        for reply in answer.replies:
            pieces += pieces_of(reply)
        return [
            Draft(
                answer.chat_id,
                piece.text,
                person_id=answer.person_id,
                buttons=piece.buttons,
                attachment=piece.attachment,
                dedupe_key=None if update_id is None else f"update:{update_id}:{number}",
            )
            for number, piece in enumerate(pieces)
        ]

    async def _acknowledge(self, update: Update) -> None:
        """End the button's spinner, or show that we are typing; neither is worth an answer's delay or loss."""
        with suppress(TelegramError):
            if update.callback_query:
                await self.bot.answer_callback_query(update.callback_query.id)
            elif update.effective_chat and update.effective_chat.type == "private" and update.effective_message:
                await self.bot.send_chat_action(update.effective_chat.id, ChatAction.TYPING)
