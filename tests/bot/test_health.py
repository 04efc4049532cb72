"""Health: each part is asked in its own way, and one that hangs or breaks is simply down."""

from __future__ import annotations

from bot.health import Health
from bot.metrics import Metrics


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def breaks() -> bool:
    raise OSError("no route")


async def test_every_part_has_a_state():
    metrics = Metrics()
    states = await Health({"rasa": yes, "actions": no, "database": breaks, "telegram": None}, metrics).check()
    assert states == {"rasa": "up", "actions": "down", "database": "down", "telegram": "off"}
    assert 'fuwen_part_up{part="rasa"} 1.0' in metrics.render()
    assert 'fuwen_part_up{part="actions"} 0.0' in metrics.render()
    assert "telegram" not in metrics.render()


async def test_many_pages_looking_at_once_ask_each_part_once():
    asked = []

    async def counting() -> bool:
        asked.append(1)
        return True

    now = [100.0]
    health = Health({"rasa": counting}, Metrics(), ticks=lambda: now[0])
    await health.check()
    await health.check()
    assert len(asked) == 1
    now[0] += 2
    await health.check()
    assert len(asked) == 2
