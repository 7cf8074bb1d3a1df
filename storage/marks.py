"""A few named facts: which key opens the store, when it was last saved, which permanence is closed now."""

from __future__ import annotations

from typing import Any

from storage.errors import WrongKey
from storage.room import Room

BACKUP = "backup"
_KEY_CHECK = "key_check"
_KEY_TEXT = "this database opens with these keys"


class Marks(Room):
    """Named facts, each with its time. Nothing personal."""

    def set(self, name: str, value: Any, now: float) -> None:
        """Remember a JSON value under `name`, in place of the one before."""
        self._run(
            "INSERT INTO marks (name, value, at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
            (name, self._keys.seal(value), now),
        )

    def get(self, name: str) -> Any:
        """What was last remembered under `name`; None when nothing was."""
        row = self._row("SELECT value FROM marks WHERE name = ?", name)
        return None if row is None else self._keys.unseal(row[0])

    def beginning(self, prefix: str) -> list[Any]:
        """Everything remembered under names that begin so, by name."""
        rows = self._rows(
            "SELECT value FROM marks WHERE substr(name, 1, ?) = ? ORDER BY name", len(prefix), prefix
        )
        return [self._keys.unseal(value) for (value,) in rows]

    def at(self, name: str) -> float | None:
        """When `name` was last remembered."""
        row = self._row("SELECT at FROM marks WHERE name = ?", name)
        return None if row is None else row[0]

    def refuse_wrong_key(self) -> None:
        """Raise WrongKey unless the keys open this database; a new database is marked with them."""
        try:
            known = self.get(_KEY_CHECK)
        except WrongKey as wrong:
            raise WrongKey(
                "the keys do not open this database: put back the key file it was made with"
            ) from wrong
        if known is None:
            self.set(_KEY_CHECK, _KEY_TEXT, 0.0)
