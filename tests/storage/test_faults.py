"""Whatever statement fails, a turn is stored whole or not at all; and over time nothing piles up."""

from __future__ import annotations

import random
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from storage import errors
from storage.crypto import Keyring
from storage.database import Database
from storage.faults import Faults
from storage.outbox import OutboxRow
from storage.transaction import Transaction

from .household import KEY, NOW

CHAT = 42


def turn(tx: Transaction) -> None:
    """A turn with everything in it: a referral that opens a case and answers the household."""
    tx.sessions.load(CHAT)
    tx.sessions.save(CHAT, "{}", NOW)
    case = tx.cases.open(CHAT, now=NOW, state="waiting", urgency=2, content_version="abc", group_id=-5)
    tx.messages.keep(CHAT, None, "in", "household", "jai recu un papier", NOW, 1)
    tx.messages.attach(CHAT, case.id)
    topic = tx.outbox.add(OutboxRow(-5, "topic", {"title": case.reference}, 3, case=case.id))
    card = tx.outbox.add(OutboxRow(-5, "message", {"text": "carte"}, 3, case=case.id, after=topic))
    tx.outbox.add(OutboxRow(CHAT, "message", {"text": "Bien reçu"}, 2))
    tx.relays.link(case.id, CHAT, 1, -5, card)
    tx.buttons.bind(-5, None, case.id, "claim", "yes", NOW + 60)
    tx.timers.set("silence", CHAT, case.id, NOW + 60, {}, "silence")
    tx.cases.update(case.id, NOW, topic_id=7)
    tx.audit.add(CHAT, "refer", case.id, {"permanence": "borny"}, NOW)
    tx.inbox.done([1])


def _rows(path: Path) -> dict[str, int]:
    """How many rows each table has, as somebody who opens the file afterwards sees it."""
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
    connection.close()
    return counts


@contextmanager
def _opened(path: Path, faults: Faults) -> Iterator[Database]:
    with Database(
        path, Keyring.from_text(KEY), durable=False, faults=faults, chance=random.Random(1)
    ) as database:
        database.write(lambda tx: tx.inbox.add("telegram", "1", CHAT, b"{}", NOW)).result()
        yield database


def _statements_of_a_turn(path: Path) -> int:
    faults = Faults()
    with _opened(path, faults) as database:
        faults.arm(0)
        database.write(turn).result()
        return faults.statements


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "for ever"])
def test_a_turn_is_whole_or_nothing_wherever_it_fails(tmp_path: Path, lasting: bool) -> None:
    """For every N, the N-th statement of the turn fails, be it a BEGIN, a write or the COMMIT: the
    future tells a StorageFailure, not a row of the turn is stored, and the same turn then works and
    leaves exactly its rows.
    """
    statements = _statements_of_a_turn(tmp_path / "count.db")
    whole = _rows(tmp_path / "count.db")
    assert statements > 20
    for at in range(1, statements + 1):
        path = tmp_path / f"{at}.db"
        faults = Faults()
        with _opened(path, faults) as database:
            nothing = _rows(path)
            faults.arm(at, lasting=lasting)
            assert isinstance(database.write(turn).exception(timeout=10), errors.StorageFailure), at
            faults.arm(0)
            assert _rows(path) == nothing, at
            database.write(turn).result(timeout=10)
            assert _rows(path) == whole, at
            assert database.read(lambda tx: tx.audit.verify()) == []


def test_neighbours_of_a_failing_statement_are_stored(tmp_path: Path) -> None:
    """For every N, in a batch of three, a fault costs at most the work it strikes; the others are stored
    once.

    Only a batch that cannot even begin is refused whole.
    """
    for at in range(1, 25):
        faults = Faults()
        with _opened(tmp_path / f"{at}.db", faults) as database:
            kept, stored = _three_in_a_batch(database, faults, at)
            assert kept == stored, at
            assert sum(stored) >= 2 or faults.failed == ["BEGIN"], at
            assert database.read(lambda tx: tx.audit.verify()) == []


def _three_in_a_batch(database: Database, faults: Faults, at: int) -> tuple[list[int], list[int]]:
    """Rows kept by each of three works that share a commit, and whether each was told it is stored."""
    begun, held = threading.Event(), threading.Event()
    database.write(lambda tx: begun.set() or held.wait(5))
    begun.wait(5)
    futures = [database.write(partial(_audited, n)) for n in range(3)]
    faults.arm(at)
    held.set()
    stored = [int(future.exception(timeout=10) is None) for future in futures]
    return database.read(lambda tx: [len(tx.audit.of(n)) for n in range(3)]), stored


def _audited(n: int, tx: Transaction) -> None:
    tx.audit.add("bot", "turn", n, {}, NOW)


def test_a_work_that_swallows_the_failure_stores_nothing_half(tmp_path: Path) -> None:
    """SQLite undoes everything when the disk is full: a work that carries on regardless is not stored
    in pieces.
    """
    path = tmp_path / "full.db"
    with _opened(path, Faults()) as database:
        before = _rows(path)

        def stubborn(tx: Transaction) -> None:
            tx.sessions.save(1, "first", NOW)
            tx._connection.execute("ROLLBACK")  # what SQLite does by itself on SQLITE_FULL
            tx.sessions.save(2, "second", NOW)

        assert database.write(stubborn).exception(timeout=10) is not None
        assert _rows(path) == before
        database.write(lambda tx: tx.sessions.save(3, "third", NOW)).result(timeout=10)


