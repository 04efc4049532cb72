"""One update in, the replies to it out: who spoke, where, what it means and who answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from telegram import Update

from bot.calls import Call
from bot.channels.commands import DOCUMENT, Commands
from bot.channels.telegram.groups import Groups
from bot.channels.telegram.reading import Reader
from bot.clock import Clock
from bot.messages import Incoming, Reply
from bot.storage.chats import Chats
from bot.storage.people import People
from bot.storage.profiles import Profiles
from bot.storage.updates import Payloads
from bot.texts import Texts

CHANNEL = "telegram"
_BUTTONS_IN_GROUPS = ("/show_clause", "/region", "https://")
_ASKS_BACK = "asks_back"


class Conversation(Protocol):
    """Whoever answers."""

    async def handle(self, incoming: Incoming) -> list[Reply]:
        """Answer one message."""
        ...


@dataclass(frozen=True)
class Answer:
    """Replies, where they go, and whose they are (nobody's own in a group)."""

    chat_id: int
    person_id: str | None
    replies: Sequence[Reply]


@dataclass(frozen=True)
class Memories:
    """The rows a turn reads and writes."""

    people: People
    chats: Chats
    profiles: Profiles
    payloads: Payloads


class Turns:
    """Works out the replies to updates."""

    def __init__(
        self, conversation: Conversation, memories: Memories, commands: Commands, groups: Groups, texts: Texts, clock: Clock, reader: Reader
    ) -> None:
        self._conversation, self._memories, self._commands = conversation, memories, commands
        self._groups, self._texts, self._clock, self._reader = groups, texts, clock, reader

    async def answer(self, update: Update) -> Answer | None:
        """Return the replies to an update; None when it needs none."""
        if update.my_chat_member:
            replies = await asyncio.to_thread(self._groups.follow, update.my_chat_member)
            return Answer(update.my_chat_member.chat.id, None, replies)
        if await asyncio.to_thread(self._groups.note_service, update):
            return None
        reading = self._reader.read(update)
        if reading is None:
            return None
        call, says_nothing = reading
        call = replace(call, person_id=await asyncio.to_thread(self._arrive, update, call))
        replies = [Reply(self._texts.say(says_nothing))] if says_nothing else await self._replies(call)
        return Answer(call.chat_id, None if call.is_group else call.person_id, replies)

    def _arrive(self, update: Update, call: Call) -> str:
        chat = update.effective_chat
        # A group is somebody of its own: nobody's private details are at hand there.
        person = self._memories.people.arrive(CHANNEL, str(call.chat_id if call.is_group else call.user_id), self._clock.now())
        if chat is not None:
            self._memories.chats.meet(chat.id, chat.type, chat.title or "", person.id)
        return person.id

    async def _replies(self, call: Call) -> list[Reply]:
        command = self._commands.table.get(call.name)
        if command and call.is_group and not command.in_groups:
            return [Reply(self._texts.say("telegram.private_only"), (self._groups.private_chat_button(),))]
        handler = self._commands.handlers.get(call.name or (DOCUMENT if call.file else ""))
        if handler and (replies := await handler(call)):
            return replies
        sentence = self._commands.sentence(call.name, call.words)
        if sentence:
            return await self._converse(call, sentence)
        key = "document" if call.file else "not_for_you" if command else "unknown_command"
        return [Reply(self._texts.say(f"telegram.{key}", command=f"/{call.name}"))]

    async def _converse(self, call: Call, text: str) -> list[Reply]:
        incoming = Incoming(call.person_id, CHANNEL, text, call.is_group)
        if not call.is_group:
            return await self._conversation.handle(incoming)
        await asyncio.to_thread(self._settle_group, call)
        replies = await self._conversation.handle(incoming)
        await asyncio.to_thread(self._settle_group, call)
        if any(reply.meta.get("outcome") == _ASKS_BACK for reply in replies):
            # What would be asked next is a household's own affair, or the group's place.
            await self._conversation.handle(replace(incoming, text=self._commands.table["cancel"].says or ""))
            chat = await asyncio.to_thread(self._memories.chats.get, call.chat_id)
            key = "telegram.private_only" if chat and chat.region else "telegram.group_needs_region"
            replies = [Reply(self._texts.say(key))]
        return [self._for_group(reply, is_last=reply is replies[-1]) for reply in replies]

    def _settle_group(self, call: Call) -> None:
        """Keep a group's profile to its place: what members said of themselves is not kept."""
        chat, now = self._memories.chats.get(call.chat_id), self._clock.now()
        self._memories.profiles.set_region(call.person_id, chat.region if chat else None, now)
        self._memories.profiles.set_facts(call.person_id, {}, now)

    def _for_group(self, reply: Reply, is_last: bool) -> Reply:
        kept = tuple(button for button in reply.buttons if button.payload.startswith(_BUTTONS_IN_GROUPS))
        return replace(reply, buttons=(*kept, self._groups.private_chat_button()) if is_last else kept)
