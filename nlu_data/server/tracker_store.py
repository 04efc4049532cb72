"""Keep each conversation as one small row, so that a long talk costs no more than a short one."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from typing import Any, Iterable, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.dialects import postgresql, sqlite

from nlu_data.server.bounded_history import TURNS_KEPT, as_row, bounded

URL_NAME = "DATABASE_URL"
_BUSY_TIMEOUT_SECONDS = 15

_TABLE = sa.Table(
    "dialogue_trackers",
    sa.MetaData(),
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
)


class BoundedTrackerStore(TrackerStore):
    """Rasa's memory on the app's database: one row a sender, the last few turns and the state before them."""

    def __init__(
        self,
        domain: Optional[Domain],
        event_broker: Optional[EventBroker] = None,
        url: Optional[str] = None,
        turns: int = TURNS_KEPT,
        **kwargs: Any,
    ) -> None:
        """Connect to `url`, or to DATABASE_URL, and make the table if it is not there."""
        super().__init__(domain, event_broker)
        self._engine = connect(url or os.environ[URL_NAME])
        self._turns = turns
        # Compiled once: SQLAlchemy 1.4 would compile the upsert anew at every turn.
        self._upsert = _upsert(self._engine.dialect)
        self._select = sa.select(_TABLE.c.events).where(_TABLE.c.sender_id == sa.bindparam("sender")).compile(dialect=self._engine.dialect)
        _make_table(self._engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the conversation's row anew, cut to what the next turn needs."""
        await self.stream_events(tracker)
        events = bounded(list(tracker.events), tracker.sender_id, self.domain.slots, self._turns)
        row = {
            "sender_id": tracker.sender_id,
            "events": json.dumps(as_row(events), ensure_ascii=False, separators=(",", ":")),
            "updated_at": datetime.now(timezone.utc),
        }
        with self._engine.begin() as connection:
            connection.execute(self._upsert, row)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Read a conversation back, or nothing if it is new."""
        with self._engine.connect() as connection:
            events = connection.execute(self._select, {"sender": sender_id}).scalar()
        if events is None:
            return None
        return DialogueStateTracker.from_events(sender_id, deserialise_events(json.loads(events)), slots=self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """List the conversations there are."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_TABLE.c.sender_id)).scalars())

    async def delete(self, sender_id: str) -> None:
        """Forget a conversation."""
        with self._engine.begin() as connection:
            connection.execute(_TABLE.delete().where(_TABLE.c.sender_id == sender_id))


def connect(url: str) -> sa.engine.Engine:
    """Open the app's database from here: the app says psycopg, this Python has psycopg2."""
    url = url.replace("postgresql+psycopg://", "postgresql+psycopg2://").replace("postgres://", "postgresql+psycopg2://")
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True, pool_size=5)
    # Connections are kept: closing SQLite's last one empties the write-ahead log, two fifths of a turn's cost when done every turn.
    arguments = {"timeout": _BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
    engine = sa.create_engine(url, poolclass=sa.pool.QueuePool, pool_size=2, connect_args=arguments)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _make_table(engine: sa.engine.Engine) -> None:
    """Make the table if it is not there; of several servers that start at once, one makes it and the others find it."""
    try:
        _TABLE.metadata.create_all(engine)
    except sa.exc.DBAPIError:
        if not sa.inspect(engine).has_table(_TABLE.name):
            raise


def _prepare_sqlite(connection: Any, record: Any) -> None:
    """Let readers and the app's writers go on side by side."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_SECONDS * 1000}")


def _upsert(dialect: Any) -> Any:
    insert = (postgresql if dialect.name == "postgresql" else sqlite).insert(_TABLE)
    new = {"events": insert.excluded.events, "updated_at": insert.excluded.updated_at}
    return insert.on_conflict_do_update(index_elements=["sender_id"], set_=new).compile(dialect=dialect, column_keys=["sender_id", *new])
