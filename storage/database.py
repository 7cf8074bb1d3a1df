"""The file: opened, checked, migrated, locked; written by one thread, read by any."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from storage.connection import connect, refuse_damage
from storage.crypto import Keyring
from storage.errors import AlreadyRunning, Closed, StorageReadOnly, explaining
from storage.faults import Faults
from storage.lock import InstanceLock
from storage.migrations import migrate
from storage.readers import Readers
from storage.transaction import Transaction
from storage.writer import Writer

T = TypeVar("T")


class Database:
    """One open database.

    durable: False lets commits return before the disk has them; for benches and throw-away files. beside: for
    a chore of the command line while a service may be running: the lock is taken when it is free; when it is
    not, the file is used beside its owner, and must have today's schema. chance: where references and secrets
    come from; tests give a seeded one. faults: tests only, see storage.faults.

    Raises AlreadyRunning, Damaged, SchemaMismatch, WrongKey, StorageReadOnly, PragmaRefused.
    """

    def __init__(
        self,
        path: Path,
        keys: Keyring,
        *,
        durable: bool = True,
        beside: bool = False,
        chance: random.Random | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.path = path
        self._keys = keys
        self._chance = chance or random.SystemRandom()
        self._closed = False
        _make_private(path)
        self._lock = _locked(path, beside)
        try:
            with explaining(path):
                self._connection = self._prepared(durable, faults)
        except BaseException:
            self._release()
            raise
        self._readers = Readers(path, durable, self._rooms)
        self._writer = Writer(self._connection, self._rooms(self._connection), path)

    def _prepared(self, durable: bool, faults: Faults | None) -> sqlite3.Connection:
        connection = connect(self.path, "write", durable=durable, faults=faults)
        try:
            refuse_damage(connection, self.path)
            migrate(connection, self.path, only_check=self._lock is None)
            connection.execute("BEGIN IMMEDIATE")
            self._rooms(connection).marks.refuse_wrong_key()
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection

    def _rooms(self, connection: sqlite3.Connection) -> Transaction:
        return Transaction(connection, self._keys, self._chance)

    def write(self, work: Callable[[Transaction], T]) -> Future[T]:
        """Run `work` in the writer thread, in a transaction shared with what else waits; its result once
        committed.

        A raising work is undone alone and its error becomes the future's. SQLite's own failures come as
        StorageFull, StorageReadOnly, StorageLocked or StorageFailure, and then nothing of the work is stored.
        """
        return self._writer.submit(work)

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` now, in this thread, on one unchanging view of the last commit; writing raises."""
        if self._closed:
            raise Closed(f"{self.path} is closed: nothing can be read any more")
        with explaining(self.path):
            connection, rooms = self._readers.mine()
            connection.execute("BEGIN")
            try:
                return work(rooms)
            finally:
                connection.rollback()

    def close(self) -> None:
        """Finish every queued write, then let go of the file. Closing twice is closing once."""
        if self._closed:
            return
        self._closed = True
        self._writer.close()
        self._readers.close()
        self._connection.close()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _make_private(path: Path) -> None:
    """Make the folder and the file, for their owner only, when they are not there yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as failure:
        raise StorageReadOnly(
            f"{path} cannot be made or written ({failure.strerror}): check the folder"
        ) from failure


def _locked(path: Path, beside: bool) -> InstanceLock | None:
    try:
        return InstanceLock(path)
    except AlreadyRunning:
        if not beside:
            raise
        return None
