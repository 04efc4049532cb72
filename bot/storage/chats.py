"""Telegram chats: people and groups, whether they can be reached, where they belong, what they subscribed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.clock import Clock
from bot.storage.database import Base, Database, UtcDateTime
from bot.storage.outbox import OutboxRow, State


class Topic(StrEnum):
    """What one can subscribe to."""

    POLICIES = "policies"
    TRAININGS = "trainings"


class Reach(StrEnum):
    """Whether a chat can be written to, and if not, why (the words for people are in the texts)."""

    OPEN = "open"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    LEFT = "left"
    MUTED = "muted"
    GONE = "gone"


class ChatRow(Base):
    """A private chat or a group."""

    __tablename__ = "telegram_chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[str | None] = mapped_column(String(32), index=True)
    region: Mapped[str | None] = mapped_column(String(6), index=True)
    reach: Mapped[str] = mapped_column(String(16))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AliasRow(Base):
    """The id a group had before it became a supergroup."""

    __tablename__ = "telegram_chat_aliases"

    old_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)


class SubscriptionRow(Base):
    """One private chat's wish to hear of a topic."""

    __tablename__ = "telegram_subscriptions"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str | None] = mapped_column(String(32), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Chat:
    """A chat as the app knows it; `region` is a six-digit division code."""

    chat_id: int
    kind: str
    title: str
    person_id: str | None
    region: str | None
    reach: Reach

    @property
    def is_group(self) -> bool:
        """Say whether several people read along."""
        return self.kind != "private"


class Chats:
    """Remembers chats and follows what happens to them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def meet(self, chat_id: int, kind: str, title: str = "", person_id: str | None = None, reach: Reach = Reach.OPEN) -> Chat:
        """Note that a chat is there and how it can be reached; what was known of it before stays."""
        now = self._clock.now()
        with self._database.session() as session:
            row = session.get(ChatRow, chat_id)
            if row is None:
                row = ChatRow(chat_id=chat_id, region=None, joined_at=now, person_id=None)
                session.add(row)
            row.kind, row.title, row.reach, row.changed_at = kind, title[:255], reach, now
            row.person_id = person_id or row.person_id
            session.flush()
            return _chat(row)

    def get(self, chat_id: int) -> Chat | None:
        """Return a chat by its id, or by one it had before."""
        with self._database.session() as session:
            row = session.get(ChatRow, _present_id(session, chat_id))
            return _chat(row) if row else None

    def mark(self, chat_id: int, reach: Reach) -> None:
        """Write down whether a chat can be reached now."""
        self._change(chat_id, reach=reach)

    def set_region(self, chat_id: int, region: str | None) -> None:
        """Give a group its place."""
        self._change(chat_id, region=region)

    def move(self, old_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup: the old id stays as an alias, what waits is aimed anew."""
        if old_id == new_id:
            return
        with self._database.session() as session:
            session.merge(AliasRow(old_id=old_id, chat_id=new_id))
            session.execute(update(AliasRow).where(AliasRow.chat_id == old_id).values(chat_id=new_id))
            _move_row(session, old_id, new_id, self._clock.now())
            waiting = update(OutboxRow).where(OutboxRow.chat_id == old_id, OutboxRow.state == State.QUEUED)
            session.execute(waiting.values(chat_id=new_id), execution_options={"synchronize_session": False})

    def groups(self) -> list[Chat]:
        """List every group ever joined, by title."""
        query = select(ChatRow).where(ChatRow.kind != "private").order_by(ChatRow.title, ChatRow.chat_id)
        with self._database.session() as session:
            return [_chat(row) for row in session.scalars(query)]

    def _change(self, chat_id: int, **values: Any) -> None:
        with self._database.session() as session:
            change = update(ChatRow).where(ChatRow.chat_id == _present_id(session, chat_id))
            session.execute(change.values(changed_at=self._clock.now(), **values))


class Subscriptions:
    """Remembers who wants to hear of what."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, chat_id: int, topic: Topic, person_id: str | None = None) -> None:
        """Subscribe a chat to a topic; again is the same as once."""
        with self._database.session() as session:
            if session.get(SubscriptionRow, (chat_id, topic)) is None:
                session.add(SubscriptionRow(chat_id=chat_id, topic=topic, person_id=person_id, since=self._clock.now()))

    def remove(self, chat_id: int, topic: Topic | None = None) -> int:
        """Unsubscribe a chat from a topic, or from all; return how many subscriptions ended."""
        ending = delete(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id)
        if topic:
            ending = ending.where(SubscriptionRow.topic == topic)
        with self._database.session() as session:
            return len(session.scalars(ending.returning(SubscriptionRow.topic)).all())

    def topics_of(self, chat_id: int) -> list[Topic]:
        """Return what a chat subscribed to."""
        with self._database.session() as session:
            query = select(SubscriptionRow.topic).where(SubscriptionRow.chat_id == chat_id)
            return sorted(Topic(topic) for topic in session.scalars(query))

    def subscribers(self, topic: Topic) -> Sequence[tuple[int, str | None]]:
        """List the chats that want to hear of a topic, with their person."""
        query = select(SubscriptionRow.chat_id, SubscriptionRow.person_id).where(SubscriptionRow.topic == topic)
        with self._database.session() as session:
            return [(chat_id, person_id) for chat_id, person_id in session.execute(query.order_by(SubscriptionRow.chat_id))]


def _present_id(session: Session, chat_id: int) -> int:
    alias = session.get(AliasRow, chat_id)
    return alias.chat_id if alias else chat_id


def _move_row(session: Session, old_id: int, new_id: int, now: datetime) -> None:
    old, new = session.get(ChatRow, old_id), session.get(ChatRow, new_id)
    if new is None:
        new = ChatRow(chat_id=new_id, title="", region=None, person_id=None, joined_at=now)
        session.add(new)
    new.kind, new.reach, new.changed_at = "supergroup", Reach.OPEN, now
    if old is not None:
        new.title, new.region, new.joined_at = new.title or old.title, new.region or old.region, old.joined_at
        new.person_id = new.person_id or old.person_id
        session.delete(old)


def _chat(row: ChatRow) -> Chat:
    return Chat(row.chat_id, row.kind, row.title, row.person_id, row.region, Reach(row.reach))
