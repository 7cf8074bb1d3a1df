"""Making forgotten bytes leave the disk: SQLite overwrites what is deleted, but not every copy it made of
it before.

When a page of an index splits, the cells that move leave a stale copy in the gap of the old page, which
`secure_delete` does not know of: only rewriting the file removes it. The log holds older pages, and is
emptied.
"""

from __future__ import annotations

import sqlite3
from enum import IntEnum
from pathlib import Path

from storage.connection import TEMP_IN_FILE, TEMP_IN_MEMORY

# About a second of rewriting, for which the writer waits. Larger files wait for the night's purge.
_REWRITTEN_AT_ONCE_BYTES = 128 * 1024 * 1024


class Scrub(IntEnum):
    """How much was forgotten since the last scrub."""

    NOTHING = 0
    SOMEONE = 1
    PURGE = 2


def scrub(connection: sqlite3.Connection, path: Path, wanted: Scrub) -> bool:
    """Rewrite the file where that is wanted, and empty its log; False when a reader was in the way."""
    if wanted is Scrub.PURGE or path.stat().st_size <= _REWRITTEN_AT_ONCE_BYTES:
        _rewrite(connection)
    (blocked, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not blocked


def _rewrite(connection: sqlite3.Connection) -> None:
    # The copy is as large as the database, too large for memory; it holds nothing the database does not.
    connection.execute(f"PRAGMA temp_store = {TEMP_IN_FILE}")
    try:
        connection.execute("VACUUM")
    finally:
        connection.execute(f"PRAGMA temp_store = {TEMP_IN_MEMORY}")
