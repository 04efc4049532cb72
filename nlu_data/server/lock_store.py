"""Rasa's locks in Redis, mended where a server dies: a turn that waits for a dead one keeps its own place in the queue.

In Rasa's own store a waiting ticket ages too. When a server is killed with a conversation's lock in its hand and the turn is handed
to another server at once, both tickets expire together; the lock is then free, but the one who waits does not know it and waits for ever.
"""

from __future__ import annotations

import asyncio
import time
from typing import Optional

from rasa.core.lock import Ticket, TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, RedisLockStore
from rasa.utils.endpoints import EndpointConfig

LOOK_AGAIN_SECONDS = 0.1


class PatientRedisLockStore(RedisLockStore):
    """Redis locks whose waiting tickets do not expire while somebody waits with them."""

    def __init__(self, endpoint_config: EndpointConfig, lifetime: Optional[float] = None) -> None:
        """Use the Redis that the endpoints file names (`url`, `port` and what else RedisLockStore takes)."""
        super().__init__(host=endpoint_config.url, **endpoint_config.kwargs)
        self._lifetime = LOCK_LIFETIME if lifetime is None else lifetime

    async def _acquire_lock(self, conversation_id: str, ticket: int, wait_time_in_seconds: float) -> TicketLock:
        """Wait for one's turn, looking often; whoever is before us and dead falls out of the queue when his ticket expires."""
        while True:
            lock = self.get_lock(conversation_id)
            if lock is None:
                raise LockError(f"the lock of conversation {conversation_id} is gone")
            _renew(lock, ticket, self._lifetime)
            self.save_lock(lock)
            if not lock.is_locked(ticket):
                return lock
            await asyncio.sleep(min(LOOK_AGAIN_SECONDS, wait_time_in_seconds))


def _renew(lock: TicketLock, number: int, lifetime: float) -> None:
    """Give a waiting ticket its whole life again."""
    mine = next((ticket for ticket in lock.tickets if ticket.number == number), None)
    if mine is None:
        mine = Ticket(number, 0.0)
        lock.tickets.append(mine)
    mine.expires = time.time() + lifetime
    lock.remove_expired_tickets()
