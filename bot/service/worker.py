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
from bot.service import batches, group, household, outcomes
from bot.service.batches import Heard
from bot.service.world import World, local
from storage.database import Database
from storage.errors import Closed, StorageFailure
from storage.inbox import InboxRow
from storage.transaction import Transaction

BATCH = 100
IDLE_SECONDS = 0.05
RETRY_SECONDS = 2.0
AT_ONCE = 16
SILENT = frozenset({"bot", "other_bot", "service"})


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
        world = World(tx, self._library(), local(self._clock(), self._zone))
        understood = _dispatch(world, turn, said)
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
        world = World(tx, self._library(), local(self._clock(), self._zone))
        incoming = turn[0].incoming
        if incoming is not None and incoming.chat_id is not None and incoming.private:
            session = household.load(world, incoming.chat_id)
            world.send(incoming.chat_id, Message(world.library.voice(session.language).say("broken")), REPLY)
        for one in turn:
            tx.inbox.dead(one.row.id, f"{type(error).__name__}: {error}")
        tx.audit.add("service", "turn_failed", turn[0].row.chat_id, {}, world.at)


def _dispatch(world: World, turn: list[Heard], said: Said | None) -> str:
    """Who this turn is for."""
    first = turn[0]
    incoming = first.incoming
    if incoming is None:
        return outcomes.take(world, first.row)
    if incoming.kind in ("refused", "odd"):
        return _unreadable(world, incoming)
    if incoming.kind == "migrated":
        world.tx.groups.migrate(incoming.chat_id or 0, incoming.new_chat_id or 0)
        return "groupe migré"
    if incoming.kind == "member":
        return _membership(world, incoming)
    if not incoming.private:
        return group.take(world, incoming)
    if incoming.command == "start" and incoming.argument:
        return _invited(world, incoming)
    heard = [one.incoming for one in turn if one.incoming is not None]
    return household.take(world, heard, said)


def _unreadable(world: World, incoming: Incoming) -> str:
    """A kind word where a person may be behind it; never an answer to a robot, which would answer back."""
    if incoming.private and incoming.chat_id is not None and incoming.reason not in SILENT:
        key = "refused" if incoming.kind == "refused" else "unreadable"
        world.send(incoming.chat_id, Message(world.staff_voice.say(key)), REPLY)
    world.tx.statistics.count(incoming.kind, world.now.date())
    return f"{incoming.kind} {incoming.reason or ''}"


def _membership(world: World, incoming: Incoming) -> str:
    if incoming.private and incoming.membership and incoming.membership[1] == "kicked":
        told = {"event": "unreachable", "chat_id": incoming.chat_id}
        return outcomes.unreachable(world, told)
    if not incoming.private and incoming.reason == "bot" and incoming.chat_id is not None:
        world.tx.jobs.add("inspect_group", {"chat_id": incoming.chat_id}, world.at)
    return "membre"


def _invited(world: World, incoming: Incoming) -> str:
    """`/start CODE`: a one-time invitation of staff; without one it is a household's first word."""
    assert incoming.chat_id is not None
    granted = world.tx.codes.redeem("staff", incoming.argument.strip(), incoming.user_id or 0, world.at)
    if granted is None:
        world.send(incoming.chat_id, Message(world.staff_voice.say("member.bad_code")), REPLY)
        world.tx.audit.add(incoming.user_id or 0, "bad_code", "staff", {}, world.at)
        return "code refusé"
    permanence = granted["permanence"]
    if permanence not in world.library.knowledge.permanences:
        world.send(incoming.chat_id, Message(world.staff_voice.say("group.unknown_permanence")), REPLY)
        return "permanence inconnue"
    role = granted.get("role", "staff")
    world.tx.members.add(incoming.user_id or 0, role, permanence, incoming.user_name, world.at)
    world.tx.audit.add(incoming.user_id or 0, "join", permanence, {"role": role}, world.at)
    name = world.library.knowledge.permanences[permanence].nom
    world.send(incoming.chat_id, Message(world.staff_voice.say("member.welcome", name=name)), REPLY)
    return "membre inscrit"
