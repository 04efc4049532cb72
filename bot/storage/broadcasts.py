"""Broadcasts: what is told to whom, who approved it, and who would get it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String, Text, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.chats import ChatRow, Reach, SubscriptionRow, Topic
from bot.storage.database import Base, UtcDateTime
from bot.storage.outbox import OutboxRow, State, digest_of
from bot.storage.profiles import ProfileRow

KIND = "broadcast"
TEST_KIND = "broadcast_test"
_MOST_AT_ONCE = 5_000
_WENT_OR_GOES = (State.QUEUED, State.SENDING, State.SENT, State.UNCERTAIN)


class Stage(StrEnum):
    """How far a broadcast has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class BroadcastRow(Base):
    """One broadcast; its recipients stand in the outbox once it has started."""

    __tablename__ = "broadcasts"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    region: Mapped[str] = mapped_column(String(6))
    audience: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    attachment: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    ignores_quiet_hours: Mapped[bool]
    is_forced: Mapped[bool]
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What it tells of (a publication): the same cause makes one broadcast.
    origin: Mapped[str | None] = mapped_column(String(80), unique=True)
    pause_reason: Mapped[str | None] = mapped_column(String(40))
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by: Mapped[str | None] = mapped_column(String(64))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def campaign(self) -> str:
        """Return the name under which its messages stand in the outbox."""
        return f"broadcast:{self.id}"


@dataclass(frozen=True)
class Recipient:
    """A chat a broadcast is meant for; `region` is None for somebody who told no place."""

    chat_id: int
    person_id: str | None
    region: str | None
    reach: Reach
    is_group: bool


class BroadcastStore:
    """Reads and writes broadcasts within one transaction."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, values: Mapping[str, Any]) -> BroadcastRow:
        """Keep a new broadcast as a draft; return the row with its number."""
        row = BroadcastRow(state=Stage.DRAFT, pause_reason=None, **values)
        self.session.add(row)
        self.session.flush()
        return row

    def get(self, number: int) -> BroadcastRow | None:
        """Return a broadcast, or None."""
        return self.session.get(BroadcastRow, number)

    def by_origin(self, origin: str) -> BroadcastRow | None:
        """Return the broadcast that tells of something, or None."""
        return self.session.scalars(select(BroadcastRow).where(BroadcastRow.origin == origin)).first()

    def latest(self, limit: int) -> Sequence[BroadcastRow]:
        """Return the newest broadcasts, newest first."""
        return self.session.scalars(select(BroadcastRow).order_by(BroadcastRow.id.desc()).limit(limit)).all()

    def in_stage(self, *stages: Stage) -> Sequence[BroadcastRow]:
        """Return the broadcasts in the given stages, oldest first."""
        return self.session.scalars(select(BroadcastRow).where(BroadcastRow.state.in_(stages)).order_by(BroadcastRow.id)).all()

    def advance(self, number: int, allowed: Iterable[Stage], to: Stage, **values: Any) -> bool:
        """Move a broadcast on from one of the allowed stages; False when somebody else was first or it stands elsewhere."""
        change = update(BroadcastRow).where(BroadcastRow.id == number, BroadcastRow.state.in_(list(allowed)))
        moved = self.session.scalars(change.values(state=to, **values).returning(BroadcastRow.id)).first()
        return moved is not None

    def groups(self) -> list[Recipient]:
        """Return every group that was given a place."""
        query = select(ChatRow).where(ChatRow.kind != "private", ChatRow.region.is_not(None))
        return [Recipient(c.chat_id, None, c.region, Reach(c.reach), True) for c in self.session.scalars(query.order_by(ChatRow.chat_id))]

    def subscribers(self, topic: Topic) -> list[Recipient]:
        """Return every private chat that wants to hear of a topic, with the place its person told."""
        query = (
            select(SubscriptionRow.chat_id, SubscriptionRow.person_id, ProfileRow.region, ChatRow.reach)
            .outerjoin(ProfileRow, ProfileRow.person_id == SubscriptionRow.person_id)
            .outerjoin(ChatRow, ChatRow.chat_id == SubscriptionRow.chat_id)
            .where(SubscriptionRow.topic == topic)
            .order_by(SubscriptionRow.chat_id)
        )
        rows = self.session.execute(query)
        return [Recipient(chat, person, region, Reach(reach or Reach.OPEN), False) for chat, person, region, reach in rows]

    def had_the_same(self, text: str, since: datetime) -> set[int]:
        """Return the chats to which the same text went, or may have gone, since a moment."""
        is_ours = OutboxRow.kind.startswith(KIND) & (OutboxRow.kind != TEST_KIND)
        query = select(OutboxRow.chat_id).where(is_ours, OutboxRow.digest == digest_of(text), OutboxRow.changed_at >= since)
        return set(self.session.scalars(query.where(OutboxRow.state.in_(_WENT_OR_GOES))))

    def drop(self, campaign: str, chats: Iterable[int], reason: str) -> None:
        """Cancel the messages of a campaign to some chats."""
        wanted = list(chats)
        for start in range(0, len(wanted), _MOST_AT_ONCE):
            some = wanted[start : start + _MOST_AT_ONCE]
            change = update(OutboxRow).where(OutboxRow.campaign == campaign, OutboxRow.chat_id.in_(some))
            self.session.execute(change.values(state=State.CANCELLED, reason=reason), execution_options={"synchronize_session": False})

    def last_ends(self, campaign: str, limit: int, since: datetime) -> list[str]:
        """Return the ends that a campaign's newest settled messages came to since a moment, newest first."""
        ends = (State.SENT, State.FAILED, State.UNCERTAIN)
        query = select(OutboxRow.state).where(OutboxRow.campaign == campaign, OutboxRow.state.in_(ends), OutboxRow.changed_at >= since)
        return list(self.session.scalars(query.order_by(OutboxRow.changed_at.desc(), OutboxRow.id.desc()).limit(limit)))

    def settled_since(self, campaign: str, since: datetime) -> int:
        """Count a campaign's messages that came to an end since a moment."""
        ends = (State.SENT, State.FAILED, State.UNCERTAIN)
        query = select(func.count()).where(OutboxRow.campaign == campaign, OutboxRow.state.in_(ends), OutboxRow.changed_at >= since)
        return self.session.scalar(query) or 0

    def is_over(self, campaign: str) -> bool:
        """Say whether nothing of a campaign waits or is under way."""
        query = select(OutboxRow.id).where(OutboxRow.campaign == campaign, OutboxRow.state.in_((State.QUEUED, State.SENDING)))
        return self.session.scalars(query.limit(1)).first() is None

    def ended_since(self, stage: Stage, since: datetime) -> Sequence[BroadcastRow]:
        """Return the broadcasts that came to an end in a stage since a moment."""
        return self.session.scalars(select(BroadcastRow).where(BroadcastRow.state == stage, BroadcastRow.ended_at >= since)).all()

    def messages(self, campaign: str) -> list[tuple[OutboxRow, str]]:
        """Return a campaign's messages with the titles of their groups (empty for private chats), oldest first."""
        query = (
            select(OutboxRow, ChatRow.title)
            .outerjoin(ChatRow, (ChatRow.chat_id == OutboxRow.chat_id) & (ChatRow.kind != "private"))
            .where(OutboxRow.campaign == campaign)
            .order_by(OutboxRow.id)
        )
        return [(row, title or "") for row, title in self.session.execute(query)]
