"""Groups: when we may speak there, where they belong, and what happens to our membership."""

from __future__ import annotations

import asyncio
from typing import Protocol

from telegram import Bot, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.calls import Call
from bot.messages import Button, Reply
from bot.storage.chats import Chats, Reach
from bot.texts import Texts
from policy_kb.regions import Division

_ADMINS = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)
# A group's anonymous admins speak as this account; it stands for nobody else.
_ANONYMOUS_ADMIN = 1087968824
_INSIDE = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER, ChatMemberStatus.RESTRICTED)
_MOST_CHOICES = 8


class Places(Protocol):
    """What is asked of the divisions of the country."""

    def find(self, name: str) -> tuple[Division, ...]:
        """Return every place a name may mean."""
        ...

    def path(self, code: str) -> tuple[Division, ...]:
        """Return the division and everything it lies in."""
        ...

    def __contains__(self, code: str) -> bool: ...

    def __getitem__(self, code: str) -> Division: ...


class Groups:
    """Knows how to behave where several people read along."""

    def __init__(self, bot: Bot, chats: Chats, places: Places, texts: Texts) -> None:
        self._bot, self._chats, self._places, self._texts = bot, chats, places, texts

    def words_for_us(self, message: Message) -> str | None:
        """Return what a group message says to us, without our name; None when it is not for us."""
        text = message.text or message.caption or ""
        name = f"@{self._bot.username}"
        at = text.casefold().find(name.casefold())
        if at >= 0:
            return (text[:at] + text[at + len(name) :]).strip()
        asked = message.reply_to_message
        is_reply = asked is not None and asked.from_user is not None and asked.from_user.id == self._bot.id
        return text if is_reply else None

    async def region(self, call: Call) -> list[Reply]:
        """Show or set a group's place; empty in private chats, where the conversation does it."""
        if not call.is_group:
            return []
        if not call.words:
            return [Reply(self._present_region(call.chat_id))]
        if not await self._is_admin(call):
            return [Reply(self._texts.say("telegram.group_region_admins_only"))]
        found = (self._places[call.words],) if call.words in self._places else self._places.find(call.words)
        if not found:
            return [Reply(self._texts.say("telegram.group_region_unknown", name=call.words))]
        if len(found) > 1:
            choices = tuple(Button(self._full_name(d.code), f"/region {d.code}") for d in found[:_MOST_CHOICES])
            return [Reply(self._texts.say("telegram.group_region_several", name=call.words), choices)]
        await asyncio.to_thread(self._chats.set_region, call.chat_id, found[0].code)
        return [Reply(self._texts.say("telegram.group_region_set", place=self._full_name(found[0].code)))]

    def follow(self, change: ChatMemberUpdated) -> list[Reply]:
        """Write down what happened to our membership; greet a group that just took us in."""
        chat = change.chat
        reach = _reach_after(change)
        self._chats.meet(chat.id, chat.type, chat.title or "", reach=reach)
        was_inside = change.old_chat_member.status in _INSIDE
        is_new = chat.type in ("group", "supergroup") and reach is Reach.OPEN and not was_inside
        return [Reply(self._texts.say("telegram.group_welcome"))] if is_new else []

    def note_service(self, update: Update) -> bool:
        """Follow a move to a supergroup or a new title; return whether the message was only about that."""
        message = update.effective_message
        if message is None:
            return False
        if message.migrate_to_chat_id:
            self._chats.move(message.chat_id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            self._chats.move(message.migrate_from_chat_id, message.chat_id)
        elif message.new_chat_title:
            self._chats.meet(message.chat_id, message.chat.type, message.new_chat_title)
        else:
            return False
        return True

    def private_chat_button(self) -> Button:
        """Return the button that leads from a group to a private chat with us."""
        return Button(self._texts.say("telegram.private_chat"), f"https://t.me/{self._bot.username}?start=group")

    def _present_region(self, chat_id: int) -> str:
        chat = self._chats.get(chat_id)
        if chat is None or chat.region is None:
            return self._texts.say("telegram.group_needs_region")
        return self._texts.say("telegram.group_region_now", place=self._full_name(chat.region))

    async def _is_admin(self, call: Call) -> bool:
        if call.user_id == _ANONYMOUS_ADMIN:
            return True
        try:
            member: ChatMember = await self._bot.get_chat_member(call.chat_id, call.user_id)
        except TelegramError:
            return False
        return member.status in _ADMINS

    def _full_name(self, code: str) -> str:
        return "".join(division.name for division in reversed(self._places.path(code)))


def _reach_after(change: ChatMemberUpdated) -> Reach:
    member = change.new_chat_member
    if member.status == ChatMemberStatus.RESTRICTED:
        can_send = getattr(member, "can_send_messages", True)
        is_inside = getattr(member, "is_member", True)
        return Reach.LEFT if not is_inside else Reach.OPEN if can_send else Reach.MUTED
    if member.status in _INSIDE:
        return Reach.OPEN
    return Reach.BLOCKED if change.chat.type == "private" else Reach.LEFT
