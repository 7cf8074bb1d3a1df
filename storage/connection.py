"""One connection, set up and checked: every setting that durability and privacy need is written, then read
back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from storage.errors import Damaged, PragmaRefused
from storage.faults import Faults, faulty

Mode = Literal["write", "read"]

BUSY_TIMEOUT_MS = 5_000
_WAL_KEPT_BYTES = 16 * 1024 * 1024
_FULL, _OFF = 2, 0
TEMP_IN_FILE, TEMP_IN_MEMORY = 1, 2


def settings(mode: Mode, durable: bool) -> Mapping[str, int | str]:
    """Every PRAGMA a connection must have, and its value as SQLite tells it back."""
    return {
        "journal_mode": "wal",
        "synchronous": _FULL if durable else _OFF,  # per connection, not stored in the file
        "foreign_keys": 1,
        "busy_timeout": BUSY_TIMEOUT_MS,
        "secure_delete": 1,  # erased means overwritten
        "recursive_triggers": 1,  # INSERT OR REPLACE must not delete an audit row unseen
        "trusted_schema": 0,
        "cell_size_check": 1,
        "temp_store": TEMP_IN_MEMORY,  # no personal field in a temporary file
        "journal_size_limit": _WAL_KEPT_BYTES,
        "query_only": int(mode == "read"),
    }


def connect(
    path: Path, mode: Mode, *, durable: bool = True, faults: Faults | None = None
) -> sqlite3.Connection:
    """An open connection with every setting of `settings` asserted.

    Legacy transaction control with IMMEDIATE: were SQLite to roll a transaction back under a work that
    carries on, its next write would open a new transaction (found and undone), never slip through in
    autocommit.
    """
    connection = sqlite3.connect(
        f"file:{_escaped(path)}?mode={'rw' if mode == 'write' else 'ro'}",
        uri=True,
        timeout=BUSY_TIMEOUT_MS / 1000,
        isolation_level="IMMEDIATE",
        check_same_thread=False,
        cached_statements=512,
        factory=faulty(faults) if faults else sqlite3.Connection,
    )
    try:
        for name, value in settings(mode, durable).items():
            _assert_pragma(connection, path, name, value)
    except BaseException:
        connection.close()
        raise
    return connection


def _escaped(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _assert_pragma(connection: sqlite3.Connection, path: Path, name: str, wanted: int | str) -> None:
    connection.execute(f"PRAGMA {name} = {wanted}")
    (found,) = connection.execute(f"PRAGMA {name}").fetchone()
    if found != wanted:
        raise PragmaRefused(
            f"{path}: PRAGMA {name} is {found!r}, it must be {wanted!r}; is the file on a local disk?"
        )


def refuse_damage(connection: sqlite3.Connection, path: Path) -> None:
    """Raise Damaged unless SQLite finds the whole file sound and every reference met."""
    faults = [text for (text,) in connection.execute("PRAGMA quick_check(5)") if text != "ok"]
    faults += [
        f"{table} row {row} points to nothing"
        for table, row, *_ in connection.execute("PRAGMA foreign_key_check")
    ]
    if faults:
        raise Damaged(f"{path} is damaged ({'; '.join(faults[:5])}): keep a copy and restore the last backup")
