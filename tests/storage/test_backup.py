"""A copy is whole, checked, unreadable without the keys; putting it back loses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from storage import errors
from storage.backup import backup, restore
from storage.crypto import Keyring
from storage.database import Database

from .household import CANARY, CHAT, KEY, NOW, everything

Write = Callable[..., Any]


@pytest.fixture
def copy(database: Database, write: Write, keys: Keyring, tmp_path: Path) -> Path:
    """A copy of a database with one household, made while it is open; larger than one piece."""
    write(everything)
    write(lambda tx: tx.documents.keep(1, None, "lettre", "a", "image/jpeg", os.urandom(3_000_000), NOW))
    file = tmp_path / "copies" / "2026-11-21.copy"
    file.parent.mkdir()
    made = backup(database, keys, file, NOW)
    assert made.bytes == file.stat().st_size
    return file


def _left_beside(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir()} - {
        path.name + end for end in ("", "-wal", "-shm", ".lock")
    }


def test_a_copy_put_back_is_the_same(copy: Path, keys: Keyring, tmp_path: Path) -> None:
    """Everything that was there is there again, the audit included, on a machine that had nothing."""
    place = tmp_path / "elsewhere" / "new.db"
    assert restore(copy, place, keys) is None
    with Database(place, keys, durable=False) as database:
        told = database.read(lambda tx: tx.export(CHAT))
        assert told["session"] == {"said": CANARY} and len(told["messages"]) == 2
        assert database.read(lambda tx: tx.audit.verify()) == []
    assert _left_beside(place) == set()


def test_a_copy_shows_nothing_without_the_keys(copy: Path) -> None:
    """Not a word, not a chat id, not even that it is a database."""
    raw = copy.read_bytes()
    assert CANARY.encode() not in raw and b"SQLite" not in raw
    assert CHAT.to_bytes(6, "big") not in raw and str(CHAT).encode() not in raw
    assert copy.stat().st_mode & 0o077 == 0


def test_the_old_database_is_kept_when_a_copy_replaces_it(
    copy: Path, database: Database, write: Write, path: Path, keys: Keyring
) -> None:
    """What came after the copy is still on the machine, openable, under another name."""
    write(lambda tx: tx.sessions.save(999, "after the copy", NOW))
    database.close()
    old = restore(copy, path, keys)
    assert old is not None
    with Database(path, keys, durable=False) as restored:
        assert restored.read(lambda tx: tx.sessions.load(999)) is None
    with Database(old, keys, durable=False) as before:
        assert before.read(lambda tx: tx.sessions.load(999)) == "after the copy"
    assert restore(copy, path, keys) != old


def test_a_copy_does_not_bring_back_whom_erasing_reached(
    copy: Path, database: Database, write: Write, path: Path, keys: Keyring
) -> None:
    """Households erased since the copy are erased from it; one erased before it, who came back, is kept."""
    write(lambda tx: tx.sessions.save(555, "{}", NOW))
    write(lambda tx: tx.erase(555))
    write(lambda tx: tx.sessions.save(555, "{}", NOW))
    later = copy.with_name("later.copy")
    backup(database, keys, later, NOW)
    write(lambda tx: tx.erase(CHAT))
    database.close()
    restore(later, path, keys)
    with Database(path, keys, durable=False) as restored:
        assert restored.read(lambda tx: tx.sessions.load(CHAT)) is None
        assert restored.read(lambda tx: tx.cases.by_chat(CHAT, open_only=False)) == []
        assert restored.read(lambda tx: tx.sessions.load(555)) == "{}"
    raw = path.read_bytes()
    assert CHAT.to_bytes(6, "big") not in raw and str(CHAT).encode() not in raw


def test_a_missing_copy_is_told(keys: Keyring, tmp_path: Path) -> None:
    """A misspelt name is one clear sentence."""
    with pytest.raises(errors.BackupError, match="cannot be read"):
        restore(tmp_path / "nowhere", tmp_path / "new.db", keys)


def test_a_damaged_database_can_be_replaced(
    copy: Path, database: Database, path: Path, keys: Keyring
) -> None:
    """That is what copies are for: the broken file and its log are set aside, never played into the new
    one.
    """
    database.close()
    path.write_bytes(b"broken" * 1000)
    path.with_name(path.name + "-wal").write_bytes(b"old log")
    old = restore(copy, path, keys)
    assert old is not None and old.read_bytes().startswith(b"broken")
    with Database(path, keys, durable=False) as restored:
        assert restored.read(lambda tx: tx.sessions.load(CHAT)) is not None


def test_nothing_is_put_under_a_running_service(
    copy: Path, path: Path, keys: Keyring, database: Database
) -> None:
    """Restoring while the service runs would split it in two: it must be stopped first."""
    before = database.read(lambda tx: tx.sessions.load(CHAT))
    with pytest.raises(errors.AlreadyRunning):
        restore(copy, path, keys)
    assert database.read(lambda tx: tx.sessions.load(CHAT)) == before


def test_a_copy_never_replaces_another(copy: Path, database: Database, keys: Keyring) -> None:
    """A slip of the name must not cost yesterday's copy."""
    before = copy.read_bytes()
    with pytest.raises(errors.BackupError, match="exists already"):
        backup(database, keys, copy, NOW)
    assert copy.read_bytes() == before


