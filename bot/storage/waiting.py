"""Questions asked while a part was down: kept until answered, and the answer kept until it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.database import Base, Database, UtcDateTime


class WaitingRow(Base):
    """One question that could not be passed on when it came."""

    __tablename__ = "waiting_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    channel: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(String(1000))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))


@dataclass(frozen=True)
class WaitingQuestion:
    """A kept question; `answer` holds the replies as JSON once there are some."""

    id: int
    person_id: str
    channel: str
    text: str
    asked_at: datetime
    answer: Sequence[dict[str, Any]] | None


class WaitingQuestions:
    """Keeps questions over an outage."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, person_id: str, channel: str, text: str, now: datetime) -> None:
        """Keep a question for later; asked again meanwhile, it is kept once."""
        with self._database.session() as session:
            same = (
                select(WaitingRow.id)
                .where(WaitingRow.person_id == person_id, WaitingRow.text == text, WaitingRow.answer.is_(None))
                .limit(1)
            )
            if session.scalar(same) is None:
                session.add(WaitingRow(person_id=person_id, channel=channel, text=text, asked_at=now, answer=None))

    def unanswered(self) -> list[WaitingQuestion]:
        """Return the questions still to be asked, oldest first."""
        query = select(WaitingRow).where(WaitingRow.answer.is_(None)).order_by(WaitingRow.id)
        with self._database.session() as session:
            return [_question(row) for row in session.scalars(query)]

    def answer(self, question_id: int, replies: Sequence[dict[str, Any]]) -> None:
        """Keep the answer until the person comes for it."""
        with self._database.session() as session:
            row = session.get(WaitingRow, question_id)
            if row is not None:  # None: the person asked to be forgotten meanwhile
                row.answer = list(replies)

    def of(self, person_id: str) -> list[WaitingQuestion]:
        """Return all that is kept for a person, answered or not; reads only, since every message asks this."""
        query = select(WaitingRow).where(WaitingRow.person_id == person_id).order_by(WaitingRow.id)
        with self._database.session() as session:
            return [_question(row) for row in session.scalars(query)]

    def drop(self, questions: Sequence[WaitingQuestion]) -> None:
        """Drop questions whose answers the person has now."""
        with self._database.session() as session:
            session.execute(delete(WaitingRow).where(WaitingRow.id.in_([question.id for question in questions])))


def _question(row: WaitingRow) -> WaitingQuestion:
    return WaitingQuestion(row.id, row.person_id, row.channel, row.text, row.asked_at, row.answer)
