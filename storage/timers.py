"""What is to happen later: reminders, silence rules. A due timer enters by the inbox like everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storage.room import Room


@dataclass(frozen=True)
class Timer:
    """Something due at `due_at`, about a chat, a case, or neither. Ids are never given twice."""

    id: int
    kind: str
    chat_id: int | None
    case: str | None
    due_at: float
    data: dict[str, Any]


class Timers(Room):
    """Timers that have not fired. In a chat, one key is one timer: setting it again replaces it."""

    def set(
        self, kind: str, chat_id: int | None, case: str | None, due_at: float, data: dict[str, Any], key: str
    ) -> int:
        """Set the chat's timer of `key`, in place of the one set before; its id."""
        self.cancel(chat_id, key)
        cursor = self._run(
            "INSERT INTO timers (kind, chat_id, case_id, due_at, data, key) VALUES (?, ?, ?, ?, ?, ?)",
            (kind, chat_id, case, due_at, self._keys.seal(data), key),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def cancel(self, chat_id: int | None, key: str) -> bool:
        """Forget the chat's timer of `key`; whether there was one."""
        return self._run("DELETE FROM timers WHERE chat_id IS ? AND key = ?", (chat_id, key)).rowcount > 0

    def cancel_prefix(self, chat_id: int | None, prefix: str) -> int:
        """Forget the chat's timers whose key begins with `prefix`, all of them for ""; how many there
        were.
        """
        return self._run(
            "DELETE FROM timers WHERE chat_id IS ? AND substr(key, 1, ?) = ?", (chat_id, len(prefix), prefix)
        ).rowcount

    def cancel_case(self, case: str) -> int:
        """Forget every timer of the case; how many there were."""
        return self._run("DELETE FROM timers WHERE case_id = ?", (case,)).rowcount

    def due(self, now: float, limit: int) -> list[Timer]:
        """At most `limit` timers whose time has come, the most overdue first."""
        return self._read("WHERE due_at <= ? ORDER BY due_at, id LIMIT ?", now, limit)

    def of_chat(self, chat_id: int) -> list[Timer]:
        """Every timer of the chat, the nearest first."""
        return self._read("WHERE chat_id = ? ORDER BY due_at, id", chat_id)

    def get(self, chat_id: int | None, key: str) -> Timer | None:
        """The chat's timer of `key`, or None."""
        return next(iter(self._read("WHERE chat_id IS ? AND key = ?", chat_id, key)), None)

    def fired(self, id: int) -> None:
        """The timer has done its work and is forgotten."""
        self._run("DELETE FROM timers WHERE id = ?", (id,))

    def next_due(self) -> float | None:
        """When the nearest timer is due."""
        row = self._row("SELECT min(due_at) FROM timers")
        return None if row is None else row[0]

    def _read(self, rest: str, *values: object) -> list[Timer]:
        rows = self._rows(f"SELECT id, kind, chat_id, case_id, due_at, data FROM timers {rest}", *values)
        return [
            Timer(id, kind, chat_id, case, due_at, self._keys.unseal(data))
            for id, kind, chat_id, case, due_at, data in rows
        ]
