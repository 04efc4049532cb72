"""Questions nobody could answer, counted for officials; nothing in them says who asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.database import Base, Database, UtcDateTime

_LONGEST = 1000


class QuestionRow(Base):
    """One unanswered wording, from one region."""

    __tablename__ = "unanswered_questions"
    __table_args__ = (UniqueConstraint("text", "region"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(_LONGEST))
    region: Mapped[str] = mapped_column(String(6), default="")  # empty, not NULL: NULLs are never equal in a unique key
    count: Mapped[int] = mapped_column(default=1)
    first_asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_closed: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True)
class UnansweredQuestion:
    """A question that found nothing: its words, the asker's region, how often, and when."""

    id: int
    text: str
    region: str | None
    count: int
    first_asked_at: datetime
    last_asked_at: datetime


class UnansweredQuestions:
    """Collects what the documents could not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, text: str, region: str | None, now: datetime) -> None:
        """Count one more time that this was asked and nothing was found."""
        text = text[:_LONGEST]
        with self._database.session() as session:
            row = session.scalars(select(QuestionRow).filter_by(text=text, region=region or "")).one_or_none()
            if row is None:
                session.add(QuestionRow(text=text, region=region or "", count=1, first_asked_at=now, last_asked_at=now, is_closed=False))
            else:
                row.count, row.last_asked_at, row.is_closed = row.count + 1, now, False

    def waiting(self, limit: int = 200) -> list[UnansweredQuestion]:
        """Return what officials still have to look at, the most asked first."""
        query = select(QuestionRow).where(QuestionRow.is_closed.is_(False)).order_by(QuestionRow.count.desc(), QuestionRow.id).limit(limit)
        with self._database.session() as session:
            return [_question(row) for row in session.scalars(query)]

    def close(self, question_id: int) -> None:
        """Mark a question as dealt with."""
        with self._database.session() as session:
            session.get_one(QuestionRow, question_id).is_closed = True


def _question(row: QuestionRow) -> UnansweredQuestion:
    return UnansweredQuestion(row.id, row.text, row.region or None, row.count, row.first_asked_at, row.last_asked_at)
