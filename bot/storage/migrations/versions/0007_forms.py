"""Forms that officials fill in by chat."""

import sqlalchemy as sa
from alembic import op

from bot.storage.database import UtcDateTime

revision = "0007_forms"
down_revision = "0006_sheets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "open_forms",
        sa.Column("person_id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(64)),
        sa.Column("told", sa.JSON, nullable=False),
        sa.Column("asked", sa.String(32)),
        sa.Column("touched_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("open_forms")
