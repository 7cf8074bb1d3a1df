"""Failing on purpose, for tests: the N-th statement or commit raises as a dying disk would."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any


class Faults:
    """Counts the statements and commits of the writing connection, and raises at the ones asked for.

    Given to `Database(faults=…)` by tests only; without it no statement pays for it.
    """

    def __init__(self) -> None:
        self.statements = 0
        self.commits = 0
        self.failed: list[str] = []
        self._at = 0
        self._lasting = False
        self._commits_to_fail = 0

    def arm(self, at: int, *, lasting: bool = False) -> None:
        """Fail at the `at`-th statement from now (commits count as statements); with `lasting`, at all
        after it. 0 disarms.
        """
        self.statements, self._at, self._lasting = 0, at, lasting

    def fail_commits(self, count: int) -> None:
        """Fail the next `count` commits."""
        self._commits_to_fail = count

    def step(self, sql: str) -> None:
        """Called before each statement. Raises sqlite3.OperationalError when its turn has come."""
        self.statements += 1
        due = self.statements >= self._at if self._lasting else self.statements == self._at
        if (self._at and due) or (sql == "COMMIT" and self._commit_fails()):
            self.failed.append(sql.split(None, 1)[0])
            failure = sqlite3.OperationalError(f"fault on purpose: {self.failed[-1]}")
            failure.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise failure

    def _commit_fails(self) -> bool:
        self.commits += 1
        self._commits_to_fail -= 1
        return self._commits_to_fail >= 0


def faulty(faults: Faults) -> type[sqlite3.Connection]:
    """A connection class whose statements first ask `faults`."""

    class FaultyConnection(sqlite3.Connection):
        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            faults.step(sql)
            return super().execute(sql, *parameters)

        def executemany(self, sql: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
            faults.step(sql)
            return super().executemany(sql, rows)

    return FaultyConnection
