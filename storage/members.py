"""Who may do what: roles given one by one, never by sitting in a group."""

from __future__ import annotations

from dataclasses import dataclass

from storage.room import Room

# SQLite holds NULLs to be all different, which would let one role be given twice.
_EVERYWHERE = ""


@dataclass(frozen=True)
class Member:
    """A role of a person, for one permanence, or for none in particular."""

    user_id: int
    role: str
    permanence: str | None
    name: str | None
    added_at: float


class Members(Room):
    """Workers, staff, coordinators and admins."""

    def add(self, user_id: int, role: str, permanence: str | None, name: str | None, now: float) -> None:
        """Give a role; given again, the name is the new one."""
        self._run(
            "INSERT INTO members (user_id, role, permanence, name, added_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (user_id, role, permanence) DO UPDATE SET name = excluded.name",
            (user_id, role, permanence or _EVERYWHERE, self._sealed_text(name), now),
        )

    def roles(self, user_id: int) -> list[Member]:
        """Every role of a person."""
        return self._read("WHERE user_id = ?", user_id)

    def of_permanence(self, permanence: str) -> list[Member]:
        """Everyone with a role in a permanence."""
        return self._read("WHERE permanence = ?", permanence)

    def all(self) -> list[Member]:
        """Everyone with a role."""
        return self._read("")

    def remove(self, user_id: int, role: str | None = None, permanence: str | None = None) -> int:
        """Take back a person's roles: all, or those of this name, or of this permanence; how many."""
        return self._run(
            "DELETE FROM members"
            " WHERE user_id = ?1 AND coalesce(role = ?2, 1) AND coalesce(permanence = ?3, 1)",
            (user_id, role, permanence),
        ).rowcount

    def _read(self, where: str, *values: int | str) -> list[Member]:
        rows = self._rows(
            f"SELECT user_id, role, permanence, name, added_at FROM members {where} ORDER BY added_at, id",
            *values,
        )
        return [
            Member(user_id, role, permanence or None, self._opened_text(name), added_at)
            for user_id, role, permanence, name, added_at in rows
        ]
