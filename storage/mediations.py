"""Mediations: what a household and its landlord are agreeing on, one a case; and the landlord's chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storage.room import Room


@dataclass(frozen=True)
class MediationRow:
    """A mediation. `data` is encrypted at rest: offers, agreements, names given for the protocol."""

    case: str
    state: str
    data: dict[str, Any]
    changed_at: float


class Mediations(Room):
    """Mediations by case, and whose chat is a landlord's."""

    def get(self, case: str) -> MediationRow | None:
        """The mediation of a case, or None."""
        row = self._row("SELECT case_id, state, data, changed_at FROM mediations WHERE case_id = ?", case)
        return None if row is None else MediationRow(row[0], row[1], self._keys.unseal(row[2]), row[3])

    def save(self, case: str, state: str, data: dict[str, Any], now: float) -> None:
        """Store it, in place of what it was."""
        self._run(
            "INSERT INTO mediations (case_id, state, data, changed_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (case_id) DO UPDATE SET state = excluded.state, data = excluded.data,"
            " changed_at = excluded.changed_at",
            (case, state, self._keys.seal(data), now),
        )

    def join(self, case: str, chat_id: int, now: float) -> None:
        """This chat is the landlord's from now on, in place of another."""
        self._run(
            "INSERT INTO landlords (case_id, chat_id, joined_at) VALUES (?, ?, ?)"
            " ON CONFLICT (case_id) DO UPDATE SET chat_id = excluded.chat_id, joined_at = excluded.joined_at",
            (case, chat_id, now),
        )

    def landlord(self, case: str) -> int | None:
        """The landlord's chat, while it takes part."""
        row = self._row("SELECT chat_id FROM landlords WHERE case_id = ?", case)
        return None if row is None else row[0]

    def of_landlord(self, chat_id: int) -> list[str]:
        """The cases this chat is the landlord of, the newest first."""
        return [
            case
            for (case,) in self._rows(
                "SELECT case_id FROM landlords WHERE chat_id = ? ORDER BY id DESC", chat_id
            )
        ]

    def leave(self, case: str) -> bool:
        """The landlord takes part no more: its chat is forgotten, with what was sent to it about the case, or
        waited to be, and its buttons. Whether there was one.
        """
        chat_id = self.landlord(case)
        for table in ("outbox", "buttons", "landlords"):
            self._run(f"DELETE FROM {table} WHERE case_id = ? AND chat_id = ?", (case, chat_id))
        return chat_id is not None
