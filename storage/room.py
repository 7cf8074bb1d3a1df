"""What every room has: the connection of its transaction, the keys, and a source of chance."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import dataclass
from typing import Any

from storage.crypto import Keyring
from storage.errors import Unknown


@dataclass(frozen=True)
class Ground:
    """What the rooms of one connection share."""

    connection: sqlite3.Connection
    keys: Keyring
    chance: random.Random


class Room:
    """One thing remembered. Its methods run inside the transaction they are reached through."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._keys = ground.keys
        self._chance = ground.chance
        self._connection = ground.connection
        self._run = ground.connection.execute

    def _row(self, sql: str, *parameters: Any) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._run(sql, parameters).fetchone()
        return row

    def _rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self._run(sql, parameters).fetchall()

    def _change(self, sql: str, *parameters: Any, what: str) -> None:
        """Run a statement that must touch a row. Raises Unknown, naming `what`, when it touches none."""
        if not self._run(sql, parameters).rowcount:
            raise Unknown(f"{what} does not exist: it was erased, purged, or never stored")

    def _sealed_text(self, text: str | None) -> bytes | None:
        return None if text is None else self._keys.encrypt(text)

    def _opened_text(self, token: bytes | None) -> str | None:
        return None if token is None else self._keys.decrypt(token)
