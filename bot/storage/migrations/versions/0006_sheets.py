"""Result sheets, kept for a day."""

import sqlalchemy as sa
from alembic import op

from bot.storage.database import UtcDateTime

revision = "0006_sheets"
down_revision = "0005_publishing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "sheets",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(32), nullable=False, index=True),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("sheets")
