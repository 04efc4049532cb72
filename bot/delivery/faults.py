"""What can go wrong with one message on its way, as the sender sees it.

* Fault
  + ChatMoved       the chat has a new id             (new_id)
  + SlowDown        Telegram asks us to wait          (seconds)
  + Unreachable     nothing went out, the network is down
  + Unavailable     Telegram answered with a trouble of its own; nothing was delivered
  + InDoubt         it may or may not have arrived    (reason)
  + ChatClosed      this chat takes no more messages  (reach)
  + Refused         this message will never be taken  (reason)
"""

from __future__ import annotations

from bot.storage.chats import Reach


class Fault(Exception):
    """The root of everything that keeps a message from arriving."""


class ChatMoved(Fault):
    """The group became a supergroup and has a new id."""

    def __init__(self, new_id: int) -> None:
        super().__init__("chat moved")
        self.new_id = new_id


class SlowDown(Fault):
    """Telegram asks us to wait before the next message."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class Unreachable(Fault):
    """No connection came about, so nothing was sent."""


class Unavailable(Fault):
    """Telegram met a trouble of its own and took nothing."""


class InDoubt(Fault):
    """The message was on its way when the answer failed to come."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChatClosed(Fault):
    """The chat takes no messages until it opens again."""

    def __init__(self, reach: Reach) -> None:
        super().__init__(reach.value)
        self.reach = reach


class Refused(Fault):
    """Telegram will never take this message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
