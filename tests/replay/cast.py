"""Who plays in a transcript: the household, the permanence, and whoever the head names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.console.updates import Person
from tests.transcript import Line

HOUSEHOLD, STAFF, GROUP = 1001, 1002, -100_2001
FIRST_NAMED, FIRST_GROUP, FIRST_OF_GROUP = 1010, -100_2010, 1050


@dataclass(frozen=True)
class Role:
    """What somebody may do at one permanence."""

    user_id: int
    name: str
    role: str
    permanence: str | None


@dataclass(frozen=True)
class Cast:
    """People by name, groups by name with the permanence each serves, roles as the database has them."""

    household: Person
    staff: Person
    people: Mapping[str, Person]
    groups: Mapping[str, tuple[Person, str]]
    roles: tuple[Role, ...]

    def everyone(self) -> list[Person]:
        """Each of them in each chat, for a messenger to know."""
        inside = [replace(one, chat_id=GROUP, group=self.staff.group) for one in self.people.values()]
        private = [replace(self.staff, chat_id=STAFF, group=None)]
        groups = [person for person, _ in self.groups.values()]
        return [self.household, *self.people.values(), *private, self.staff, *inside, *groups]

    def actor(self, action: Line) -> Person:
        """Who does what a line says, in the chat that its mark names. KeyError: nobody of that name."""
        if action.mark == ">":
            return self.people[action.who] if action.who else self.household
        if not action.who:
            return self.staff
        if action.who in self.groups:
            return self.groups[action.who][0]
        return replace(self.people[action.who], chat_id=GROUP, group=self.staff.group)

    def place(self, chat_id: int) -> tuple[str, str]:
        """The mark and the name that stand before what is read in a chat."""
        groups = {person.chat_id: name for name, (person, _) in self.groups.items()}
        people = {person.chat_id: name for name, person in self.people.items()}
        if chat_id in groups or chat_id == GROUP:
            return "<<", groups.get(chat_id, "")
        return "<", people.get(chat_id, "staff" if chat_id == STAFF else "")

    def in_order(self, lines: list[Line]) -> list[Line]:
        """What one step led to: the household first, then other people, then groups."""
        names = ["", *self.people, "staff"]
        groups = ["", *self.groups]
        marked = [("<", name) for name in names] + [("<<", name) for name in groups]
        return [line for mark, who in marked for line in lines if (line.mark, line.who) == (mark, who)]


def of(told: Mapping[str, str], permanence: str, title: str) -> Cast:
    """The cast that the head of a transcript asks for; `title` is the permanence's own name."""
    names = _listed(told.get("people", ""), ",")
    people = {
        name: Person(FIRST_NAMED + n, name.capitalize(), FIRST_NAMED + n) for n, name in enumerate(names)
    }
    staff = Person(STAFF, "Permanente", GROUP, group=title)
    roles = [Role(STAFF, "Permanente", "coordinator", permanence)]
    for entry in _listed(told.get("staff", ""), ";"):
        name, role, *where = entry.split()
        roles.append(Role(people[name].user_id, people[name].name, role, where[0] if where else None))
    groups = {}
    for n, entry in enumerate(_listed(told.get("groups", ""), ";")):
        name, serves = entry.split()
        person = Person(FIRST_OF_GROUP + n, f"Permanente {name}", FIRST_GROUP - n, group=name)
        groups[name] = (person, serves)
        roles.append(Role(person.user_id, person.name, "coordinator", serves))
    return Cast(Person(HOUSEHOLD, "Ménage", HOUSEHOLD), staff, people, groups, tuple(roles))


def write_down(store: Any, cast: Cast, permanence: str, at: float) -> None:
    """Tie the groups and give the roles."""
    store.groups.tie(GROUP, permanence, cast.staff.group, at)
    for person, serves in cast.groups.values():
        store.groups.tie(person.chat_id, serves, person.group, at)
    for one in cast.roles:
        store.members.add(one.user_id, one.role, one.permanence, one.name, at)


def _listed(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]
