"""Which chat serves which permanence: a group, or one person's private chat. A permanence has one."""

from __future__ import annotations

from dataclasses import dataclass

from storage.mentions import CHATS
from storage.room import Room


@dataclass(frozen=True)
class Group:
    """A group tied to a permanence."""

    chat_id: int
    permanence: str
    title: str
    tied_at: float


class Groups(Room):
    """Groups of permanences."""

    def tie(self, chat_id: int, permanence: str, title: str, now: float) -> None:
        """Let this group serve the permanence, in place of the one before."""
        self._run(
            "INSERT INTO groups (chat_id, permanence, title, tied_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (permanence) DO UPDATE SET chat_id = excluded.chat_id, title = excluded.title,"
            " tied_at = excluded.tied_at",
            (chat_id, permanence, self._keys.encrypt(title), now),
        )

    def by_chat(self, chat_id: int) -> list[Group]:
        """What the group serves, oldest tie first; empty when it is tied to nothing."""
        return self._read("WHERE chat_id = ?", chat_id)

    def by_permanence(self, permanence: str) -> Group | None:
        """The group that serves the permanence."""
        return next(iter(self._read("WHERE permanence = ?", permanence)), None)

    def all(self) -> list[Group]:
        """Every tie."""
        return self._read("")

    def permanences(self) -> list[str]:
        """The permanences that have a group, by name."""
        return sorted(group.permanence for group in self.all())

    def migrate(self, old: int, new: int) -> None:
        """Telegram gave the group a new id: use it everywhere."""
        for table, column in CHATS:
            self._run(f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {column} = ?", (new, old))

    def advised(self, chat_id: int, advice: str) -> bool:
        """Remember what the group lacks; whether that is something else than the last time."""
        return (
            self._run(
                "UPDATE groups SET advice = ?1 WHERE chat_id = ?2 AND advice <> ?1", (advice, chat_id)
            ).rowcount
            > 0
        )

    def look_at_people(self, chat_id: int, now: float, every: float) -> bool:
        """Whether the people of the group were last looked at more than `every` seconds ago; they are now."""
        return (
            self._run(
                "UPDATE groups SET checked_at = ?1 WHERE chat_id = ?2 AND checked_at <= ?1 - ?3",
                (now, chat_id, every),
            ).rowcount
            > 0
        )

    def untie(self, chat_id: int) -> int:
        """The group serves nothing any more; how many permanences it served."""
        return self._run("DELETE FROM groups WHERE chat_id = ?", (chat_id,)).rowcount

    def _read(self, where: str, *values: int | str) -> list[Group]:
        rows = self._rows(
            f"SELECT chat_id, permanence, title, tied_at FROM groups {where} ORDER BY tied_at", *values
        )
        return [
            Group(chat_id, permanence, self._keys.decrypt(title), tied_at)
            for chat_id, permanence, title, tied_at in rows
        ]
