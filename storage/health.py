"""How the store is: the facts a watcher alarms on. Numbers and times only, nothing of anyone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storage.marks import BACKUP, Marks
from storage.room import Room

_COUNTS = """
    SELECT
        (SELECT count(*) FROM inbox WHERE state = 'new'),
        (SELECT min(received_at) FROM inbox WHERE state = 'new'),
        (SELECT count(*) FROM inbox WHERE state = 'dead'),
        (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')),
        (SELECT min(not_before) FROM outbox
            WHERE state IN ('pending', 'sending') AND not_before BETWEEN 1 AND ?),
        (SELECT count(*) FROM outbox WHERE state IN ('unknown', 'dead') AND state = 'unknown'),
        (SELECT count(*) FROM outbox WHERE state IN ('unknown', 'dead') AND state = 'dead'),
        (SELECT count(*) FROM jobs WHERE state <> 'dead'),
        (SELECT count(*) FROM jobs WHERE state = 'dead')
"""


@dataclass(frozen=True)
class Facts:
    """The store at a glance. Sizes in bytes, times in seconds UTC; None where there is none.

    in: the inbox. out: the outbox; `oldest_out` is since when its oldest row could have left, where the
    row says so.
    """

    waiting_in: int
    oldest_in: float | None
    dead_in: int
    waiting_out: int
    oldest_out: float | None
    unknown_out: int
    dead_out: int
    waiting_jobs: int
    dead_jobs: int
    last_backup: float | None
    file_bytes: int
    log_bytes: int


class Health(Room):
    """Looking at the store as a whole."""

    def facts(self, now: float) -> Facts:
        """Everything a watcher needs, at once."""
        counts = self._row(_COUNTS, now)
        assert counts is not None
        (_, _, file), *_ = self._rows("PRAGMA database_list")
        log = Path(file + "-wal")
        sizes = Path(file).stat().st_size, log.stat().st_size if log.exists() else 0
        return Facts(*(*counts, Marks(self._ground).at(BACKUP), *sizes))
