"""A transcript against the pure core: `advance` alone, the session re-read from JSON at every turn."""

from dataclasses import replace
from datetime import datetime

from bot.console.updates import FICTIONAL_PHONE
from bot.dialogue.effects import LINK, REFERENCE, Book, Erase, Forget, Refer, Release, Remember, Wait
from bot.dialogue.events import Attached, Pressed, Rang
from bot.dialogue.replies import Choice, Reply
from bot.dialogue.session import Session
from bot.markup import plain
from knowledge.appointments import Appointment, occupancy
from tests.dialogue.household import Household
from tests.replay.setting import Setting
from tests.transcript import Line, Step, Transcript, seconds

THINGS = {
    "vocal": "voice",
    "photo": "photo",
    "sticker": "sticker",
    "position": "location",
    "contact": "contact",
}
DAY = 86_400
ANY_LINK = "/start XXXX-XXXX-XXXX-XXXX"


def shown(mark: str, text: str, names: list[str], who: str = "") -> Line:
    """One message as a transcript writes it: its text, its buttons on a last line."""
    buttons = " ".join(f"[{name}]" for name in names)
    return Line(mark, "\n".join(filter(None, [text, buttons])), who=who)


class Pure:
    """The household against `advance` alone, its session re-read from JSON at every turn.

    Nobody else is here: a conversation is followed up to the first line of another person.
    """

    def __init__(self, transcript: Transcript, setting: Setting) -> None:
        self.household = Household(setting.library, transcript.clock)
        self.others = setting.taken
        self.reference = transcript.reference
        self.places: tuple[Appointment, ...] = ()
        """What the household has in the diary: nobody else is here."""
        self.waiting: frozenset[str] = frozenset()
        self.said: list[Reply] = []
        """The replies that have something to press."""
        self.timers: dict[str, Remember] = {}

    def play(self, step: Step) -> list[Line] | None:
        """What the step leads to; None once staff have spoken."""
        first = step.actions[0]
        if first.mark == ">>" or first.who or first.text == "(bloque)":
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
        replies = list(reversed(self.said)) if text.startswith("[[") else self.said[-1:]
        found = [(reply, choice) for reply in replies for choice in flat(reply) if choice.label == label]
        assert found, f"no button {text} among {[c.label for reply in replies for c in flat(reply)]}"
        reply, choice = found[0]
        if not reply.contact:
            self.household.happens(Pressed(choice.question, choice.value))
        elif choice == flat(reply)[0]:
            self.household.happens(Attached("contact", FICTIONAL_PHONE))
        else:
            self.household.says(label)

    def _thing(self, text: str) -> None:
        name, _, rest = text[1:].partition(")")
        if name == "modifie":
            self.household.says(rest.strip(), amended=True)
        else:
            phone = FICTIONAL_PHONE if name == "contact" else None
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
        self._write_down()
        for effect in turn.effects:
            if isinstance(effect, Refer):
                self.household.session = replace(self.household.session, case=self.reference)
            elif isinstance(effect, Erase):
                self.household.session, self.timers = Session(self.household.session.chat_id), {}
        if turn.understood:
            lines.append(Line("=", turn.understood))
        for reply in turn.replies:
            text = plain(reply.text.replace(REFERENCE, self.reference).replace(LINK, ANY_LINK))
            names = [choice.label for choice in flat(reply)]
            lines.append(shown("<", text, names))
            if names:
                self.said.append(reply)
        return lines

    def _write_down(self) -> None:
        """Keep the diary as the service would, so that the next turn sees it."""
        for effect in self.household.turn.effects:
            if isinstance(effect, Book | Release):
                self.places = (effect.appointment,) if isinstance(effect, Book) else ()
            elif isinstance(effect, Erase):
                self.places, self.waiting = (), frozenset()
            if isinstance(effect, Wait):
                self.waiting = frozenset({self.reference})
            elif isinstance(effect, Book):
                self.waiting = frozenset()
        desk = self.household.library.desk
        every = (*self.others, *self.places)
        taken = occupancy(every, self.household.now)
        told = replace(desk, appointments=every, occupancy=taken, waiting=self.waiting)
        self.household.library = self.household.library.with_desk(told)

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


def flat(reply: Reply) -> list[Choice]:
    """The buttons of a reply, in order."""
    return [choice for row in reply.choices for choice in row]


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


def household_side(lines: list[Line]) -> list[Line]:
    """What the pure core can know of: the household's messages, and what is remembered."""
    return [
        line
        for line in lines
        if line.mark in ("=", "!") or (line.mark == "<" and not line.who and not line.text.startswith("("))
    ]
