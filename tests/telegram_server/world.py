"""What Telegram knows: chats, members, updates to hand out, messages delivered, faults to inject."""

from __future__ import annotations

import itertools
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

TOKEN = "123456789:AAFakeTokenForTheLoopbackServerOnly00000"
BOT = {"id": 123456789, "is_bot": True, "first_name": "扶问", "username": "fuwen_test_bot", "can_join_groups": True}
BOT |= {"can_read_all_group_messages": False, "supports_inline_queries": False}


@dataclass
class Delivered:
    """One message that reached a chat."""

    chat_id: int
    text: str
    at: float
    message_id: int
    method: str
    params: dict[str, Any]

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """Return the inline buttons in reading order."""
        markup = self.params.get("reply_markup") or {}
        return [button for row in markup.get("inline_keyboard", []) for button in row]


@dataclass
class World:
    """The state of our Telegram; tests read and turn it."""

    delivered: list[Delivered] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any], float]] = field(default_factory=list)
    refusals: list[tuple[int, int]] = field(default_factory=list)
    updates: deque[dict[str, Any]] = field(default_factory=deque)
    # chat id -> names of faults to play on the next sends there, one each; a fault may also stand for ever.
    faults: dict[int, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    lasting_faults: dict[int, str] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)
    statuses: dict[tuple[int, int], str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    _update_ids: Any = field(default_factory=lambda: itertools.count(1000))
    _message_ids: Any = field(default_factory=lambda: itertools.count(1))

    def texts_to(self, chat_id: int) -> list[str]:
        """Return what a chat received, in order."""
        return [message.text for message in self.delivered if message.chat_id == chat_id]

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of every call of a method."""
        return [params for name, params, _ in self.calls if name == method]

    def next_fault(self, chat_id: int) -> str | None:
        """Take the fault to play on a send to a chat."""
        if self.faults.get(chat_id):
            return self.faults[chat_id].popleft()
        return self.lasting_faults.get(chat_id)

    def deliver(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Put a message into its chat and return it as Telegram would."""
        chat_id, number, now = int(params["chat_id"]), next(self._message_ids), time.monotonic()
        text = str(params.get("text") or params.get("caption") or "")
        self.delivered.append(Delivered(chat_id, text, now, number, method, params))
        return {"message_id": number, "date": int(time.time()), "chat": chat_of(chat_id), "from": BOT, "text": text}

    def push(self, **content: Any) -> int:
        """Queue an update for the bot and return its id."""
        update_id = next(self._update_ids)
        self.updates.append({"update_id": update_id, **content})
        return update_id

    def says(self, user_id: int, text: str | None = None, *, chat_id: int | None = None, kind: str = "message", **extra: Any) -> int:
        """Queue a message from somebody, privately or in a group."""
        return self.push(**{kind: self.message(user_id, text, chat_id=chat_id, **extra)})

    def message(self, user_id: int, text: str | None = None, *, chat_id: int | None = None, **extra: Any) -> dict[str, Any]:
        """Make a message as Telegram writes it."""
        message = {"message_id": next(self._message_ids), "date": int(time.time()), "from": user_of(user_id)}
        message["chat"] = chat_of(user_id if chat_id is None else chat_id)
        return message | ({"text": text} if text is not None else {}) | extra

    def taps(self, user_id: int, data: str, *, chat_id: int | None = None) -> int:
        """Queue the tap of a button below one of our messages."""
        message = self.message(user_id, "…", chat_id=chat_id) | {"from": BOT}
        return self.push(
            callback_query={
                "id": str(time.monotonic_ns()),
                "from": user_of(user_id),
                "message": message,
                "chat_instance": "1",
                "data": data,
            }
        )

    def membership(self, chat_id: int, user_id: int, old: str, new: str, **extra: Any) -> int:
        """Queue a change of the bot's own membership."""
        member = {"user": BOT}
        change = {"chat": chat_of(chat_id), "from": user_of(user_id), "date": int(time.time())}
        change |= {"old_chat_member": member_of(member, old), "new_chat_member": member_of(member, new) | extra}
        return self.push(my_chat_member=change)


def chat_of(chat_id: int) -> dict[str, Any]:
    """Describe a chat by the sign of its id."""
    if chat_id > 0:
        return {"id": chat_id, "type": "private", "first_name": f"用户{chat_id}"}
    return {"id": chat_id, "type": "supergroup" if chat_id < -1_000_000_000_000 else "group", "title": f"群{chat_id}"}


def user_of(user_id: int) -> dict[str, Any]:
    """Describe a person."""
    return {"id": user_id, "is_bot": False, "first_name": f"用户{user_id}"}


def member_of(member: dict[str, Any], status: str) -> dict[str, Any]:
    """Describe a membership with all that the library expects of its status."""
    result = member | {"status": status}
    if status == "kicked":
        result["until_date"] = 0
    if status == "administrator":
        rights = "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members"
        rights += " can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
        result |= dict.fromkeys(rights.split(), False)
    if status == "creator":
        result["is_anonymous"] = False
    if status == "restricted":
        rights = "is_member can_change_info can_invite_users can_pin_messages can_send_messages can_send_polls can_send_other_messages"
        rights += " can_add_web_page_previews can_manage_topics can_send_audios can_send_documents can_send_photos can_send_videos"
        rights += " can_send_video_notes can_send_voice_notes can_edit_tag can_react_to_messages"
        result |= dict.fromkeys(rights.split(), True) | {"until_date": 0}
    return result
