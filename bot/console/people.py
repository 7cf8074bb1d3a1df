"""Whom the person at the keyboard can play: household, staff, and others on phones of their own."""

import re
from dataclasses import dataclass, field

from bot.console.screen import SAY
from bot.console.updates import Person

HOUSEHOLD, STAFF = "household", "staff"
_NAME = re.compile(r"[a-z]{2,20}")


@dataclass
class People:
    """Everyone who has spoken, by side: `HOUSEHOLD`, `STAFF` (in the group), or a name (in private)."""

    household: Person
    staff: Person
    others: dict[str, Person] = field(default_factory=dict)

    def person(self, side: str) -> Person:
        """Who that is, in the chat they speak in."""
        return {HOUSEHOLD: self.household, STAFF: self.staff, **self.others}[side]

    def side_of(self, chat_id: int) -> str:
        """Whose chat this is; staff's private one counts as staff's."""
        if chat_id in (self.staff.chat_id, self.staff.user_id):
            return STAFF
        return next((name for name, one in self.others.items() if one.chat_id == chat_id), HOUSEHOLD)

    def speaker(self, side: str) -> str:
        """How the terminal calls them beside what they say."""
        return SAY("side.other", name=side.capitalize()) if side in self.others else SAY(f"side.{side}")

    def prompt(self, side: str) -> str:
        """What stands before the place to type."""
        return SAY("prompt.other", name=side) if side in self.others else SAY(f"prompt.{side}")

    def meet(self, name: str) -> Person | None:
        """Somebody of this name, new or known; None for what is no short name in small letters."""
        if not _NAME.fullmatch(name) or name in (HOUSEHOLD, STAFF):
            return None
        number = self.household.chat_id + 100 + len(self.others)
        return self.others.setdefault(name, Person(number, name.capitalize(), number))
