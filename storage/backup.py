"""Copies of the running database: verified, encrypted whole, and put back without ever losing the one in
place.

A copy is a line that names the format, then pieces, each with its length: number, end mark and content
encrypted together, so that a piece left out, moved, or cut off at the end is noticed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage.connection import connect, refuse_damage
from storage.crypto import Keyring
from storage.database import Database
from storage.disk import sync_folder
from storage.errors import BackupError, Damaged, StorageError, WrongKey, explaining
from storage.lock import InstanceLock
from storage.marks import BACKUP

_FORMAT = b"entraidbot backup 1\n"
_PIECE_BYTES = 1024 * 1024
_LARGEST_TOKEN = 2 * _PIECE_BYTES
_HEAD = 9  # 8 bytes of number, 1 of end mark


@dataclass(frozen=True)
class Copy:
    """A copy that was made: where, and how large."""

    file: Path
    bytes: int


def backup(database: Database, keys: Keyring, file: Path, now: float) -> Copy:
    """Copy the running database to `file`, after checking the copy, and remember when.

    The unencrypted copy stands beside the database for the time it takes, never beside `file`.
    Raises BackupError when `file` exists or cannot be written, Damaged when the copy is not sound.
    """
    if file.exists():
        raise BackupError(f"{file} exists already: a copy never replaces another, choose a new name")
    plain = database.path.with_name(database.path.name + ".copying")
    plain.unlink(missing_ok=True)
    try:
        with _telling(file, "written"), explaining(database.path):
            _copy_into(database.path, plain)
            _refuse_unsound(plain)
            _write_encrypted(plain, keys, file)
    finally:
        plain.unlink(missing_ok=True)
    database.write(lambda tx: tx.marks.set(BACKUP, file.name, now)).result()
    return Copy(file, file.stat().st_size)


@contextmanager
def _telling(file: Path, done: str) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise BackupError(
            f"{file} cannot be {done} ({failure.strerror}): check the path, the rights and the free space"
        ) from failure


def _copy_into(path: Path, plain: Path) -> None:
    os.close(os.open(plain, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(connect(path, "write")) as connection:
        connection.execute("VACUUM INTO ?", (str(plain),))


def _refuse_unsound(plain: Path) -> None:
    with closing(sqlite3.connect(plain)) as connection:
        refuse_damage(connection, plain)


def _write_encrypted(plain: Path, keys: Keyring, file: Path) -> None:
    """Write to a neighbour first: `file` exists only whole and on the disk."""
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        with plain.open("rb") as source, _private(unfinished) as target:
            target.write(_FORMAT)
            for piece in _sealed_pieces(source, keys):
                target.write(len(piece).to_bytes(4, "big") + piece)
            target.flush()
            os.fsync(target.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(file.parent)


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _sealed_pieces(source: BinaryIO, keys: Keyring) -> Iterator[bytes]:
    number, content = 0, source.read(_PIECE_BYTES)
    while True:
        following = source.read(_PIECE_BYTES)
        head = number.to_bytes(8, "big") + bytes([not following])
        yield keys.encrypt_bytes(head + content)
        if not following:
            return
        number, content = number + 1, following


def restore(file: Path, path: Path, keys: Keyring) -> Path | None:
    """Put the copy `file` in place of the database at `path`; where the old database now is, if there was
    one.

    Nothing in place is touched before the copy is decrypted, checked, and opened with these keys. Households
    erased since the copy was made are erased from it too, as far as the old database can still be read.
    Raises AlreadyRunning while a service uses the database, BackupError, Damaged, WrongKey, SchemaMismatch.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = InstanceLock(path)
    plain = path.with_name(path.name + ".restoring")
    try:
        with _telling(file, "read"):
            _read_encrypted(file, keys, plain)
        with Database(plain, keys) as restored:  # refuses what is damaged, or has other keys
            _erase_again(restored, path, keys)
        return _put_in_place(plain, path)
    finally:
        for left in (plain, plain.with_name(plain.name + ".lock")):
            left.unlink(missing_ok=True)
        lock.release()


def _erase_again(restored: Database, path: Path, keys: Keyring) -> None:
    if not path.exists():  # opening would make it
        return
    try:
        with Database(path, keys, beside=True) as old:
            last = restored.read(lambda tx: tx.retention.last_erasure())
            erased = frozenset(old.read(lambda tx: tx.retention.erased_since(last)))
    except StorageError:  # too damaged to be read: that is why it is being replaced
        return
    restored.write(lambda tx: tx.retention.erase_again(erased)).result()


def _read_encrypted(file: Path, keys: Keyring, plain: Path) -> None:
    with file.open("rb") as source, _private(plain) as target:
        if source.read(len(_FORMAT)) != _FORMAT:
            raise BackupError(f"{file} is not a copy made by `entraidbot backup`")
        for content in _opened_pieces(source, keys, file):
            target.write(content)
        target.flush()
        os.fsync(target.fileno())


def _opened_pieces(source: BinaryIO, keys: Keyring, file: Path) -> Iterator[bytes]:
    number, ended = 0, False
    while length := source.read(4):
        token = source.read(min(int.from_bytes(length, "big"), _LARGEST_TOKEN))
        piece = _opened(token, keys, file)
        if ended or int.from_bytes(piece[:8], "big") != number:
            raise Damaged(f"{file}: its pieces are not in order: use another copy")
        number, ended = number + 1, bool(piece[8])
        yield piece[_HEAD:]
    if not ended:
        raise Damaged(f"{file}: its end is missing: use another copy")


def _opened(token: bytes, keys: Keyring, file: Path) -> bytes:
    try:
        return keys.decrypt_bytes(token)
    except WrongKey as wrong:
        raise WrongKey(f"{file}: it is damaged, or these are not the keys it was made with") from wrong


def _put_in_place(plain: Path, path: Path) -> Path | None:
    """Replace the database in one step, keeping the old one under a new name."""
    kept = _keep_old(path) if path.exists() else None
    plain.replace(path)
    sync_folder(path.parent)
    return kept


def _keep_old(path: Path) -> Path:
    """A second name for the old database, its log folded in; a log that cannot be is kept beside it."""
    kept = next(
        name for n in range(1, 10_000) if not (name := path.with_name(f"{path.name}.old{n}")).exists()
    )
    try:
        with closing(connect(path, "write")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:  # too damaged to open: that is why it is being replaced
        pass
    os.link(path, kept)
    for suffix in ("-wal", "-shm"):  # left there, the old log would be played into the new database
        log = path.with_name(path.name + suffix)
        if log.exists():
            log.replace(kept.with_name(kept.name + suffix))
    return kept
