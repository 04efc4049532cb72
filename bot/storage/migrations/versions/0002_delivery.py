"""Delivery: the outbox, Telegram's chats and the ledger of its updates."""

import sqlalchemy as sa
from alembic import op

from bot.storage.database import UtcDateTime

revision = "0002_delivery"
down_revision = "0001_foundation"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _make_outbox()
    _make_chats()
    _make_ledger()


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.String(32), index=True),
        sa.Column("priority", sa.SmallInteger, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("campaign", sa.String(64)),
        sa.Column("dedupe_key", sa.String(200)),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("buttons", sa.JSON, nullable=False),
        sa.Column("attachment", sa.JSON),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("ignore_quiet_hours", sa.Boolean, nullable=False),
        sa.Column("not_before", UtcDateTime),
        sa.Column("expires_at", UtcDateTime),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("doubts", sa.Integer, nullable=False),
        sa.Column("worker", sa.String(120)),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("dedupe_key", name="uq_outbox_dedupe_key"),
    )
    op.create_index("ix_outbox_state_priority_id", "outbox", ["state", "priority", "id"])
    op.create_index("ix_outbox_campaign_state", "outbox", ["campaign", "state"])
    op.create_index("ix_outbox_chat_id_digest", "outbox", ["chat_id", "digest"])
    op.create_index("ix_outbox_changed_at", "outbox", ["changed_at"])


def _make_chats() -> None:
    op.create_table(
        "telegram_chats",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("person_id", sa.String(32), index=True),
        sa.Column("region", sa.String(6), index=True),
        sa.Column("reach", sa.String(16), nullable=False),
        sa.Column("joined_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "telegram_chat_aliases",
        sa.Column("old_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "telegram_subscriptions",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("topic", sa.String(32), primary_key=True),
        sa.Column("person_id", sa.String(32), index=True),
        sa.Column("since", UtcDateTime, nullable=False),
    )


def _make_ledger() -> None:
    op.create_table(
        "telegram_updates",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("content", sa.JSON),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("done_at", UtcDateTime, index=True),
    )
    op.create_table(
        "telegram_payloads",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("used_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    """Drop them again."""
    for table in ("telegram_payloads", "telegram_updates", "telegram_subscriptions", "telegram_chat_aliases", "telegram_chats", "outbox"):
        op.drop_table(table)
