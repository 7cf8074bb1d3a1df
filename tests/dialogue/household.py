"""A household to talk as, straight against the pure core; the session is re-read from JSON at every turn."""

import re
from datetime import datetime, timedelta

from bot.dialogue.engine import advance
from bot.dialogue.events import Attached, Commanded, Event, Pressed, Rang
from bot.dialogue.hearing import hear
from bot.dialogue.replies import Choice, Reply
from bot.dialogue.session import Session, dump, parse
from bot.dialogue.talk import Turn
from bot.library import Library


class Household:
    """Says, presses and reads. `turn` is the last turn made."""

    def __init__(self, library: Library, now: datetime) -> None:
        self.library = library
        self.now = now
        self.session = Session(1)
        self.turn = Turn(self.session, (), ())

    def happens(self, event: Event) -> Turn:
        """Advance by one event, from and to the stored form."""
        self.turn = advance(parse(dump(self.session)), event, self.library, self.now)
        self.session = parse(dump(self.turn.session))
        return self.turn

    def says(self, *parts: str, amended: bool = False) -> Turn:
        """One message, or several in one breath."""
        return self.happens(hear(parts, self.library, self.now.date(), self.session, amended=amended))

    def presses(self, label: str) -> Turn:
        """A button of the last turn, by the words on it (or their beginning)."""
        choice = next((choice for choice in self.choices if choice.label.startswith(label)), None)
        assert choice is not None, f"no button « {label} » among {[c.label for c in self.choices]}"
        return self.happens(Pressed(choice.question, choice.value))

    def commands(self, name: str, argument: str = "") -> Turn:
        """A command such as aide."""
        return self.happens(Commanded(name, argument))

    def sends(self, kind: str, phone: str | None = None) -> Turn:
        """Something that is not text."""
        return self.happens(Attached(kind, phone))

    def rings(self, kind: str, **data: object) -> Turn:
        """A remembered moment comes."""
        return self.happens(Rang(kind, data))

    def waits(self, **time: float) -> None:
        """Time passes."""
        self.now += timedelta(**time)

    @property
    def replies(self) -> tuple[Reply, ...]:
        """What the bot said in the last turn."""
        return self.turn.replies

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The buttons of the last turn."""
        return tuple(choice for reply in self.replies for row in reply.choices for choice in row)

    @property
    def reads(self) -> str:
        """All the text of the last turn, without markup."""
        return re.sub(r"</?\w+>", "", "\n".join(reply.text for reply in self.replies))

    @property
    def labels(self) -> list[str]:
        """The words on the buttons of the last turn."""
        return [choice.label for choice in self.choices]

    def effects(self, kind: type) -> list[object]:
        """The effects of one kind in the last turn."""
        return [effect for effect in self.turn.effects if isinstance(effect, kind)]
