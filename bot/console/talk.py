"""The person at the keyboard, who plays the household, the permanence and whoever else in turn.

A line is either a word to the terminal (/permanence, /temps…), a press (a number or a [label]) or a message;
the last two become updates of Telegram's shape and take the same way as in production.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, get_args

from bot.console.people import HOUSEHOLD, STAFF, People
from bot.console.record import Record
from bot.console.screen import SAY, Screen, labels, numbered
from bot.console.updates import Person, Scribe, Thing, message_id
from bot.console.world import Notice, Posted, World
from bot.markup import plain

THINGS: tuple[Thing, ...] = get_args(Thing)
_STEP = re.compile(r"\+?(\d{1,4})\s*([jhm])?")
_SECONDS = {"j": 86_400, "h": 3_600, "m": 60}
_LONGEST = 365 * 86_400
_CODE = re.compile(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}\b")


class Engine(Protocol):
    """What the terminal needs of the house: take an update in and work until nothing is left to do."""

    def feed(self, raw: bytes) -> None:
        """Store a raw update and carry everything it leads to as far as the channel."""

    def advance(self, seconds: float) -> datetime:
        """Let time pass, with whatever falls due in it; returns the new local time."""


@dataclass
class Talk:
    """A conversation at the keyboard."""

    people: People
    scribe: Scribe
    world: World
    screen: Screen
    engine: Engine
    record: Record
    echo: bool = True
    """Whether what is typed is written again: yes when it comes through a pipe."""
    side: str = HOUSEHOLD
    """Who speaks: a side of `people`."""
    thread: int | None = None
    sent: dict[str, int] = field(default_factory=dict)
    code: str = ""
    """The newest one-time code that somebody was shown, for `/lien`."""

    def seen(self, event: Posted | Notice) -> None:
        """Show and record what has just happened in a chat. The newest topic becomes the open one."""
        if event.chat_id == self.people.staff.chat_id and event.thread_id is not None:
            self.thread = event.thread_id
        self.screen.show(event)
        if isinstance(event, Posted):
            text = plain(event.text)
            self.code = next(reversed(_CODE.findall(text)), self.code)
            self.record.bot(self.people.side_of(event.chat_id), text, labels(event))

    def run(self, lines: Iterable[str]) -> None:
        """Take lines until there are none or somebody leaves."""
        for line in lines:
            if line.strip() == "/quitter":
                break
            if line.strip():
                self.take(line.strip())

    def take(self, line: str) -> None:
        """Do what one line says."""
        word, _, rest = line.partition(" ")
        command = _COMMANDS.get(word)
        if command is not None:
            command(self, rest.strip())
        elif (chosen := self._choice(line)) is not None:
            self._press(*chosen)
        elif not _bracketed(line):
            self._say(line.removeprefix("=") if re.fullmatch(r"=\d+", line) else line)

    @property
    def person(self) -> Person:
        """Who speaks now."""
        return self.people.person(self.side)

    @property
    def _thread(self) -> int | None:
        return self.thread if self.side == STAFF else None

    def _choice(self, line: str) -> tuple[Posted, int] | None:
        """The button a line presses; a number or label that is none says so, unless it can be an answer."""
        post = self.world.last_with_buttons(self.person.chat_id, self._thread)
        # A label may hold spaces that do not break (« 160 € »), which nobody types.
        names = [" ".join(label.split()) for label in labels(post)] if post else []
        wanted = " ".join((line[1:-1] if _bracketed(line) else line).split())
        if post and wanted in names:
            return post, names.index(wanted)
        if post and wanted.isdecimal() and 1 <= int(wanted) <= len(names):
            return post, int(wanted) - 1
        if _bracketed(line):
            known = ", ".join(numbered(names))
            self.screen.line(
                SAY("say.no_button", label=wanted, labels=known) if names else SAY("say.no_buttons")
            )
        return None

    def _press(self, post: Posted, index: int) -> None:
        name = labels(post)[index]
        self._heard(SAY("say.pressed", label=name), shown=True)
        self.engine.feed(self._pressed(post, index, name))

    def _pressed(self, post: Posted, index: int, name: str) -> bytes:
        """A press; of a keyboard that asks for the phone, the first button gives it, the others write."""
        if not post.asks_phone:
            return self.scribe.press(self.person, post.message_id, post.buttons[index].id, post.thread_id)
        if index == 0:
            return self.scribe.thing(self.person, "contact")
        return self.scribe.text(self.person, name)

    def _say(self, words: str) -> None:
        last = self.world.last(self.person.chat_id, self._thread)
        if words.startswith("/"):
            return self._write(words, None)
        if self.side == STAFF and (last is None or self.thread is None) and not (last and last.asks):
            return self.screen.line(SAY("say.nothing_to_answer"))
        answers = last is not None and (self.side == STAFF or last.asks)
        return self._write(words, last.message_id if last and answers else None)

    def _write(self, words: str, reply_to: int | None) -> None:
        self._heard(words)
        raw = self.scribe.text(self.person, words, self._thread, reply_to)
        number = message_id(raw)
        if number is not None:
            self.sent[self.side] = number
        self.engine.feed(raw)

    def _heard(self, words: str, shown: bool = False) -> None:
        if self.echo or shown:
            self.screen.mine(self.people.speaker(self.side), words)
        self.record.person(self.side, words)

    def _to_other(self, name: str) -> None:
        """Somebody else, in a private chat with the bot: another phone, a worker, a landlord."""
        met = self.people.meet(name)
        if met is None:
            return self.screen.line(SAY("say.other_how"))
        self.screen.names[met.chat_id] = met.name
        self.record.cast(self.people.others)
        self.side = name
        return self.screen.line(SAY("say.now_other", name=met.name))

    def _link(self, _: str) -> None:
        """Open, as who speaks now, the newest link or code that anybody was shown."""
        if not self.code:
            return self.screen.line(SAY("say.no_code"))
        return self._write(f"/start {self.code}", None)

    def _to_staff(self, _: str) -> None:
        self.side = STAFF
        self.screen.line(SAY("say.now_staff"))
        if self.thread is None:
            self.screen.line(SAY("say.no_topic"))
        else:
            self._card("")

    def _to_household(self, _: str) -> None:
        self.side = HOUSEHOLD
        self.screen.line(SAY("say.now_household"))

    def _note(self, words: str) -> None:
        self.side = STAFF
        if words:
            self._write(words, None)

    def _topics(self, _: str) -> None:
        titles = list(self.world.topics.values())
        self.screen.line("\n".join([SAY("say.topics"), *numbered(titles)]) if titles else SAY("say.no_topic"))

    def _topic(self, number: str) -> None:
        threads: dict[str, int | None] = {"0": None}
        threads |= {str(place): thread for place, thread in enumerate(self.world.topics, start=1)}
        if number not in threads:
            return self.screen.line(SAY("say.no_such_topic", number=number))
        self.side, self.thread = STAFF, threads[number]
        return self._card("")

    def _card(self, _: str) -> None:
        post = self.world.last_with_buttons(self.people.staff.chat_id, self.thread)
        if post:
            self.screen.show(post)
        else:
            self.screen.line(SAY("say.no_buttons"))

    def _send(self, thing: str) -> None:
        known = next((known for known in THINGS if known == thing), None)
        if known is None:
            return self.screen.line(SAY("say.send_how", things=", ".join(THINGS)))
        self._heard(SAY("say.sent_thing", thing=thing), shown=True)
        return self.engine.feed(self.scribe.thing(self.person, known, self._thread))

    def _correct(self, words: str) -> None:
        if self.side not in self.sent or not words:
            return self.screen.line(SAY("say.no_last"))
        self._heard(words)
        return self.engine.feed(self.scribe.edit(self.person, self.sent[self.side], words, self._thread))

    def _time(self, step: str) -> None:
        found = _STEP.fullmatch(step)
        seconds = int(found[1]) * _SECONDS[found[2] or "j"] if found else 0
        if not 0 < seconds <= _LONGEST:
            return self.screen.line(SAY("say.time_how"))
        self.record.time(seconds)
        now = self.engine.advance(seconds)
        return self.screen.line(SAY("say.time", when=now.strftime("%d/%m/%Y, %H h %M")))

    def _help(self, _: str) -> None:
        self.screen.line(SAY("help.demo"), style="")


def _bracketed(line: str) -> bool:
    return line.startswith("[") and line.endswith("]")


_COMMANDS: Mapping[str, Callable[[Talk, str], None]] = {
    "/permanence": Talk._to_staff,
    "/menage": Talk._to_household,
    "/ménage": Talk._to_household,
    "/note": Talk._note,
    "/sujets": Talk._topics,
    "/sujet": Talk._topic,
    "/carte": Talk._card,
    "/personne": Talk._to_other,
    "/lien": Talk._link,
    "/envoyer": Talk._send,
    "/corriger": Talk._correct,
    "/temps": Talk._time,
    "/aide-demo": Talk._help,
}
