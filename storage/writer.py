"""The one thread that writes: it takes what waits, and makes one commit of it, each work safe from its
neighbours.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from storage.errors import Closed, explained
from storage.scrub import Scrub, scrub
from storage.transaction import Transaction

T = TypeVar("T")

# A commit at most this large: a longer queue gains little more and makes the first of it wait.
_LARGEST_BATCH = 64


@dataclass(frozen=True)
class _Task:
    work: Callable[[Transaction], Any]
    future: Future[Any]


@dataclass(frozen=True)
class _Outcome:
    """What a work gave, or what it raised after its own writes were undone."""

    value: Any = None
    error: BaseException | None = None


class Writer:
    """Runs works in the order they came, in one thread, on one connection, with group commit.

    A work that raises is undone alone. When the commit itself fails, nothing of the batch is stored and each
    work is run again in a transaction of its own, so that one that cannot be stored does not take the others
    down.
    """

    def __init__(self, connection: sqlite3.Connection, transaction: Transaction, path: Path) -> None:
        self._connection = connection
        self._run = connection.execute
        self._transaction = transaction
        self._path = path
        self._queue: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._open = True
        self._door = threading.Lock()
        self._thread = threading.Thread(target=self._live, name="storage-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        """Queue a work; its future is settled after the commit that stores it. Raises Closed after
        `close`.
        """
        future: Future[T] = Future()
        with self._door:  # so that nothing is queued behind the end mark
            if not self._open:
                raise Closed(f"{self._path} is closed: no work is taken any more")
            self._queue.put(_Task(work, future))
        return future

    def close(self) -> None:
        """Finish what is queued, then end the thread."""
        with self._door:
            if self._open:
                self._open = False
                self._queue.put(None)
        self._thread.join()

    def _live(self) -> None:
        ended = False
        while not ended:
            batch, ended = self._take()
            tasks = [task for task in batch if task.future.set_running_or_notify_cancel()]
            if tasks:
                self._settle(tasks)
            del batch, tasks  # a waiting thread must not keep the last batch's messages in memory

    def _take(self) -> tuple[list[_Task], bool]:
        """Everything that waits, at least one thing, and whether the end has come."""
        batch: list[_Task] = []
        try:
            while len(batch) < _LARGEST_BATCH:
                task = self._queue.get(block=not batch)
                if task is None:
                    return batch, True
                batch.append(task)
        except queue.Empty:
            pass
        return batch, False

    def _settle(self, tasks: list[_Task]) -> None:
        """Store the tasks, together if it can be, and tell each what became of it."""
        try:
            outcomes = self._together(tasks)
        except BaseException as failure:
            self._undo()
            if len(tasks) == 1 or isinstance(failure, _NotBegun):
                told = failure.__cause__ if isinstance(failure, _NotBegun) else failure
                for task in tasks:
                    task.future.set_exception(explained(told or failure, self._path))
            else:
                for task in tasks:
                    self._settle([task])
            return
        for task, outcome in zip(tasks, outcomes, strict=True):
            if outcome.error is None:
                task.future.set_result(outcome.value)
            else:
                task.future.set_exception(explained(outcome.error, self._path))

    def _together(self, tasks: list[_Task]) -> list[_Outcome]:
        try:
            self._run("BEGIN IMMEDIATE")
        except sqlite3.Error as failure:
            raise _NotBegun from failure
        outcomes = [self._attempt(task) for task in tasks]
        self._run("COMMIT")
        self._scrub()
        return outcomes

    def _scrub(self) -> None:
        """Remove what a commit forgot from the disk; what is in the way puts it off to the next commit."""
        retention = self._transaction.retention
        if retention.wanted:
            with suppress(sqlite3.Error):  # what was asked for is committed, whatever becomes of the traces
                if scrub(self._connection, self._path, retention.wanted):
                    retention.wanted = Scrub.NOTHING

    def _attempt(self, task: _Task) -> _Outcome:
        """Run one work in a savepoint. Raises when the whole transaction is lost with it."""
        self._run("SAVEPOINT work")
        try:
            value = task.work(self._transaction)
        except BaseException as error:
            if not self._connection.in_transaction:  # a full disk makes SQLite undo everything
                raise
            self._run("ROLLBACK TO work")
            self._run("RELEASE work")
            return _Outcome(error=error)
        self._run("RELEASE work")
        return _Outcome(value)

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.rollback()


class _NotBegun(Exception):
    """The transaction could not begin: no work was run, and none would fare better alone."""
