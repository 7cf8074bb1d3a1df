"""The composition root: settings become a house that is opened and closed. The only reader of the clock."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import library as shelves
from bot.delivery import Delivery
from bot.errors import HouseError
from bot.incoming import Incoming
from bot.library import Library
from bot.outgoing import Channel
from bot.service import Service
from bot.service.offers import EVERYWHERE
from bot.service.world import BOT_NAME
from bot.settings import Settings
from bot.telegram.updates import read as read_update
from bot.texts import texts
from intents.errors import ContentError as PhrasesError
from knowledge import loader
from knowledge.errors import ContentError
from knowledge.loader import Knowledge
from storage.crypto import Keyring
from storage.database import Database
from storage.errors import StorageError
from storage.inbox import Arrival
from storage.transaction import Transaction

PARIS = ZoneInfo("Europe/Paris")
SAY = texts("app.toml")
TIMERS_AT_ONCE = 100
SWITCH_SECONDS = 0.0005


def now() -> float:
    """Seconds UTC. Everything else is told what time it is."""
    return time.time()


def local(moment: float) -> datetime:
    """That moment in Paris."""
    return datetime.fromtimestamp(moment, PARIS)


def today() -> date:
    """Today in Paris."""
    return local(now()).date()


class Shelf:
    """The library in use. A reload swaps it whole; where the new content is faulty, the old one stays."""

    def __init__(self, log: Any, examples: bool) -> None:
        self._log = log
        self._examples = examples
        self._library = self._loaded()

    def __call__(self) -> Library:
        return self._library

    def reload(self) -> bool:
        """Read all content again; False, and the old library kept, when any of it is faulty."""
        try:
            self._library = self._loaded()
        except (ContentError, PhrasesError) as error:
            self._log.error("content.refused", count=len(error.problems))
            return False
        self._log.info("content.loaded", version=self._library.version)
        return True

    def _loaded(self) -> Library:
        """All content; a real household is never sent to a permanence that was invented as an example."""
        library = load_library()
        if self._examples:
            return library
        everywhere = library.knowledge.permanences
        real = {name: permanence for name, permanence in everywhere.items() if not permanence.exemple}
        if len(real) < len(everywhere):
            self._log.warning("permanences.examples_ignored", count=len(everywhere) - len(real))
        return replace(library, knowledge=replace(library.knowledge, permanences=real))


@dataclass
class Reader:
    """Reads updates for the bot of this name; without a name, commands to any bot are taken for ours."""

    bot_name: str | None = None

    def __call__(self, raw: bytes) -> Incoming:
        return read_update(raw, self.bot_name)


@dataclass(frozen=True)
class House:
    """What lives on one data folder: the database, the content, and the service between them."""

    settings: Settings
    clock: Callable[[], float]
    log: Any
    database: Database
    shelf: Shelf
    reader: Reader
    service: Service

    def keep(self, arrivals: Sequence[Arrival]) -> "Future[list[bool]]":
        """Store what has come in; the future is done once it is on the disk. False: it was already there."""
        return self.database.write(lambda store: store.inbox.add_many(arrivals))

    def remember_name(self, name: str) -> "Future[None]":
        """Remember the bot's username, so that links lead to it."""
        at = self.clock()
        return self.database.write(lambda store: store.marks.set(BOT_NAME, name, at))

    def ring(self) -> int:
        """Move the timers that are due into the inbox, each once; returns how many."""
        at = self.clock()
        return self.database.write(lambda store: _ring(store, at)).result()

    def look_at_places(self) -> None:
        """Have the places of every permanence looked at again: hours and capacities may have changed."""
        at = self.clock()
        self.database.write(
            lambda store: store.timers.set(EVERYWHERE, None, None, at, {}, EVERYWHERE)
        ).result()

    def purge(self) -> int:
        """Erase what is past its time; returns how many rows."""
        at = self.clock()
        return sum(self.database.write(lambda store: store.retention.purge(at)).result().removed.values())

    def delivery(self, channel: Channel) -> Delivery:
        """What carries the outbox to this channel."""
        return Delivery(self.database, channel, self.clock, self.log)


def load_library() -> Library:
    """Content, understanding and phrases. Raises ContentError with every problem at once."""
    return shelves.load()


def load_knowledge(root: Path | None = None) -> Knowledge:
    """Law, aid and permanences alone, the shipped ones or those of another folder."""
    return loader.load(root)


def keyring(settings: Settings) -> Keyring:
    """The keys given as text, or those of the key file, which is made at the first start."""
    if settings.keys is not None:
        return Keyring.from_text(settings.keys.get_secret_value())
    return Keyring.from_file(settings.encryption_key_file)


@contextmanager
def open_database(settings: Settings, *, beside: bool = False, durable: bool = True) -> Iterator[Database]:
    """The database of the data folder, closed at the end. Raises HouseError where it cannot be used.

    `beside` is for a chore while the bot may be running; a folder without a database is then an error.
    """
    if beside and not settings.database_file.exists():
        raise HouseError(SAY("no_data", data=settings.data))
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = Database(settings.database_file, keyring(settings), durable=durable, beside=beside)
    except (StorageError, OSError) as error:
        raise HouseError(storage_sentence(error, settings.data)) from error
    try:
        yield database
    finally:
        database.close()


@contextmanager
def open_house(
    settings: Settings,
    clock: Callable[[], float],
    log: Any,
    *,
    burst: float | None = None,
    examples: bool | None = None,
    durable: bool = True,
) -> Iterator[House]:
    """Everything on one data folder. Raises ContentError, or HouseError where the folder cannot be used.

    `burst` (seconds) and `examples` replace the settings: the terminal answers each line at once, and may use
    the permanences of the examples.
    """
    # The writer gives the interpreter back at every SQL statement; beside threads that compute, it would wait
    # 5 ms each time to have it again. Measured: four times as many turns a second.
    sys.setswitchinterval(SWITCH_SECONDS)
    shelf = Shelf(log, settings.allow_examples if examples is None else examples)
    window = settings.burst if burst is None else burst
    with open_database(settings, durable=durable) as database:
        reader = Reader()
        service = Service(database, shelf, reader, clock, PARIS, log, burst_seconds=window)
        yield House(settings, clock, log, database, shelf, reader, service)


def storage_sentence(error: Exception, data: Path) -> str:
    """What a failure of the store means, for the person who runs the bot."""
    key = f"storage.{type(error).__name__}"
    return SAY(key if key in SAY else "storage.other", data=data, detail=error)


def _ring(store: Transaction, at: float) -> int:
    due = store.timers.due(at, TIMERS_AT_ONCE)
    for timer in due:
        told = {"kind": timer.kind, "chat_id": timer.chat_id, "case": timer.case, "data": timer.data}
        store.inbox.add("clock", f"timer:{timer.id}", timer.chat_id, json.dumps(told).encode(), at)
        store.timers.fired(timer.id)
    return len(due)
