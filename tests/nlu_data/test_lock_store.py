"""A conversation is locked for one turn at a time, and a server that dies holds nobody up for longer than its ticket lives."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.core.lock_store import LockError
from rasa.utils.endpoints import EndpointConfig

from nlu_data.server.lock_store import PatientRedisLockStore


class RedisInMemory:
    """What the store uses of Redis."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, key: str) -> str | None:
        return self.values.get(key)

    def set(self, key: str, value: str) -> None:
        self.values[key] = value

    def delete(self, key: str) -> int:
        return int(self.values.pop(key, None) is not None)


def stores(count: int, lifetime: float) -> list[PatientRedisLockStore]:
    shared, made = RedisInMemory(), []
    for _ in range(count):
        store = PatientRedisLockStore(EndpointConfig(url="127.0.0.1", port=1), lifetime)
        store.red = shared
        made.append(store)
    return made


def run(talk: Any) -> Any:
    return asyncio.run(asyncio.wait_for(talk, 10))


def test_turns_of_one_conversation_follow_each_other_on_two_servers():
    one, two = stores(2, lifetime=5)
    done: list[str] = []

    async def turn(store: PatientRedisLockStore, name: str) -> None:
        async with store.lock("somebody", 5, 0.01):
            done.append(f"{name} begins")
            await asyncio.sleep(0.02)
            done.append(f"{name} ends")

    async def talk() -> None:
        await asyncio.gather(turn(one, "a"), turn(two, "b"), turn(one, "c"))

    run(talk())
    assert done == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]


def test_a_turn_handed_on_at_once_by_a_dead_server_is_taken_when_its_ticket_expires():
    dead, living = stores(2, lifetime=0.2)
    dead.issue_ticket("somebody", 0.2)  # and killed

    async def talk() -> bool:
        async with living.lock("somebody", 0.2, 0.01):
            return True

    assert run(talk())
    assert living.get_lock("somebody") is None


def test_conversations_do_not_wait_for_each_other():
    (store,) = stores(1, lifetime=5)

    async def talk() -> bool:
        async with store.lock("one", 5, 0.01), store.lock("two", 5, 0.01):
            return True

    assert run(talk())


def test_a_lock_that_vanished_is_an_error_and_not_a_free_way():
    (store,) = stores(1, lifetime=5)
    with pytest.raises(LockError):
        run(store._acquire_lock("nobody", 0, 0.01))
