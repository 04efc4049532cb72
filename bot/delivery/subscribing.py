"""Subscribing and unsubscribing, in a person's own words."""

from __future__ import annotations

from bot.messages import Reply
from bot.storage.broadcasts import KIND
from bot.storage.chats import Subscriptions, Topic
from bot.storage.outbox import Outbox, Priority
from bot.texts import Texts


class SubscriptionDesk:
    """Takes wishes to hear of something, or of nothing any more."""

    def __init__(self, subscriptions: Subscriptions, outbox: Outbox, texts: Texts) -> None:
        self._subscriptions, self._outbox, self._texts = subscriptions, outbox, texts

    def subscribe(self, chat_id: int, person_id: str, words: str) -> list[Reply]:
        """Subscribe a private chat to the topics its words name, or to all."""
        topics = self._named(words) or list(Topic)
        for topic in topics:
            self._subscriptions.add(chat_id, topic, person_id)
        names = self._texts.say("telegram.topic_joiner").join(self._texts.say(f"telegram.topics.{topic}") for topic in topics)
        return [Reply(self._texts.say("telegram.subscribed", topics=names))]

    def unsubscribe(self, chat_id: int, words: str) -> list[Reply]:
        """End the subscriptions the words name, or all; what still waits of them is not sent."""
        topics = self._named(words)
        ended = sum(self._subscriptions.remove(chat_id, topic) for topic in topics) if topics else self._subscriptions.remove(chat_id)
        for topic in topics or list(Topic):
            self._outbox.cancel(chat_id=chat_id, kind=f"{KIND}:{topic}", reason="unsubscribed")
        if not self._subscriptions.topics_of(chat_id):
            self._outbox.cancel(chat_id=chat_id, priority=Priority.BULK, reason="unsubscribed")
        return [Reply(self._texts.say("telegram.unsubscribed" if ended else "telegram.was_not_subscribed"))]

    def _named(self, words: str) -> list[Topic]:
        known = self._texts.section("telegram")["topic_words"]
        return [topic for topic in Topic if any(word in words for word in known[topic])]