def test_a_start_that_fails_leaves_a_file_that_starts(tmp_path: Path) -> None:
    """For every N, the N-th statement of the first start fails: the next start makes the database as if
    new.
    """
    counting = Faults()
    Database(tmp_path / "count.db", Keyring.from_text(KEY), durable=False, faults=counting).close()
    whole = _rows(tmp_path / "count.db")
    for at in range(1, counting.statements + 1):
        path, faults = tmp_path / f"{at}.db", Faults()
        faults.arm(at)
        with pytest.raises(errors.StorageFailure):
            Database(path, Keyring.from_text(KEY), durable=False, faults=faults)
        Database(path, Keyring.from_text(KEY), durable=False).close()
        assert _rows(path) == whole, at


def test_a_thousand_turns_leave_nothing_open(tmp_path: Path) -> None:
    """Soak, small: many turns, readers and threads; the log stays bounded, no connection piles up, all
    is there.
    """
    path = tmp_path / "soak.db"
    with Database(path, Keyring.from_text(KEY), durable=False, chance=random.Random(1)) as database:
        threads = [threading.Thread(target=_talks, args=(database, chat)) for chat in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert database.read(lambda tx: tx.audit.verify()) == []
        assert database.read(lambda tx: tx.inbox.pending_count()) == 0
        assert len(database.read(lambda tx: tx.outbox.due(NOW, 100))) == 20
        database.read(lambda tx: None)
        assert len(database._readers) <= 2
        assert database.read(lambda tx: tx.health.facts(NOW)).log_bytes <= 17 * 1024 * 1024
    assert _rows(path)["audit"] == 1000


def _talks(database: Database, chat: int) -> None:
    for n in range(50):
        database.write(partial(_arrives, chat, n)).result()
        (row, *_) = database.read(lambda tx: tx.inbox.next_batch(NOW, 5, set(range(20)) - {chat}))
        database.write(partial(_soaked, chat, row.id)).result()


def _arrives(chat: int, n: int, tx: Transaction) -> None:
    assert tx.inbox.add("telegram", f"{chat}:{n}", chat, b"x" * 900, NOW)


def _soaked(chat: int, row: int, tx: Transaction) -> None:
    tx.sessions.save(chat, "x" * 2000, NOW)
    tx.outbox.add(OutboxRow(chat, "message", {"text": "x" * 500}, 2))
    tx.audit.add("bot", "turn", chat, {}, NOW)
    tx.inbox.done([row])


class Recorder(Faults):
    """Keeps every statement, and fails none."""

    def __init__(self) -> None:
        super().__init__()
        self.sql: list[str] = []

    def step(self, sql: str) -> None:
        self.sql.append(sql)


# Reads its last row by its number: SQLite calls that a scan, and stops after one.
_ONE_STEP = "SELECT hash FROM audit ORDER BY id DESC LIMIT 1"


def test_no_hot_statement_walks_a_whole_table(tmp_path: Path) -> None:
    """A turn, the queues and the clock find their rows by an index, so that they cost the same in the
    tenth year.
    """
    recorder = Recorder()
    with Database(tmp_path / "a.db", Keyring.from_text(KEY), durable=False, faults=recorder) as database:
        recorder.sql.clear()
        database.write(turn).result()
        database.write(_queues).result()
        plan = sqlite3.connect(tmp_path / "a.db")
        walked = [sql for sql in set(recorder.sql) - {_ONE_STEP} if _walks(plan, sql)]
        plan.close()
    assert walked == [] and len(set(recorder.sql)) > 30


def _queues(tx: Transaction) -> None:
    tx.inbox.add("telegram", "2", CHAT, b"{}", NOW)
    tx.inbox.next_batch(NOW, 10)
    tx.inbox.pending_count()
    tx.inbox.postpone(CHAT, NOW)
    tx.inbox.forget(CHAT)
    tx.outbox.due(NOW, 10)
    tx.outbox.sending(1)
    tx.outbox.sent(1, 1, NOW)
    tx.outbox.expire(NOW)
    tx.outbox.requeue_after_crash(NOW)
    tx.outbox.of_message(-5, 1)
    tx.outbox.sent_since(-5, NOW)
    tx.timers.due(NOW, 10)
    tx.timers.cancel_prefix(CHAT, "x")
    tx.cases.by_topic(-5, 7)
    tx.cases.by_chat(CHAT)
    tx.cases.list(permanence="borny")
    tx.relays.to(CHAT, 1)
    tx.relays.back(-5, 1)
    tx.messages.versions(CHAT, 1)
    tx.buttons.press("A" * 22)


def _walks(connection: sqlite3.Connection, sql: str) -> bool:
    """Whether SQLite would read every row of a table for this statement."""
    numbered = [int(number) for number in re.findall(r"\?(\d+)", sql)]
    values = [None] * (max(numbered) if numbered else sql.count("?"))
    if not sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "\n")):
        return False
    steps = [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + sql, values)]
    return any(step.startswith("SCAN") and "INDEX" not in step for step in steps)
