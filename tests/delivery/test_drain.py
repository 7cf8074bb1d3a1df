"""Draining before the end of the process."""

import asyncio
import logging
from pathlib import Path

import structlog

from bot.delivery import Delivery
from bot.outgoing import REPLY, Call, Message, payload
from storage.crypto import Keyring
from storage.database import Database
from storage.outbox import OutboxRow


class Slow:
    """A channel whose answers take a while."""

    def __init__(self) -> None:
        self.begun, self.ended = asyncio.Event(), 0

    async def deliver(self, call: Call) -> int | None:
        """Carries the call, slowly."""
        self.begun.set()
        await asyncio.sleep(0.1)
        self.ended += 1
        return 1


def test_draining_waits_for_a_call_already_under_way(tmp_path: Path) -> None:
    """With nothing new to send, a call begun before is still waited for: else it would be made twice."""
    database = Database(tmp_path / "bot.db", Keyring.from_file(tmp_path / "key"), durable=False)
    row = OutboxRow(chat_id=7, kind="message", payload=payload(Message("bonjour")), priority=REPLY)
    database.write(lambda tx: tx.outbox.add(row)).result()

    async def stop_in_the_middle() -> int:
        channel, stop = Slow(), asyncio.Event()
        silent = structlog.make_filtering_bound_logger(logging.CRITICAL)
        log = structlog.wrap_logger(structlog.PrintLogger(), wrapper_class=silent)
        delivery = Delivery(database, channel, lambda: 1000.0, log, lambda: 0.5)
        running = asyncio.create_task(delivery.run(stop))
        await channel.begun.wait()
        await delivery.drain()
        ended = channel.ended
        stop.set()
        await running
        return ended

    assert asyncio.run(stop_in_the_middle()) == 1
    database.close()