def test_a_copy_that_cannot_be_written_leaves_nothing(
    database: Database, keys: Keyring, path: Path, tmp_path: Path
) -> None:
    """A missing folder or a full disk: one clear sentence, no half copy, nothing unencrypted left behind."""
    with pytest.raises(errors.BackupError, match="cannot be written"):
        backup(database, keys, tmp_path / "missing" / "copy", NOW)
    assert _left_beside(path) == set()
    assert database.read(lambda tx: tx.marks.at("backup")) is None


@pytest.mark.parametrize("harm", ["cut", "cut at a piece", "flipped", "swapped", "foreign", "empty"])
def test_a_harmed_copy_is_refused_and_nothing_changes(
    copy: Path, keys: Keyring, tmp_path: Path, harm: str
) -> None:
    """Cut, changed, reordered or foreign: the copy is refused and the place is as it was."""
    copy.write_bytes(_harmed(copy.read_bytes(), harm))
    place = tmp_path / "elsewhere" / "new.db"
    with pytest.raises((errors.BackupError, errors.Damaged, errors.WrongKey)):
        restore(copy, place, keys)
    assert [file.name for file in place.parent.iterdir()] == ["new.db.lock"]


def _harmed(raw: bytes, harm: str) -> bytes:
    start = len(b"entraidbot backup 1\n")
    first = start + 4 + int.from_bytes(raw[start : start + 4], "big")
    second = first + 4 + int.from_bytes(raw[first : first + 4], "big")
    return {
        "cut": raw[:-100],
        "cut at a piece": raw[:first],
        "flipped": raw[:first]
        + bytes([raw[first] ^ 0])
        + raw[first + 1 : first + 500]
        + b"A"
        + raw[first + 501 :],
        "swapped": raw[:start] + raw[first:second] + raw[start:first] + raw[second:],
        "foreign": b"SQLite format 3\x00" + raw,
        "empty": raw[:start],
    }[harm]


def test_a_copy_of_another_house_is_refused(copy: Path, tmp_path: Path) -> None:
    """With other keys nothing is put in place."""
    other = Keyring.from_text(Fernet.generate_key().decode())
    with pytest.raises(errors.WrongKey, match="not the keys it was made with"):
        restore(copy, tmp_path / "elsewhere" / "new.db", other)


def test_a_copy_opens_after_the_keys_were_changed(copy: Path, tmp_path: Path) -> None:
    """Last month's copy is still good when a newer key stands before the old one."""
    newer = Keyring.from_text(f"{Fernet.generate_key().decode()},{KEY}")
    restore(copy, tmp_path / "elsewhere" / "new.db", newer)


def test_an_unsound_database_makes_no_copy(
    database: Database, write: Write, keys: Keyring, tmp_path: Path, path: Path
) -> None:
    """A copy of something broken is worse than none: it is told, and not kept."""
    write(everything)
    write(lambda tx: tx._connection.execute("PRAGMA foreign_keys = OFF") and None)
    database._connection.execute("PRAGMA foreign_keys = OFF")
    database._connection.execute("INSERT INTO relays VALUES (99, 'nobody', 1, 1, 1, 1)")
    database._connection.commit()
    with pytest.raises(errors.Damaged, match="points to nothing"):
        backup(database, keys, tmp_path / "copy", NOW)
    assert not (tmp_path / "copy").exists() and _left_beside(path) == set()
