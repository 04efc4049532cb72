"""Broadcasts: what is told to whom, who approved it, and how far it has come."""

import sqlalchemy as sa
from alembic import op

from bot.storage.database import UtcDateTime

revision = "0004_broadcasts"
down_revision = "0003_officials"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("state", sa.String(12), nullable=False, index=True),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("attachment", sa.JSON),
        sa.Column("ignores_quiet_hours", sa.Boolean, nullable=False),
        sa.Column("is_forced", sa.Boolean, nullable=False),
        sa.Column("starts_at", UtcDateTime),
        sa.Column("origin", sa.String(80), unique=True),
        sa.Column("pause_reason", sa.String(40)),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("approved_by", sa.String(64)),
        sa.Column("approved_at", UtcDateTime),
        sa.Column("started_at", UtcDateTime),
        sa.Column("resumed_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
    )


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("broadcasts")
