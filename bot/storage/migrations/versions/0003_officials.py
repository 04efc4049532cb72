"""Officials, duties, reminders, trainings, the audit log."""

import sqlalchemy as sa
from alembic import op

from bot.storage.database import UtcDateTime

revision = "0003_officials"
down_revision = "0002_delivery"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_people()
    _make_duties()
    _make_reminders()
    _make_trainings()


def _make_people() -> None:
    op.create_table(
        "officials",
        sa.Column("person_id", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("region", sa.String(6), nullable=False, index=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("joined_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
        sa.Column("invite_id", sa.Integer),
    )
    op.create_table(
        "invites",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("redeemed_by", sa.String(64)),
        sa.Column("redeemed_at", UtcDateTime),
        sa.Column("revoked_at", UtcDateTime),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False, index=True),
        sa.Column("actor", sa.String(64), nullable=False, index=True),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
    )


def _make_duties() -> None:
    op.create_table(
        "duties",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("region", sa.String(6), nullable=False, index=True),
        sa.Column("audience", sa.JSON, nullable=False),
        sa.Column("cycle", sa.String(200), nullable=False),
        sa.Column("due_time", sa.String(8), nullable=False),
        sa.Column("rest_day", sa.String(8), nullable=False),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("escalate_after_days", sa.Integer),
        sa.Column("ignores_quiet_hours", sa.Boolean, nullable=False),
        sa.Column("document", sa.String(128)),
        sa.Column("clause", sa.String(200)),
        sa.Column("quote", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("version_since", UtcDateTime, nullable=False),
        sa.Column("planned_until", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("stopped_at", UtcDateTime),
    )
    op.create_table(
        "duty_occurrences",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("duty_id", sa.String(16), sa.ForeignKey("duties.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False, index=True),
        sa.Column("moved_from", sa.String(10)),
        sa.Column("is_provisional", sa.Boolean, nullable=False),
        sa.Column("void_at", UtcDateTime),
        sa.UniqueConstraint("duty_id", "version", "period"),
    )
    op.create_table(
        "duty_assignments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("occurrence_id", sa.Integer, sa.ForeignKey("duty_occurrences.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("changed_at", UtcDateTime),
        sa.UniqueConstraint("occurrence_id", "person_id"),
        sa.Index("ix_duty_assignments_person_id_state", "person_id", "state"),
    )


def _make_reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Integer, nullable=False, index=True),
        sa.Column("person_id", sa.String(64), nullable=False, index=True),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("useful_until", UtcDateTime, nullable=False),
        sa.Column("ignores_quiet_hours", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("cause", sa.Text),
        sa.Column("settled_at", UtcDateTime),
        sa.UniqueConstraint("kind", "subject_id", "version", "person_id", "step"),
        sa.Index("ix_reminders_state_due_at", "state", "due_at"),
    )
    op.create_table(
        "feed_tokens",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )


def _make_trainings() -> None:
    op.create_table(
        "trainings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("region", sa.String(6), nullable=False, index=True),
        sa.Column("starts_at", UtcDateTime, nullable=False, index=True),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("audience", sa.String(64), nullable=False),
        sa.Column("trade", sa.String(64)),
        sa.Column("seats", sa.Integer),
        sa.Column("trainer", sa.String(100)),
        sa.Column("bring", sa.Text),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("code_hash", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("cancelled_at", UtcDateTime),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("training_id", sa.Integer, sa.ForeignKey("trainings.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False, index=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("enrolled_at", UtcDateTime, nullable=False),
        sa.Column("days_attended", sa.Integer, nullable=False),
        sa.Column("wrong_codes", sa.Integer, nullable=False),
        sa.UniqueConstraint("training_id", "person_id"),
    )


def downgrade() -> None:
    """Drop them again."""
    for table in ("enrolments", "trainings", "feed_tokens", "reminders", "duty_assignments", "duty_occurrences"):
        op.drop_table(table)
    for table in ("duties", "audit_entries", "invites", "officials"):
        op.drop_table(table)
