"""The foundation: people, profiles, memory, documents, questions, leases."""

import sqlalchemy as sa
from alembic import op

from bot.storage.database import UtcDateTime

revision = "0001_foundation"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "people",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("external_id", sa.String(128), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_seen_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("channel", "external_id", name="uq_people_channel_external_id"),
    )
    _make_what_we_know_of_people()
    _make_documents()
    op.create_table(
        "leases",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
    )


def _make_what_we_know_of_people() -> None:
    op.create_table(
        "profiles",
        sa.Column("person_id", sa.String(32), primary_key=True),
        sa.Column("region", sa.String(6)),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("consent", sa.Boolean, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "conversation_memory",
        sa.Column("person_id", sa.String(32), primary_key=True),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "waiting_questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.String(32), nullable=False, index=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("answer", sa.JSON),
    )


def _make_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("slug", sa.String(80), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("meta", sa.JSON, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
    )
    op.create_table(
        "unanswered_questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_asked_at", UtcDateTime, nullable=False),
        sa.Column("last_asked_at", UtcDateTime, nullable=False),
        sa.Column("is_closed", sa.Boolean, nullable=False),
        sa.UniqueConstraint("text", "region", name="uq_unanswered_questions_text_region"),
    )


def downgrade() -> None:
    """Drop them again."""
    for table in (
        "leases",
        "unanswered_questions",
        "counters",
        "documents",
        "waiting_questions",
        "conversation_memory",
        "profiles",
        "people",
    ):
        op.drop_table(table)
