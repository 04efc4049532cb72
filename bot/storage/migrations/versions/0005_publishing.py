"""Publications: documents handed in, the rules confirmed for them, and what became of each."""

import sqlalchemy as sa
from alembic import op

from bot.storage.database import UtcDateTime

revision = "0005_publishing"
down_revision = "0004_broadcasts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String(80), nullable=False, index=True),
        sa.Column("version", sa.Integer),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("meta", sa.JSON, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("supersedes", sa.JSON, nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("effects", sa.JSON, nullable=False),
        sa.Column("broadcast", sa.String(64)),
        sa.Column("proposed_by", sa.String(64), nullable=False),
        sa.Column("approved_by", sa.String(64)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("live_at", UtcDateTime),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("publications")
