"""Two of the three ways a transcript is replayed: the pure core, and the service with a database file."""

import asyncio
import random
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.app import PARIS, House, local
from bot.console.screen import labels
from bot.console.updates import Person, Scribe, message_id
from bot.console.world import Event, Notice, Posted, World
from bot.delivery import Delivery
from bot.dialogue.effects import REFERENCE, Forget, Refer, Remember
from bot.dialogue.events import Attached, Pressed, Rang
from bot.library import Library
from bot.logs import silent_logs
from bot.markup import plain
from bot.service import Service
from bot.settings import Settings
from bot.telegram.updates import chat_of, read
from storage.crypto import Keyring
from storage.database import Database
from storage.inbox import Arrival
from tests.dialogue.household import Household
from tests.transcript import Line, Step, Transcript, seconds

HOUSEHOLD, STAFF, GROUP = 1001, 1002, -100_2001
THINGS = {
    "vocal": "voice",
    "photo": "photo",
    "sticker": "sticker",
    "position": "location",
    "contact": "contact",
}
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
DAY = 86_400


def shown(mark: str, text: str, names: list[str]) -> Line:
    """One message as a transcript writes it: its text, its buttons on a last line."""
    buttons = " ".join(f"[{name}]" for name in names)
    return Line(mark, "\n".join(filter(None, [text, buttons])))


class Pure:
    """The household against `advance` alone, its session re-read from JSON at every turn.

    Staff are not here: a conversation is followed up to their first line.
    """

    def __init__(self, transcript: Transcript, library: Library) -> None:
        self.household = Household(library, transcript.clock)
        self.reference = transcript.reference
        self.said: list[tuple[str, list[str], list[object]]] = []
        self.timers: dict[str, Remember] = {}

    def play(self, step: Step) -> list[Line] | None:
        """What the step leads to; None once staff have spoken."""
        first = step.actions[0]
        if first.mark == ">>":
            return None
        before = self._remembered()
        told = self._wait(seconds(first.text)) if first.mark == "@" else self._act(step.actions)
        return told + changed(before, self._remembered(), self.household.now)

    def _act(self, actions: list[Line]) -> list[Line]:
        text = actions[0].text
        if text.startswith("["):
            self._press(text)
        elif text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            self.household.commands(name, argument)
        elif text.startswith("("):
            self._thing(text)
        else:
            self.household.says(*(action.text for action in actions))
        return self._told()

    def _press(self, text: str) -> None:
        label = text.strip("[]")
        rows = [row for *_, row in self.said] if text.startswith("[[") else [self.said[-1][2]]
        choices = [choice for row in reversed(rows) for choice in row if choice.label == label]
        assert choices, f"no button {text} among {[choice.label for row in rows for choice in row]}"
        self.household.happens(Pressed(choices[0].question, choices[0].value))

    def _thing(self, text: str) -> None:
        name, _, rest = text[1:].partition(")")
        if name == "modifie":
            self.household.says(rest.strip(), amended=True)
        else:
            phone = "+33639980001" if name == "contact" else None
            self.household.happens(Attached(THINGS[name], phone))

    def _wait(self, length: int) -> list[Line]:
        told: list[Line] = []
        for step in steps_of(length):
            self.household.waits(seconds=step)
            for key, timer in sorted(self.timers.items(), key=lambda item: item[1].due_at):
                if timer.due_at <= self.household.now and self.timers.pop(key, None):
                    self.household.happens(Rang(timer.kind, timer.data))
                    told += self._told()
        return told

    def _told(self) -> list[Line]:
        turn, lines = self.household.turn, []
        self._remember()
        for effect in turn.effects:
            if isinstance(effect, Refer):
                self.household.session = replace(self.household.session, case=self.reference)
        if turn.understood:
            lines.append(Line("=", turn.understood))
        for reply in turn.replies:
            choices = [choice for row in reply.choices for choice in row]
            text = plain(reply.text.replace(REFERENCE, self.reference))
            names = [choice.label for choice in choices] + (
                ["Donner mon numéro (fictif)"] if reply.contact else []
            )
            self.said.append((text, names, choices))
            lines.append(shown("<", text, names))
        return lines

    def _remember(self) -> None:
        for effect in self.household.turn.effects:
            if isinstance(effect, Remember):
                self.timers[effect.key] = effect
            elif isinstance(effect, Forget):
                self.timers = {
                    key: timer for key, timer in self.timers.items() if not key.startswith(effect.prefix)
                }

    def _remembered(self) -> list[tuple[str, datetime]]:
        return [(timer.kind, timer.due_at) for timer in self.timers.values()]


def steps_of(length: int) -> list[int]:
    """Time passes a day at a time, so that what falls due comes in its order."""
    days, rest = divmod(length, DAY)
    return [DAY] * days + ([rest] if rest else [])


def changed(
    before: list[tuple[str, datetime]], after: list[tuple[str, datetime]], now: datetime
) -> list[Line]:
    """What is newly remembered, and what is no longer though its time has not come."""
    new = sorted({*after} - {*before}, key=lambda timer: timer[1])
    gone = sorted(({*before} - {*after}), key=lambda timer: timer[1])
    lines = [Line("!", f"{kind} {due:%Y-%m-%d %H:%M}") for kind, due in new]
    return lines + [Line("!", f"(annulé) {kind} {due:%Y-%m-%d %H:%M}") for kind, due in gone if due > now]


@dataclass
class Clock:
    """A clock that moves when it is told to."""

    at: float

    def __call__(self) -> float:
        return self.at


