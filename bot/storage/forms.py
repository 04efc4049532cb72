"""Forms that officials fill in by chat: what each has told so far, and what they were asked last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import JSON, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.database import Base, Database, UtcDateTime


class FormRow(Base):
    """One open form; nobody has more than one."""

    __tablename__ = "open_forms"

    person_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str | None] = mapped_column(String(64), default=None)
    told: Mapped[dict[str, str | None]] = mapped_column(JSON)
    asked: Mapped[str | None] = mapped_column(String(32), default=None)
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class OpenForm:
    """A form under way: which, about what (None: something new), the values told, and the field asked for."""

    name: str
    subject: str | None = None
    told: Mapping[str, str | None] = field(default_factory=dict)
    asked: str | None = None


class OpenForms:
    """Keeps the forms under way."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, person_id: str, since: datetime) -> OpenForm | None:
        """Return somebody's form, unless it was left alone since a moment."""
        with self._database.session() as session:
            row = session.get(FormRow, person_id)
            if row is None or row.touched_at < since:
                return None
            return OpenForm(row.name, row.subject, dict(row.told), row.asked)

    def keep(self, person_id: str, form: OpenForm, now: datetime) -> None:
        """Keep how far somebody has come."""
        with self._database.session() as session:
            values = {"name": form.name, "subject": form.subject, "told": dict(form.told), "asked": form.asked, "touched_at": now}
            session.merge(FormRow(person_id=person_id, **values))

    def drop(self, person_id: str) -> None:
        """Let somebody's form go."""
        with self._database.session() as session:
            session.execute(delete(FormRow).where(FormRow.person_id == person_id))
