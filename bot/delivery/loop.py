"""The loop: what is due and may go now, leaves; what comes of it is written down."""

import asyncio
import random
from collections.abc import Callable
from math import inf
from typing import Any, TypeVar

from structlog.typing import FilteringBoundLogger

from bot.delivery.failure import settlement
from bot.delivery.flight import Flight, Misaddressed, TooEarly, prepare, worth_a_double
from bot.delivery.outcome import Settlement, sent, tell
from bot.delivery.pace import Pace
from bot.outgoing import HUMAN, Channel
from bot.undelivered import ChannelError, Lost, Refused, RetryAfter
from storage.database import Database
from storage.errors import StorageError, Unknown
from storage.outbox import OutboxRow
from storage.transaction import Transaction

T = TypeVar("T")

# Calls under way. Eight keep 25 a second at 0.3 s each; more would only be sent twice after a crash.
_AT_ONCE = 8
_IDLE_SECONDS = 0.2
_CLOSING_SECONDS = 5.0
_TOO_EARLY_SECONDS = 1.0
_EXPIRY_SECONDS = 10.0
_COMPLAINT_SECONDS = 60.0


class Delivery:
    """Sends what the outbox holds. One instance for a database.

    `clock` gives seconds UTC, `chance` numbers in [0, 1); the loop itself never reads a clock.
    """

    def __init__(
        self,
        database: Database,
        channel: Channel,
        clock: Callable[[], float],
        log: FilteringBoundLogger,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._database, self._channel = database, channel
        self._clock, self._log, self._chance = clock, log, chance
        self._pace = Pace()
        self._under_way: dict[int, asyncio.Task[None]] = {}  # by chat: order within a chat is strict
        self._continuing: dict[int, Flight] = {}  # by chat: long texts between two of their parts
        self._arrived: dict[int, int] = {}  # by row: parts of a long text that have arrived before a retry
        self._losses: dict[int, int] = {}  # by row: tries whose answer never came
        self._retries: dict[int, float] = {}  # by row: moment of the next try
        self._unwritten: list[Settlement] = []  # outcomes that the disk has refused so far
        self._blocked_until = inf
        self._expire_at = 0.0
        self._silent_until = 0.0
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Says that the outbox has something new, to go at once. To be called in the loop's thread."""
        self._nudged.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Sends until `stop`, then what is due for a few seconds more; the rest stays in the outbox."""
        await self.recover()
        stopping = asyncio.ensure_future(stop.wait())
        while not stop.is_set():
            await self._launch()
            await self._rest(stopping)
        try:
            async with asyncio.timeout(_CLOSING_SECONDS):
                await self.drain()
        except TimeoutError:
            self._log.warning("delivery.left_behind", count=len(self._under_way))

    async def recover(self) -> None:
        """At start: rows leaving when the process died go again where a double is better than a loss."""
        now = self._clock()
        resent, unknown = await self._write(lambda tx: tx.outbox.requeue_after_crash(now, worth_a_double))
        if resent or unknown:
            self._log.warning("delivery.recovered", count=len(resent) + len(unknown))

    async def drain(self) -> int:
        """Sends all that may go now and waits for what is under way; returns how many rows were worked."""
        worked = 0
        while (launched := await self._launch()) or self._under_way:
            worked += launched
            while self._under_way:
                await asyncio.wait(list(self._under_way.values()))
        return worked

    def next_moment(self) -> float:
        """The earliest known moment at which something held back may go; infinity when nothing is."""
        return min(self._blocked_until, *self._retries.values(), inf)

    async def _rest(self, stopping: asyncio.Future[Any]) -> None:
        """Waits for an answer, a nudge, the next moment or the stop; never long: time makes rows due."""
        pause = min(_IDLE_SECONDS, max(0.0, self.next_moment() - self._clock()))
        nudged = asyncio.ensure_future(self._nudged.wait())
        waiting: set[asyncio.Future[Any]] = {stopping, nudged, *self._under_way.values()}
        await asyncio.wait(waiting, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
        nudged.cancel()
        self._nudged.clear()

    async def _launch(self) -> int:
        """Starts every call that may go now; returns how many rows were worked, those put off included."""
        now = self._clock()
        self._blocked_until = inf
        self._retries = {row: moment for row, moment in self._retries.items() if moment > now}
        self._pace.forget_idle(now)
        try:
            await self._rewrite()
            going_on = [flight for flight in self._continuing.values() if self._may_go(flight.row, now)]
            chosen = self._chosen(now, _AT_ONCE - len(self._under_way) - len(going_on))
            flights = going_on + await self._taken(chosen, now)
        except StorageError as error:
            # Nothing leaves while the disk refuses: what is not written down would be sent again and again.
            self._complain(error, now)
            return 0
        for flight in flights:
            self._continuing.pop(flight.row.chat_id, None)
            self._under_way[flight.row.chat_id] = asyncio.create_task(self._fly(flight))
        return len(going_on) + len(chosen)

    def _chosen(self, now: float, places: int) -> list[OutboxRow]:
        """The due rows that the pace lets go, most urgent first, one a chat."""
        busy = self._under_way.keys() | self._continuing.keys()
        chosen: list[OutboxRow] = []
        while len(chosen) < places and self._pace.open_at(now) <= now:
            rows = self._due(now, places - len(chosen), busy)
            if not rows:
                break
            busy |= {row.chat_id for row in rows}
            chosen += [row for row in rows if self._may_go(row, now)]
        if (opening := self._pace.open_at(now)) > now:
            self._blocked_until = min(self._blocked_until, opening)
        return chosen

    def _due(self, now: float, limit: int, busy: set[int]) -> list[OutboxRow]:
        return self._database.read(lambda tx: tx.outbox.due(now, limit, busy))

    def _may_go(self, row: OutboxRow, now: float) -> bool:
        """Takes a place in the chat's windows, or notes when there will be one."""
        moment = self._pace.ready_at(row.chat_id, row.kind, row.priority <= HUMAN, now)
        if moment > now:
            self._blocked_until = min(self._blocked_until, moment)
            return False
        self._pace.take(row.chat_id, row.kind, now)
        return True

    async def _taken(self, rows: list[OutboxRow], now: float) -> list[Flight]:
        """Marks `rows` as leaving and completes them; expired ones are given up on the way."""
        if not rows and now < self._expire_at:
            return []
        self._expire_at = now + _EXPIRY_SECONDS

        def work(tx: Transaction) -> list[Flight]:
            tell(tx, "dead", tx.outbox.expire(now), "expired", now)
            return [flight for row in rows if (flight := self._leaving(tx, row, now))]

        flights = await self._write(work)
        for flight in flights:
            flight.position = self._arrived.get(flight.row.id, 0)
        return flights

    def _leaving(self, tx: Transaction, row: OutboxRow, now: float) -> Flight | None:
        current = tx.outbox.get(row.id)
        if current is None or current.state != "pending":
            return None  # erased or expired since it was chosen
        try:
            flight = prepare(tx, row)
        except TooEarly:
            tx.outbox.retry(row.id, now + _TOO_EARLY_SECONDS, "waits for another message")
            return None
        except Misaddressed as error:
            tell(tx, "dead", tx.outbox.dead(row.id, str(error), now), str(error), now)
            return None
        tx.outbox.sending(row.id)
        return flight

    async def _fly(self, flight: Flight) -> None:
        """Makes one call and writes down what came of it."""
        row = flight.row
        try:
            done = await self._tried(flight)
            if done is not None:
                await self._record(done)
        except StorageError as error:
            self._complain(error, self._clock())
        finally:
            del self._under_way[row.chat_id]

    async def _tried(self, flight: Flight) -> Settlement | None:
        """What to write down after one call, or None when the text goes on in another part."""
        row = flight.row
        try:
            flight.result = await self._channel.deliver(flight.call)
        except ChannelError as error:
            return self._failed(flight, error)
        except Exception as error:  # a fault of the channel's own; the row must not stay on its way for ever
            self._log.error("delivery.broken_channel", kind=row.kind, row=row.id, exc_info=error)
            return self._failed(flight, Refused(f"fault in the channel: {type(error).__name__}"))
        flight.position += 1
        if not flight.arrived:
            self._continuing[row.chat_id] = flight
            return None
        self._forget(row)
        return sent(flight, self._clock())

    def _failed(self, flight: Flight, error: ChannelError) -> Settlement:
        row, now = flight.row, self._clock()
        self._losses[row.id] = self._losses.get(row.id, 0) + isinstance(error, Lost)
        if isinstance(error, RetryAfter):
            self._pace.pause(row.chat_id, now + error.seconds)
        settled = settlement(row, error, self._losses[row.id], now, self._chance)
        if settled.moment is None:
            self._forget(row)
        else:
            self._arrived[row.id], self._retries[row.id] = flight.position, settled.moment
        self._log.warning("delivery.failed", kind=row.kind, row=row.id, error=type(error).__name__)
        return settled

    def _complain(self, error: StorageError, now: float) -> None:
        # Once a minute: a full disk must not be filled further by saying so.
        if now >= self._silent_until:
            self._silent_until = now + _COMPLAINT_SECONDS
            self._log.error("delivery.not_written", error=type(error).__name__)

    def _forget(self, row: OutboxRow) -> None:
        for notes in (self._arrived, self._losses, self._retries):
            notes.pop(row.id, None)

    async def _rewrite(self) -> None:
        """Writes down what the disk has refused before. Raises `StorageError` when it still does."""
        while self._unwritten:
            await self._record(self._unwritten.pop())

    async def _record(self, done: Settlement) -> None:
        try:
            await self._write(done.work)
        except Unknown:
            self._log.info("delivery.erased_meanwhile")
        except StorageError:
            self._unwritten.append(done)
            raise

    async def _write(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.wrap_future(self._database.write(work))