@dataclass
class Served:
    """Both sides against service, delivery and a database file. The channel is the terminal's world."""

    transcript: Transcript
    library: Library
    folder: Path
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = Clock(self.transcript.clock.timestamp())
        self.database = Database(
            self.folder / "talk.db", Keyring.from_text(KEY), durable=False, chance=random.Random(7)
        )
        self.service = Service(
            self.database, lambda: self.library, read, self.clock, PARIS, silent_logs(), burst_seconds=1.0
        )
        self.scribe = Scribe(self.clock, first=10_000)
        self.world = World(self.scribe.next_id, self.events.append)
        self.channel = self.world
        self.delivery = Delivery(self.database, self.channel, self.clock, silent_logs())
        self.house = House(
            Settings(), self.clock, silent_logs(), self.database, lambda: self.library, self.service
        )
        self._tie()
        self.sent = 0

    def _tie(self) -> None:
        permanence = sorted(self.library.knowledge.permanences)[0]
        title = self.library.knowledge.permanences[permanence].nom
        self.household = Person(HOUSEHOLD, "Ménage", HOUSEHOLD)
        self.staff = Person(STAFF, "Permanente", GROUP, group=title)

        def work(store):
            store.groups.tie(GROUP, permanence, title, self.clock())
            store.members.add(STAFF, "coordinator", permanence, "Permanente", self.clock())

        self.database.write(work).result()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def play(self, step: Step) -> list[Line]:
        """What the step leads to, on both sides."""
        before = self._remembered()
        self.events.clear()
        if step.actions[0].mark == "@":
            self._wait(seconds(step.actions[0].text))
        else:
            for action in step.actions:
                self._feed(self._raw(action))
            self.clock.at += 1.0
            self.settle()
        told = [self._line(event) for event in self.events]
        told = [line for mark in ("<", "<<") for line in told if line and line.mark == mark]
        return told + changed(before, self._remembered(), local(self.clock()))

    def settle(self) -> None:
        """Work and deliver until nothing is left, letting the clock reach what the pace holds back."""
        asyncio.run(self._settle())

    async def _settle(self) -> None:
        while True:
            moved = self.house.ring() + await self.service.drain() + await self.delivery.drain()
            held = self.delivery.next_moment()
            if not moved and held > self.clock() + DAY:
                return
            if not moved:
                self.clock.at = max(held, self.clock.at + 0.01)

    def _wait(self, length: int) -> None:
        for step in steps_of(length):
            self.clock.at += step
            self.settle()

    def _feed(self, raw: bytes) -> None:
        self.house.keep(
            [Arrival("telegram", f"k{self.scribe.next_id()}", chat_of(raw), raw, self.clock())]
        ).result()

    def _raw(self, action: Line) -> bytes:
        who = self.household if action.mark == ">" else self.staff
        thread = self._thread() if action.mark == ">>" else None
        text = action.text
        if text.startswith("["):
            return self._pressed(who, thread, text)
        if text.startswith("("):
            return self._special(who, thread, text)
        reply = self._answered(thread) if action.mark == ">>" and not text.startswith("/") else None
        raw = self.scribe.text(who, text, thread, reply)
        self.sent = message_id(raw) or self.sent
        return raw

    def _special(self, who: Person, thread: int | None, text: str) -> bytes:
        name, _, rest = text[1:].partition(")")
        if name == "modifie":
            return self.scribe.edit(who, self.sent, rest.strip(), thread)
        if name == "note":
            return self.scribe.text(who, rest.strip(), thread)
        return self.scribe.thing(who, name, thread)

    def _pressed(self, who: Person, thread: int | None, text: str) -> bytes:
        label = text.strip("[]")
        posts = self._pressable(who.chat_id, thread)
        for post in posts if text.startswith("[[") else posts[:1]:
            for name, button in zip(labels(post), post.buttons, strict=False):
                if name == label:
                    return self.scribe.press(who, post.message_id, button.id, post.thread_id)
            if post.asks_phone and label in labels(post):
                return self.scribe.thing(who, "contact")
        raise AssertionError(f"no button {text} among {[labels(post) for post in posts]}")

    def _pressable(self, chat_id: int, thread: int | None) -> list[Posted]:
        here = (
            post for post in self.world.posted.values() if (post.chat_id, post.thread_id) == (chat_id, thread)
        )
        with_buttons = [post for post in here if post.buttons or post.asks_phone]
        return sorted(with_buttons, key=lambda post: post.message_id, reverse=True)

    def _thread(self) -> int | None:
        return next(reversed(self.world.topics), None)

    def _answered(self, thread: int | None) -> int | None:
        last = self.world.last(GROUP, thread)
        return last.message_id if last else None

    def _remembered(self) -> list[tuple[str, datetime]]:
        timers = self.database.read(lambda store: store.timers.of_chat(HOUSEHOLD))
        return [(timer.kind, local(timer.due_at)) for timer in timers if timer.case is None]

    def _line(self, event: Event) -> Line | None:
        mark = "<<" if event.chat_id == GROUP else "<"
        if isinstance(event, Notice):
            return Line(mark, f"({event.kind}) {event.words}".strip())
        edited = "(modifié) " if event.edited else ""
        return shown(mark, edited + plain(event.text), labels(event))


def household_side(lines: list[Line]) -> list[Line]:
    """What the pure core can know of: the household's messages, and what is remembered."""
    return [
        line
        for line in lines
        if line.mark in ("=", "!") or (line.mark == "<" and not line.text.startswith("("))
    ]


def unnumbered(lines: list[Line]) -> list[Line]:
    """Lines without their place in the file, to compare."""
    return [replace(line, number=0) for line in lines]
