"""A delivery with a clock and a channel in the test's hands."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Any

import structlog

from bot.delivery import Delivery
from bot.outgoing import REPLY, Call, Content, Message, payload
from bot.undelivered import ChannelError
from storage.database import Database
from storage.outbox import OutboxRow
from storage.transaction import Transaction

START = 1_795_000_000.0


@dataclass
class Clock:
    """A clock that moves when it is told to."""

    now: float = START

    def __call__(self) -> float:
        return self.now


@dataclass
class Recorder:
    """A channel that remembers, and fails as told: `failures[chat]` are raised one after the other."""

    clock: Clock
    calls: list[tuple[float, Call]] = field(default_factory=list)
    failures: dict[int, list[ChannelError]] = field(default_factory=lambda: defaultdict(list))
    when_called: Callable[[Call], None] | None = None

    async def deliver(self, call: Call) -> int | None:
        await asyncio.sleep(0)
        if self.when_called:
            self.when_called(call)
        if self.failures[call.chat_id]:
            raise self.failures[call.chat_id].pop(0)
        self.calls.append((self.clock.now, call))
        return len(self.calls) + 1000

    def texts(self, chat_id: int | None = None) -> list[str]:
        return [
            call.content.text
            for _, call in self.calls
            if isinstance(call.content, Message) and chat_id in (None, call.chat_id)
        ]


@dataclass
class Stand:
    """Everything a test of delivery needs."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    household: int = 42
    group: int = -100

    def __post_init__(self) -> None:
        self.channel = Recorder(self.clock)
        self.delivery = self.fresh()

    def fresh(self) -> Delivery:
        """A delivery that remembers nothing, as after a start."""
        return Delivery(self.database, self.channel, self.clock, structlog.get_logger(), chance=lambda: 0.5)

    def put(self, chat_id: int, content: Content | str, priority: int = REPLY, **options: Any) -> int:
        """A row in the outbox."""
        said = Message(content) if isinstance(content, str) else content
        row = OutboxRow(chat_id, said.kind, payload(said), priority, **options)
        return self.write(lambda tx: tx.outbox.add(row))

    def write(self, work: Callable[[Transaction], Any]) -> Any:
        return self.database.write(work).result(10)

    def drain(self) -> int:
        """Sends what may go now."""
        return asyncio.run(self.delivery.drain())

    def settle(self, seconds: float = 3600.0) -> None:
        """Lets the clock run, from one moment at which something may go to the next, until nothing waits."""
        asyncio.run(self.flow(seconds))

    async def flow(self, seconds: float) -> None:
        """The same, inside a running loop."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            await self.delivery.drain()
            if not self.waiting():
                return
            moment = self.delivery.next_moment()
            self.clock.now = max(self.clock.now + 0.001, moment if moment < inf else self.clock.now + 1)

    def waiting(self) -> int:
        """How many rows are neither sent nor given up."""
        return len(self.database.read(lambda tx: tx.outbox.due(self.clock.now + 1e9, 1)))

    def state(self, id: int) -> str:
        row = self.database.read(lambda tx: tx.outbox.get(id))
        return row.state if row else "gone"

    def events(self) -> list[dict[str, Any]]:
        """What delivery has brought back in by the inbox."""
        rows = self.database.read(lambda tx: tx.inbox.next_batch(self.clock.now, 1000))
        return [json.loads(row.raw) for row in rows if row.source == "delivery"]
