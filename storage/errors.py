"""What can go wrong with the store. Each message says what, where, and what to do.

StorageError
├── AlreadyRunning      another instance holds the lock
├── Closed              the database was closed
├── Damaged             the file is not a sound SQLite database
├── SchemaMismatch      the file was written by a newer release, or waits for a migration
├── KeyringError        a key is missing, malformed or readable by others
│   └── WrongKey        the keys do not open this database
├── PragmaRefused       SQLite would not take a setting that durability or privacy needs
├── PersonalData        a value that could be personal was about to enter the audit
├── BackupError         a copy cannot be made, or is not one
├── Unknown             no row has this id
└── StorageFailure      SQLite failed while working
    ├── StorageFull     no room left on the disk
    ├── StorageReadOnly the file or its folder cannot be written
    └── StorageLocked   another program held the file for too long
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StorageError(Exception):
    """Root of every error this package raises on purpose."""


class AlreadyRunning(StorageError):
    """Another instance holds the lock of this database."""


class Closed(StorageError):
    """Work was given to a database that has been closed."""


class Damaged(StorageError):
    """The file is not a sound SQLite database."""


class SchemaMismatch(StorageError):
    """The file's schema is newer than this release, or older and not ours to migrate now."""


class KeyringError(StorageError):
    """A key is missing, malformed, or readable by others."""


class WrongKey(KeyringError):
    """The keys do not open what is stored."""


class PragmaRefused(StorageError):
    """SQLite would not take a setting that durability or privacy needs."""


class PersonalData(StorageError):
    """A value that could be personal was about to enter a register kept without names."""


class BackupError(StorageError):
    """A copy cannot be made, or is not one."""


class Unknown(StorageError):
    """No row has this id."""


class StorageFailure(StorageError):
    """SQLite failed while working; nothing of the failed work is stored."""


class StorageFull(StorageFailure):
    """No room left on the disk."""


class StorageReadOnly(StorageFailure):
    """The file or its folder cannot be written."""


class StorageLocked(StorageFailure):
    """Another program held the file for longer than the busy timeout."""


# The low byte of an SQLite error code is its family: extended codes (SQLITE_IOERR_WRITE…) keep it.
_FAMILIES: dict[int, tuple[type[StorageError], str]] = {
    sqlite3.SQLITE_FULL: (StorageFull, "no room left on the disk: free some space, nothing was half-written"),
    sqlite3.SQLITE_READONLY: (
        StorageReadOnly,
        "it cannot be written: check the rights of the file and its folder",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StorageReadOnly,
        "it cannot be opened: check that the folder exists and its rights",
    ),
    sqlite3.SQLITE_BUSY: (StorageLocked, "another program holds it: close that program, then try again"),
    sqlite3.SQLITE_LOCKED: (StorageLocked, "another connection holds a table: try again"),
    sqlite3.SQLITE_CORRUPT: (Damaged, "it is damaged: stop, keep a copy, and restore the last backup"),
    sqlite3.SQLITE_NOTADB: (
        Damaged,
        "it is not an SQLite database: check the path, or restore the last backup",
    ),
    sqlite3.SQLITE_IOERR: (
        StorageFailure,
        "the disk failed to read or write: check the disk and its free space",
    ),
}


def explained(failure: BaseException, path: Path) -> BaseException:
    """The error of this package that tells what `failure` means; anything but SQLite's is left as it is."""
    code = getattr(failure, "sqlite_errorcode", None)
    if not isinstance(failure, sqlite3.Error) or code is None:
        return failure
    kind, advice = _FAMILIES.get(code & 0xFF, (None, ""))
    if kind is None:
        return failure
    told = kind(f"{path}: {advice} ({failure})")
    told.__cause__ = failure
    return told


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Let SQLite's errors out as `explained` tells them."""
    try:
        yield
    except sqlite3.Error as failure:
        told = explained(failure, path)
        if told is failure:
            raise
        raise told from failure
