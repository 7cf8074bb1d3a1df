"""The file is opened safely, written by one thread, and read by any."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from storage import errors
from storage.connection import settings
from storage.crypto import Keyring
from storage.database import Database
from storage.faults import Faults
from storage.transaction import Transaction

from .household import NOW


@pytest.mark.parametrize("name", sorted(settings("write", True)))
def test_every_setting_holds_on_the_writer_and_on_every_reader(path: Path, keys: Keyring, name: str) -> None:
    """WAL, FULL and the rest are set on each connection, since SQLite stores almost none of them in the
    file.
    """
    with Database(path, keys) as database:
        assert database.write(lambda tx: tx.pragma(name)).result() == settings("write", True)[name]
        found: list[int | str] = [database.read(lambda tx: tx.pragma(name))]
        other = threading.Thread(target=lambda: found.append(database.read(lambda tx: tx.pragma(name))))
        other.start()
        other.join()
        assert found == [settings("read", True)[name]] * 2


def test_settings_that_matter_are_the_promised_ones() -> None:
    """Durability and privacy are asked for by value, so that nobody loosens them by accident."""
    wanted = settings("write", True)
    assert (wanted["journal_mode"], wanted["synchronous"], wanted["foreign_keys"]) == ("wal", 2, 1)
    assert (wanted["secure_delete"], wanted["trusted_schema"], wanted["busy_timeout"]) == (1, 0, 5000)


def test_a_second_instance_refuses_to_start(database: Database, path: Path, keys: Keyring) -> None:
    """Two services on one file would answer everyone twice: the second says who holds it."""
    with pytest.raises(errors.AlreadyRunning, match=r"in use by process \d+"):
        Database(path, keys)
    assert database.read(lambda tx: tx.inbox.pending_count()) == 0


def test_the_lock_is_free_again_after_closing(path: Path, keys: Keyring) -> None:
    """Closing lets the next instance in, and closing twice does no harm."""
    first = Database(path, keys)
    first.close()
    first.close()
    Database(path, keys).close()


def test_a_chore_works_beside_the_service(database: Database, path: Path, keys: Keyring) -> None:
    """The command line can invite, erase or verify while the service runs, and the audit stays one chain."""
    with Database(path, keys, durable=False, beside=True) as chore:
        chore.write(lambda tx: tx.audit.add("cli", "invite", None, {}, NOW)).result()
    database.write(lambda tx: tx.audit.add("bot", "turn", None, {}, NOW)).result()
    assert database.read(lambda tx: tx.audit.verify()) == []
    assert [row.actor for row in database.read(lambda tx: tx.audit.of("-"))] == ["cli", "bot"]


def test_two_programs_writing_at_once_keep_one_chain(database: Database, path: Path, keys: Keyring) -> None:
    """A chore and the service write in turns, never over one another: no row lost, the audit still one
    chain.
    """
    with Database(path, keys, durable=False, beside=True) as chore:
        futures = [
            store.write(lambda tx, n=n: tx.audit.add("cli", "turn", None, {"n": n}, NOW))  # type: ignore[misc]
            for n in range(150)
            for store in (database, chore)
        ]
        assert [future.exception(timeout=30) for future in futures] == [None] * 300
    assert database.read(lambda tx: tx.audit.verify()) == []
    assert len(database.read(lambda tx: tx.audit.of("-"))) == 300


def test_files_are_for_their_owner_only(database: Database, path: Path) -> None:
    """The database, its log and its lock can be read by nobody else."""
    database.write(lambda tx: tx.sessions.save(1, "{}", NOW)).result()
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}, modes


def test_the_wrong_key_is_told_at_once(path: Path, keys: Keyring) -> None:
    """A lost or swapped key file is found at start, not at the first household."""
    Database(path, keys).close()
    other = Keyring.from_text(Fernet.generate_key().decode())
    with pytest.raises(errors.WrongKey, match="put back the key file"):
        Database(path, other)


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, keys: Keyring) -> None:
    """A wrong path must not be overwritten."""
    path.parent.mkdir(parents=True)
    path.write_text("Bonjour, ceci n'est pas une base de données. " * 200)
    before = path.read_bytes()
    with pytest.raises(errors.Damaged, match="not an SQLite database"):
        Database(path, keys)
    assert path.read_bytes() == before


def test_a_damaged_file_is_found_at_start(path: Path, keys: Keyring) -> None:
    """A broken page stops the start with advice, before anything is answered from it."""
    with Database(path, keys) as database:
        for chat in range(300):
            database.write(lambda tx, chat=chat: tx.sessions.save(chat, "x" * 500, NOW))  # type: ignore[misc]
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2 // 4096 * 4096
    raw[middle : middle + 200] = b"\xff" * 200
    path.write_bytes(raw)
    with pytest.raises(errors.Damaged, match="restore the last backup"):
        Database(path, keys)


def test_a_read_only_folder_is_told_clearly(path: Path, keys: Keyring) -> None:
    """A file where the folder should be: one clear sentence, no traceback of SQLite."""
    path.parent.parent.mkdir(exist_ok=True)
    path.parent.write_text("not a folder")
    with pytest.raises(errors.StorageReadOnly, match="check the folder"):
        Database(path, keys)


def test_reading_cannot_write(database: Database) -> None:
    """A reader that writes by mistake is stopped by SQLite itself."""
    with pytest.raises(errors.StorageReadOnly):
        database.read(lambda tx: tx.sessions.save(1, "{}", NOW))


def test_a_read_sees_one_moment(database: Database, write: Callable[..., None]) -> None:
    """Two looks in one read agree, whatever is committed between them."""
    write(lambda tx: tx.sessions.save(1, "before", NOW))

    def look(tx: Transaction) -> tuple[str | None, str | None]:
        first = tx.sessions.load(1)
        write(lambda tx: tx.sessions.save(1, "after", NOW))
        return first, tx.sessions.load(1)

    assert database.read(look) == ("before", "before")
    assert database.read(lambda tx: tx.sessions.load(1)) == "after"


def test_readers_of_ended_threads_are_closed(database: Database) -> None:
    """Threads come and go; their connections do not pile up."""
    for _ in range(20):
        thread = threading.Thread(target=lambda: database.read(lambda tx: tx.inbox.pending_count()))
        thread.start()
        thread.join()
    assert len(database._readers) <= 1


def test_closing_finishes_what_is_queued_and_refuses_the_rest(path: Path, keys: Keyring) -> None:
    """A graceful stop loses nothing that was accepted."""
    database = Database(path, keys, durable=False)
    futures = [
        database.write(lambda tx, chat=chat: tx.sessions.save(chat, "{}", NOW))  # type: ignore[misc]
        for chat in range(500)
    ]
    database.close()
    assert all(future.done() and future.exception() is None for future in futures)
    with pytest.raises(errors.Closed):
        database.write(lambda tx: None)
    with pytest.raises(errors.Closed):
        database.read(lambda tx: None)


def test_a_locked_database_says_so_and_stores_nothing(
    path: Path, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holding the file makes a clear error; once it lets go, work goes on."""
    monkeypatch.setattr("storage.connection.BUSY_TIMEOUT_MS", 50)
    with Database(path, keys, durable=False) as database:
        intruder = sqlite3.connect(path, isolation_level=None)
        intruder.execute("BEGIN IMMEDIATE")
        futures = [database.write(lambda tx: tx.sessions.save(1, "lost", NOW)) for _ in range(3)]
        for future in futures:
            with pytest.raises(errors.StorageLocked, match="another program holds it"):
                future.result(timeout=10)
        intruder.execute("ROLLBACK")
        intruder.close()
        database.write(lambda tx: tx.sessions.save(2, "kept", NOW)).result()
        assert database.read(lambda tx: (tx.sessions.load(1), tx.sessions.load(2))) == (None, "kept")


