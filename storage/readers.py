"""Reading connections: one a thread, opened when first needed, closed when the thread is gone."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from storage.connection import connect
from storage.transaction import Transaction


class Readers:
    """The reading connections of one database, each with its rooms."""

    def __init__(self, path: Path, durable: bool, rooms: Callable[[sqlite3.Connection], Transaction]) -> None:
        self._path = path
        self._durable = durable
        self._rooms = rooms
        self._local = threading.local()
        self._open: dict[threading.Thread, sqlite3.Connection] = {}
        self._door = threading.Lock()

    def __len__(self) -> int:
        return len(self._open)

    def mine(self) -> tuple[sqlite3.Connection, Transaction]:
        """The connection of the calling thread, and its rooms."""
        reader: tuple[sqlite3.Connection, Transaction] | None = getattr(self._local, "reader", None)
        if reader is None:
            connection = connect(self._path, "read", durable=self._durable)
            reader = self._local.reader = connection, self._rooms(connection)
            self._remember(connection)
        return reader

    def _remember(self, connection: sqlite3.Connection) -> None:
        with self._door:
            for thread in [thread for thread in self._open if not thread.is_alive()]:
                self._open.pop(thread).close()
            self._open[threading.current_thread()] = connection

    def close(self) -> None:
        """Close them all, whichever thread they belong to."""
        with self._door:
            for connection in self._open.values():
                connection.close()
            self._open.clear()
