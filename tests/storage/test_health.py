"""The facts a watcher alarms on, and the disk's own speed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from storage.backup import backup
from storage.benchmark import commits_per_second
from storage.crypto import Keyring
from storage.database import Database
from storage.outbox import OutboxRow
from storage.transaction import Transaction

from .household import NOW

Write = Callable[..., Any]


def test_a_new_store_is_well(database: Database) -> None:
    """Nothing waits, nothing is dead, nothing was ever saved."""
    facts = database.read(lambda tx: tx.health.facts(NOW))
    assert (facts.waiting_in, facts.oldest_in, facts.dead_in) == (0, None, 0)
    assert (facts.waiting_out, facts.oldest_out, facts.unknown_out, facts.dead_out) == (0, None, 0, 0)
    assert (facts.waiting_jobs, facts.dead_jobs, facts.last_backup) == (0, 0, None)


def test_what_waits_and_what_died_is_counted(
    database: Database, write: Write, keys: Keyring, tmp_path: Path, path: Path
) -> None:
    """Each kind of trouble has its number, and the oldest waiting row its time."""

    def trouble(tx: Transaction) -> None:
        tx.inbox.add("telegram", "1", 1, b"x", NOW - 500)
        tx.inbox.add("telegram", "2", 1, b"x", NOW - 100)
        tx.inbox.add("telegram", "3", 2, b"x", NOW)
        tx.inbox.dead(3, "x")
        for not_before in (NOW - 900, NOW - 800, NOW + 50, NOW - 10, NOW - 10):
            tx.outbox.add(OutboxRow(1, "message", {}, 2, not_before=not_before))
        tx.outbox.sent(1, 1, NOW)
        tx.outbox.unknown(4, NOW)
        tx.outbox.dead(5, "x", NOW)
        tx.jobs.add("ocr", {}, NOW)
        tx.jobs.failed(tx.jobs.add("ocr", {}, NOW), "x")

    write(trouble)
    backup(database, keys, tmp_path / "copy", NOW + 5)
    facts = database.read(lambda tx: tx.health.facts(NOW))
    assert (facts.waiting_in, facts.oldest_in, facts.dead_in) == (2, NOW - 500, 1)
    assert (facts.waiting_out, facts.oldest_out, facts.unknown_out, facts.dead_out) == (2, NOW - 800, 1, 1)
    assert (facts.waiting_jobs, facts.dead_jobs, facts.last_backup) == (1, 1, NOW + 5)
    assert facts.file_bytes == path.stat().st_size > 0
    assert facts.log_bytes == path.with_name(path.name + "-wal").stat().st_size


def test_the_bench_measures_something(tmp_path: Path) -> None:
    """The bare speed of the disk is a positive rate, and its file is made with the service's own settings."""
    assert commits_per_second(tmp_path / "bench", 5) > 0
    assert (tmp_path / "bench" / "bare.db").stat().st_size > 0
