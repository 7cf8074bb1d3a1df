"""What the disk can do at best, so that the service's own speed can be compared with it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from storage.connection import settings

_ROW = b"x" * 900  # about one short message as Telegram hands it over, encrypted


def commits_per_second(folder: Path, rows: int) -> float:
    """Bare SQLite with the durability settings of the service (WAL, FULL): one row of 900 bytes a commit.

    Makes `folder` and leaves its file there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as connection:
        for name, value in settings("write", durable=True).items():
            connection.execute(f"PRAGMA {name} = {value}")
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, body BLOB)")
        began = time.perf_counter()
        for _ in range(rows):
            connection.execute("INSERT INTO bare (body) VALUES (?)", (_ROW,))
        return rows / (time.perf_counter() - began)