def test_a_full_disk_says_so_and_half_writes_nothing(database: Database, write: Callable[..., None]) -> None:
    """No room: the work that does not fit fails whole, its neighbours are stored, and later work goes on."""
    write(lambda tx: tx.sessions.save(1, "first", NOW))

    def limit(pages: int) -> Callable[[Transaction], None]:
        return lambda tx: tx._connection.execute(f"PRAGMA max_page_count = {pages}") and None

    (used,) = database.read(lambda tx: tx._connection.execute("PRAGMA page_count").fetchone())
    write(limit(used + 3))
    held = threading.Event()
    database.write(lambda tx: held.wait(5) and None)

    def too_large(tx: Transaction) -> None:
        tx.sessions.save(2, "small", NOW)
        tx.sessions.save(3, "x" * 100_000, NOW)

    before = database.write(lambda tx: tx.sessions.save(4, "neighbour", NOW))
    large = database.write(too_large)
    after = database.write(lambda tx: tx.sessions.save(5, "neighbour", NOW))
    held.set()
    with pytest.raises(errors.StorageFull, match="free some space"):
        large.result(timeout=10)
    assert before.exception() is None and after.exception() is None
    write(limit(1_000_000))
    write(too_large)
    found = database.read(lambda tx: [tx.sessions.load(chat) for chat in (1, 2, 4, 5)])
    assert found == ["first", "small", "neighbour", "neighbour"]


