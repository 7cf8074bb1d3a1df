"""Composes the conversation in the terminal: a house on a data folder, with the console as its channel."""

import asyncio
import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.app import House, local, now, open_house
from bot.console.people import People
from bot.console.record import Record
from bot.console.screen import SAY, Screen
from bot.console.talk import Talk
from bot.console.updates import Person, Scribe
from bot.console.world import World
from bot.delivery import Delivery
from bot.jobs import Jobs
from bot.logs import silent_logs
from bot.settings import Settings
from bot.telegram.updates import chat_of
from storage.inbox import Arrival

# Ids no real chat has: users of Telegram are below 2**40, its supergroups begin with -100.
LONGEST_PAUSE = 600.0
FILES = "fichiers"
"""The folder of the data folder where files sent in the terminal are put."""
HOUSEHOLD, STAFF, GROUP = 2**41 + 1, 2**41 + 2, -100_000_000_000_001


@dataclass
class Clock:
    """The real time, or a frozen one, that can be moved forward."""

    frozen_at: float | None = None
    ahead: float = 0.0

    def __call__(self) -> float:
        return (now() if self.frozen_at is None else self.frozen_at) + self.ahead


@dataclass
class Motor:
    """The console's engine: one update in, then work, deliver and ring until nothing is left to do."""

    house: House
    delivery: Delivery
    clock: Clock
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def feed(self, raw: bytes) -> None:
        """Store a raw update as ingest does, and carry what follows to the channel."""
        key = f"{json.loads(raw)['update_id']}:{hashlib.sha256(raw).hexdigest()}"
        self.house.keep([Arrival("telegram", key, chat_of(raw), raw, self.clock())]).result()
        self.settle()

    def advance(self, seconds: float) -> datetime:
        """Let time pass day by day, so that what falls due comes in its order; returns the new local time."""
        left = seconds
        while left > 0:
            step = min(left, 86_400.0)
            self.clock.ahead += step
            left -= step
            self.settle()
        return local(self.clock())

    def settle(self) -> None:
        """Work until nothing is left to do now."""
        self.runner.run(self._settle())

    async def _settle(self) -> None:
        while True:
            moved = self.house.ring() + await self.house.service.drain() + await Jobs(self.house).drain()
            moved += await self.delivery.drain()
            # Telegram's pace holds messages back for seconds; here the clock goes there at once.
            held = self.delivery.next_moment() - self.clock()
            if not moved and held > LONGEST_PAUSE:
                return
            if not moved:
                self.clock.ahead += max(held, 0.01)


def converse(settings: Settings, greeting: str, *, language: str = "fr", record: Path | None = None) -> None:
    """Hold the conversation on this data folder until the person leaves. Raises as `open_house` does."""
    # A recorded conversation must give the same dates when it is replayed: its clock stands still.
    clock = Clock(frozen_at=now() // 60 * 60 if record else None)
    with open_house(settings, clock, silent_logs(), burst=0, examples=True) as house:
        talk, motor = _seat(house, clock, language, Record(record))
        with motor.runner:
            talk.screen.line(greeting, style="")
            talk.record.start(SAY("record.title"), local(clock()))
            motor.settle()
            talk.run(_lines(talk))
            talk.screen.line(SAY("intro.bye"))


def fresh(folder: Path) -> None:
    """Empty a demonstration's folder. Only a folder the demonstration made is emptied."""
    if (folder / _MARK).exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / _MARK).touch()


_MARK = "demonstration"


def _seat(house: House, clock: Clock, language: str, record: Record) -> tuple[Talk, Motor]:
    """Seat the person at the keyboard on both sides, and tie the group to a permanence."""
    permanence, title = _permanence(house)
    scribe = Scribe(clock, first=int(now() * 10))
    seen: list[Callable[[Any], None]] = []
    world = World(scribe.next_id, lambda event: seen[0](event), save=partial(_save, house.settings.data))
    screen = Screen(_write, _columns(), _in_colour(), GROUP, lambda thread: world.topics.get(thread or 0, ""))
    motor = Motor(house, house.delivery(world), clock)
    household = Person(HOUSEHOLD, SAY("name.household"), HOUSEHOLD, language)
    staff = Person(STAFF, SAY("name.staff"), GROUP, group=title)
    screen.names[STAFF] = SAY("name.staff")
    talk = Talk(People(household, staff), scribe, world, screen, motor, record, echo=not sys.stdin.isatty())
    seen.append(talk.seen)
    if permanence is not None:
        house.database.write(lambda store: _tie(store, permanence, title, clock())).result()
    return talk, motor


def _save(data: Path, name: str, body: bytes) -> str:
    """Put a file that the bot sent beside the data, for its owner alone; where it is."""
    folder = data / FILES
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / Path(name).name
    file.write_bytes(body)
    file.chmod(0o600)
    return str(file)


def _permanence(house: House) -> tuple[str | None, str]:
    """The permanence whose group is shown: the first of the content; without one, there is no group."""
    permanences = house.shelf().knowledge.permanences
    first = next(iter(sorted(permanences)), None)
    return first, permanences[first].nom if first else ""


def _tie(store: Any, permanence: str, title: str, at: float) -> None:
    if store.groups.by_permanence(permanence) is None:
        store.groups.tie(GROUP, permanence, title, at)
    store.members.add(STAFF, "coordinator", permanence, SAY("name.staff"), at)


def _lines(talk: Talk) -> Iterator[str]:
    """What is typed, with a prompt that says which side speaks; or what comes through a pipe."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    import readline  # noqa: F401  (gives input() a history and the arrow keys)

    while True:
        try:
            yield input(talk.people.prompt(talk.side))
        except EOFError:
            return


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _columns() -> int:
    return shutil.get_terminal_size((88, 24)).columns


def _in_colour() -> bool:
    return sys.stdout.isatty()
