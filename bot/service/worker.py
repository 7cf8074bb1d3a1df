"""The worker: takes the inbox in order, understands in threads, works each turn in one transaction."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import tzinfo
from functools import partial
from itertools import groupby
from typing import Any

from bot.dialogue import session as sessions
from bot.dialogue.events import Said
from bot.dialogue.hearing import hear
from bot.dialogue.session import Session
from bot.incoming import Incoming
from bot.library import Library
from bot.outgoing import REPLY, Message
from bot.service import batches, household
from bot.service.batches import Heard
from bot.service.dispatch import dispatch
from bot.service.world import enter, local
from storage.database import Database
from storage.errors import Closed, StorageFailure
from storage.inbox import InboxRow
from storage.transaction import Transaction

BATCH = 100
IDLE_SECONDS = 0.05
RETRY_SECONDS = 2.0
AT_ONCE = 16


class Service:
    """Works the inbox. Nothing is answered that is not committed; nothing is lost that was received."""

    def __init__(
        self,
        database: Database,
        library: Callable[[], Library],
        read_update: Callable[[bytes], Incoming],
        clock: Callable[[], float],
        zone: tzinfo,
        log: Any,
        *,
        burst_seconds: float = 1.2,
    ) -> None:
        self._database = database
        self._library = library
        self._read_update = read_update
        self._clock = clock
        self._zone = zone
        self._log = log
        self._burst = burst_seconds
        self._busy: set[int | None] = set()
        self._resting: dict[int | None, float] = {}
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="understand")
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something was put in the inbox."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop; the turns in hand are finished first."""
        tasks: set[asyncio.Task[int]] = set()
        while not stop.is_set():
            tasks |= self._start()
            finished = {task for task in tasks if task.done()}
            for task in finished:
                task.result()
            tasks -= finished
            await self._pause()
        if tasks:
            await asyncio.gather(*tasks)

    async def _pause(self) -> None:
        self._wake.clear()
        try:
            await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)
        except TimeoutError:
            return

    async def drain(self) -> int:
        """Work everything that is ready at this moment; how many turns were made."""
        made = 0
        while tasks := self._start():
            made += sum(await asyncio.gather(*tasks))
        return made

    def _start(self) -> set[asyncio.Task[int]]:
        """Take chats that wait and are not in hand, each in a task of its own."""
        room = AT_ONCE - len(self._busy)
        if room <= 0:
            return set()
        now = self._clock()
        self._resting = {chat: until for chat, until in self._resting.items() if until > now}
        left_out = self._busy | self._resting.keys()
        rows = self._database.read(lambda tx: tx.inbox.next_batch(now, BATCH, left_out))
        chats = [(chat, list(of_chat)) for chat, of_chat in groupby(rows, key=lambda row: row.chat_id)]
        started = set()
        for chat, waiting in chats[:room]:
            turns = batches.turns(self._heard(waiting))
            if self._wait_for_more(chat, turns):
                continue
            self._busy.add(chat)
            started.add(asyncio.create_task(self._chat(chat, turns)))
        return started

    def _heard(self, rows: Sequence[InboxRow]) -> list[Heard]:
        return [
            Heard(row, None if row.source in batches.OUR_SOURCES else self._read_update(row.raw))
            for row in rows
        ]

    def _wait_for_more(self, chat: int | None, turns: list[list[Heard]]) -> bool:
        """Leave the last, perhaps unfinished, burst of a chat for later; True when nothing else is ready."""
        until = batches.still_writing(turns[-1], self._clock(), self._burst)
        if until is not None:
            turns.pop()
        return not turns

    async def _chat(self, chat: int | None, turns: list[list[Heard]]) -> int:
        try:
            for turn in turns:
                if not await self._turn(turn):
                    break
            return len(turns)
        finally:
            self._busy.discard(chat)
            self._wake.set()

    async def _turn(self, turn: list[Heard]) -> bool:
        """One turn; False when it could not be stored now, so that the chat's order is kept."""
        try:
            said = await self._understand(turn)
            work = partial(self._work, turn, said)
            understood = await asyncio.wrap_future(self._database.write(work))
        except (StorageFailure, Closed) as error:
            return self._later(turn, error)
        except Exception as error:  # a bug of ours must never be silence for a person
            return await self._failed(turn, error)
        self._log.info("turn", rows=len(turn), understood=understood.split(" ")[0] if understood else "")
        return True

    async def _understand(self, turn: list[Heard]) -> Said | None:
        """What a household said, read outside the transaction, in a thread."""
        incoming = turn[0].incoming
        parts = [one.incoming.text for one in turn if one.incoming is not None]
        if (
            incoming is None
            or not incoming.private
            or incoming.kind not in ("message", "edit")
            or not any(parts)
        ):
            return None
        session = self._session(incoming.chat_id)
        today = local(self._clock(), self._zone).date()
        read = partial(hear, parts, self._library(), today, session, amended=incoming.kind == "edit")
        return await asyncio.get_running_loop().run_in_executor(self._threads, read)

    def _session(self, chat_id: int | None) -> Session | None:
        stored = self._database.read(lambda tx: tx.sessions.load(chat_id)) if chat_id is not None else None
        return sessions.parse(stored) if stored else None

    def _work(self, turn: list[Heard], said: Said | None, tx: Transaction) -> str:
        world = enter(tx, self._library(), local(self._clock(), self._zone))
        understood = dispatch(world, turn, said)
        ids = [one.row.id for one in turn]
        for id in ids:
            tx.audit.add(turn[0].row.source, "turn", turn[0].row.chat_id, {"row": id}, world.at)
        tx.inbox.done(ids)
        return understood

    def _later(self, turn: list[Heard], error: Exception) -> bool:
        """The disk could not: the rows stay where they are, and their chat is tried again a little later."""
        self._log.error("turn_postponed", error=type(error).__name__, rows=len(turn))
        self._resting[turn[0].row.chat_id] = self._clock() + RETRY_SECONDS
        return False

    async def _failed(self, turn: list[Heard], error: Exception) -> bool:
        self._log.error("turn_failed", error=type(error).__name__, rows=len(turn), exc_info=error)
        try:
            await asyncio.wrap_future(self._database.write(partial(self._apologise, turn, error)))
        except (StorageFailure, Closed) as failure:
            return self._later(turn, failure)
        return True

    def _apologise(self, turn: list[Heard], error: Exception, tx: Transaction) -> None:
        """Say so, give a number, keep the open question, and leave the message for a person to read."""
        world = enter(tx, self._library(), local(self._clock(), self._zone))
        incoming = turn[0].incoming
        if incoming is not None and incoming.chat_id is not None and incoming.private:
            session = household.load(world, incoming.chat_id)
            world.send(incoming.chat_id, Message(world.library.voice(session.language).say("broken")), REPLY)
        for one in turn:
            tx.inbox.dead(one.row.id, f"{type(error).__name__}: {error}")
        tx.audit.add("service", "turn_failed", turn[0].row.chat_id, {}, world.at)