def test_a_disk_that_refuses_is_survived(tmp_path: Path) -> None:
    """The system itself refuses to let the files grow: clear errors, nothing half-written, and once
    there is room the same program goes on.
    """
    script = textwrap.dedent(f"""
        import resource
        from pathlib import Path
        from storage.crypto import Keyring
        from storage.database import Database
        from storage.errors import StorageFailure
        here = Path({str(tmp_path)!r})
        unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
        with Database(here / "a.db", Keyring.from_file(here / "key")) as db:
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, unlimited[1]))
            futures = [db.write(lambda tx, n=n: tx.sessions.save(n, "x" * 20_000, 0.0)) for n in range(30)]
            errors = [future.exception() for future in futures]
            resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
            assert any(errors) and all(isinstance(error, StorageFailure) for error in errors if error)
            kept = db.read(lambda tx: [tx.sessions.load(n) is not None for n in range(30)])
            assert kept == [error is None for error in errors]
            db.write(lambda tx: tx.sessions.save(99, "x" * 20_000, 0.0)).result()
        Database(here / "a.db", Keyring.from_file(here / "key")).close()
    """)
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])


def test_a_raising_work_is_undone_alone(database: Database) -> None:
    """Group commit shares the fsync, never the failure."""
    held = threading.Event()
    database.write(lambda tx: held.wait(5))

    def broken(tx: Transaction) -> None:
        tx.sessions.save(2, "undone", NOW)
        raise LookupError("a bug in the turn")

    futures = [
        database.write(lambda tx: tx.sessions.save(1, "kept", NOW)),
        database.write(broken),
        database.write(lambda tx: tx.sessions.save(3, "kept", NOW)),
    ]
    held.set()
    assert futures[0].exception() is None and futures[2].exception() is None
    assert isinstance(futures[1].exception(), LookupError)
    assert database.read(lambda tx: [tx.sessions.load(chat) for chat in (1, 2, 3)]) == ["kept", None, "kept"]


def test_a_failed_commit_is_tried_again_work_by_work(path: Path, keys: Keyring) -> None:
    """When the shared commit fails, each work gets a commit of its own, and all are stored."""
    faults = Faults()
    with Database(path, keys, durable=False, faults=faults) as database:
        held = threading.Event()
        database.write(lambda tx: held.wait(5))
        futures = [
            database.write(lambda tx, chat=chat: tx.sessions.save(chat, "kept", NOW))  # type: ignore[misc]
            for chat in (1, 2, 3)
        ]
        faults.fail_commits(1)
        held.set()
        assert [future.exception(timeout=10) for future in futures] == [None] * 3
        assert database.read(lambda tx: [tx.sessions.load(chat) for chat in (1, 2, 3)]) == ["kept"] * 3
        assert faults.commits >= 4


def test_works_run_in_the_order_they_were_given(database: Database) -> None:
    """First come, first written."""
    seen: list[int] = []
    futures = [database.write(lambda tx, n=n: seen.append(n)) for n in range(300)]  # type: ignore[misc]
    for future in futures:
        future.result()
    assert seen == list(range(300))


def test_a_cancelled_work_is_not_run(database: Database) -> None:
    """What nobody waits for any more, and has not begun, is left undone."""
    held = threading.Event()
    database.write(lambda tx: held.wait(5))
    future = database.write(lambda tx: tx.sessions.save(1, "{}", NOW))
    assert future.cancel()
    held.set()
    assert database.write(lambda tx: tx.sessions.load(1)).result() is None


@pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: fsyncs cannot be counted"
)
def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    """100 lone commits make at least 100 fsyncs: durability is counted, since killing a process cannot
    show it.
    """
    script = textwrap.dedent(f"""
        from pathlib import Path
        from storage.crypto import Keyring
        from storage.database import Database
        here = Path({str(tmp_path)!r})
        with Database(here / "a.db", Keyring.from_file(here / "key")) as db:
            for chat in range(100):
                db.write(lambda tx: tx.sessions.save(chat, "x" * 900, 0.0)).result()
    """)
    command = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", sys.executable, "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert run.stderr.count("sync(") >= 100
