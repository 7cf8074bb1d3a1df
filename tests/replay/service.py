"""A transcript against service, delivery and a database file, through a messenger; both sides are there."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import PARIS, House, Reader, local
from bot.console.screen import labels
from bot.console.updates import Person
from bot.console.world import Event, Notice, Posted
from bot.delivery import Delivery
from bot.jobs import Jobs, print_sheet
from bot.library import Library
from bot.logs import silent_logs
from bot.markup import plain
from bot.refs import PROMPT
from bot.service import Service
from bot.service.papers import PRINT
from bot.settings import Settings
from bot.telegram.updates import chat_of, read
from storage.crypto import Keyring
from storage.database import Database
from storage.inbox import Arrival
from tests.replay import cast
from tests.replay.cast import HOUSEHOLD
from tests.replay.messengers import Messenger
from tests.replay.pure import DAY, changed, shown, steps_of
from tests.replay.setting import Setting, set_free, write_down
from tests.transcript import CODE, Line, Step, Transcript, seconds

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
BREATH = 1.0
GENERAL = "(general) "


@dataclass
class Clock:
    """A clock that moves when it is told to."""

    at: float

    def __call__(self) -> float:
        return self.at


class Served:
    """Both sides of a conversation. `meet` makes the messenger, from the clock and the people."""

    def __init__(
        self,
        transcript: Transcript,
        setting: Setting,
        folder: Path,
        meet: Callable[[Clock, list[Person]], Messenger],
        clock: Clock | None = None,
        log: Any = None,
    ) -> None:
        library, self.setting = setting.library, setting
        self.clock = clock or Clock(transcript.clock.timestamp())
        self.runner = asyncio.Runner()
        keys, chance = Keyring.from_text(KEY), random.Random(7)
        self.database = Database(folder / "talk.db", keys, durable=False, chance=chance)
        log = log or silent_logs()
        service = Service(self.database, lambda: library, read, self.clock, PARIS, log, burst_seconds=BREATH)
        self.house = House(Settings(), self.clock, log, self.database, lambda: library, Reader(), service)
        self._tie(library)
        self.messenger = meet(self.clock, self.cast.everyone())
        self.threads: dict[int, list[int]] = {}
        """The topics that stand in each group, the newest last."""
        self.code = ""
        """The newest one-time code that somebody was shown."""
        self.paper = ""
        """The code on the newest page that was printed."""
        self.delivery = Delivery(self.database, self.messenger.channel, self.clock, log)

    def _tie(self, library: Library) -> None:
        permanence = self.setting.permanence
        title = library.knowledge.permanences[permanence].nom
        self.cast = cast.of(self.setting.told, permanence, title)

        def work(store):
            cast.write_down(store, self.cast, permanence, self.clock())
            write_down(store, self.setting, self.clock())

        self.database.write(work).result()

    def close(self) -> None:
        """Let go of the messenger and the database."""
        with self.runner:
            self.runner.run(self.messenger.close())
        self.database.close()

    def play(self, step: Step) -> list[Line]:
        """What the step leads to, on both sides."""
        before = self._remembered()
        if step.actions[0].mark == "@":
            self._wait(seconds(step.actions[0].text))
        else:
            for action in step.actions:
                self._act(action)
                self._take_in()
            self.clock.at += BREATH
            self.runner.run(self._settle())
        told = self.cast.in_order([self._line(event) for event in self.messenger.events()])
        return told + changed(before, self._remembered(), local(self.clock()))

    def _wait(self, length: int) -> None:
        for step in steps_of(length):
            self.clock.at += step
            self.runner.run(self._settle())

    async def _settle(self) -> None:
        """Work and deliver until nothing is left, letting the clock reach what the pace holds back."""
        while True:
            moved = self.house.ring() + await self.house.service.drain()
            moved += await Jobs(self.house, {PRINT: self._print}).drain() + await self.delivery.drain()
            held = self.delivery.next_moment()
            if not moved and held > self.clock() + DAY:
                return
            if not moved:
                self.clock.at = max(held, self.clock.at + 0.01)

    async def _print(self, job):
        """Print as the house does; whoever holds the page can read its code."""
        corner = job["sheet"]["corner"]
        self.paper = corner["address"].removeprefix("/start ") if corner else self.paper
        return await print_sheet(job)

    def _take_in(self) -> None:
        arrivals = [
            Arrival("telegram", f"update:{raw!r}", chat_of(raw), raw, self.clock())
            for raw in self.messenger.updates()
        ]
        self.house.keep(arrivals).result()

    def _act(self, action: Line) -> None:
        who, text = self.cast.actor(action), action.text
        general = text.startswith(GENERAL)
        text = text.removeprefix(GENERAL)
        thread = self._thread(who.chat_id) if who.group is not None and not general else None
        if text.startswith("["):
            self._press(who, thread, text)
        elif text.startswith("("):
            self._special(who, thread, text)
        else:
            answers = not text.startswith("/") and (who.group is not None or self._asked(who.chat_id))
            self.messenger.text(who, text, thread, self._newest(who.chat_id, thread) if answers else None)

    def _asked(self, chat_id: int) -> bool:
        """Whether the newest message of a private chat waits for a reply: messengers open one."""
        newest = self._newest(chat_id, None)
        row = self.database.read(lambda store: store.outbox.of_message(chat_id, newest or 0))
        return row is not None and (row.ref or "").startswith(PROMPT)

    def _special(self, who: Person, thread: int | None, text: str) -> None:
        name, _, rest = text[1:].partition(")")
        words = rest.strip()
        said: dict[str, tuple[str, int | None]] = {
            "repond": (words, self._newest(who.chat_id, thread)),
            "note": (words, None),
            "lien": (f"/start {self.code}", None),
            "papier": (f"/start {self.paper}", None),
            "retire": ("/retirer", self.messenger.sent),
        }
        if name in said:
            written, reply_to = said[name]
            self.messenger.text(who, written, thread, reply_to)
        elif name == "modifie":
            self.messenger.edit(who, words, thread)
        elif name == "libere":
            place = self.setting.permanence
            self.database.write(lambda store: set_free(store, place, words, self.clock())).result()
        elif name == "bloque":
            self.messenger.block(who)
        else:
            self.messenger.thing(who, name)

    def _press(self, who: Person, thread: int | None, text: str) -> None:
        label = text.strip("[]")
        posts = self._pressable(who.chat_id, thread)
        for post in posts if text.startswith("[[") else posts[:1]:
            if label in labels(post):
                place = labels(post).index(label)
                if post.asks_phone and place == 0:
                    self.messenger.thing(who, "contact")
                elif post.asks_phone:
                    self.messenger.text(who, label, thread, None)
                else:
                    self.messenger.press(who, post, post.buttons[place])
                return
        raise AssertionError(f"no button {text} among {[labels(post) for post in posts]}")

    def _pressable(self, chat_id: int, thread: int | None) -> list[Posted]:
        with_buttons = [post for post in self._posts(chat_id, thread) if post.buttons or post.asks_phone]
        return sorted(with_buttons, key=lambda post: post.message_id, reverse=True)

    def _thread(self, chat_id: int) -> int | None:
        return next(reversed(self.threads.get(chat_id, [])), None)

    def _newest(self, chat_id: int, thread: int | None) -> int | None:
        return max((post.message_id for post in self._posts(chat_id, thread)), default=None)

    def _posts(self, chat_id: int, thread: int | None) -> list[Posted]:
        place = (chat_id, thread)
        return [post for post in self.messenger.posts() if (post.chat_id, post.thread_id) == place]

    def _remembered(self) -> list[tuple[str, datetime]]:
        timers = self.database.read(lambda store: store.timers.of_chat(HOUSEHOLD))
        return [(timer.kind, local(timer.due_at)) for timer in timers if timer.case is None]

    def _line(self, event: Event) -> Line:
        mark, who = self.cast.place(event.chat_id)
        if isinstance(event, Notice):
            self._follow_topics(event)
            return Line(mark, f"({event.kind}) {event.words}".strip(), who=who)
        edited = "(modifié) " if event.edited else ""
        text = plain(event.text)
        self.code = next(reversed(CODE.findall(text)), self.code)
        return shown(mark, edited + CODE.sub("XXXX-XXXX-XXXX-XXXX", text), labels(event), who)

    def _follow_topics(self, event: Notice) -> None:
        threads = self.threads.setdefault(event.chat_id, [])
        if event.kind == "topic" and event.thread_id is not None:
            threads.append(event.thread_id)
        elif event.kind == "topic_deleted" and event.thread_id in threads:
            threads.remove(event.thread_id)
