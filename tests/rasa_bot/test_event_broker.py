"""Finished turns reach RabbitMQ, in order, also when it comes late; and nobody waits for it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from rasa_bot.event_broker import RabbitBroker
from settings import Settings
from storage.bus import WORKER, Bus
from tests.storage.fault_proxy import FaultProxy


def _record(number: int) -> dict[str, Any]:
    return {"conversation_id": "c", "message_id": str(number), "events": []}


async def test_closing_waits_until_all_is_confirmed(bus: Bus, settings: Settings) -> None:
    broker = RabbitBroker(Bus(settings, name="tests"))
    began = time.monotonic()
    for number in range(100):
        broker.publish(_record(number))
    assert time.monotonic() - began < 0.1
    await broker.close()
    assert (await bus.waiting())[WORKER] == 100


async def test_what_could_not_be_sent_is_sent_when_rabbitmq_is_back(bus: Bus, settings: Settings) -> None:
    proxy = FaultProxy(settings.rabbitmq.port)
    await proxy.open()
    through = settings.rabbitmq.copy(update={"port": proxy.port, "timeout_ms": 500})
    broker = RabbitBroker(Bus(settings.copy(update={"rabbitmq": through}), name="tests"))
    await proxy.refuse()
    for number in range(10):
        broker.publish(_record(number))
    await asyncio.sleep(0.3)
    assert (await bus.waiting())[WORKER] == 0
    await proxy.open()
    await broker.close()
    assert (await bus.waiting())[WORKER] == 10
    await proxy.close()
