"""Failing on purpose, for tests: the N-th statement or commit raises as a dying disk would."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any


class Faults:
    """Counts the statements of the writing connection and raises at the one asked for.

    `at` is 1 for the next statement; 0 never fails. `lasting` makes every later statement fail too.
    Given to `Database(faults=…)` by tests only; without it no statement pays for it.
    """

    def __init__(self) -> None:
        self.at = 0
        self.seen = 0
        self.lasting = False
        self.statements: list[str] = []

    def arm(self, at: int, *, lasting: bool = False) -> None:
        """Fail at the `at`-th statement from now."""
        self.at, self.seen, self.lasting, self.statements = at, 0, lasting, []

    def disarm(self) -> None:
        """Fail no more."""
        self.arm(0)

    def step(self, sql: str) -> None:
        """Called before each statement. Raises sqlite3.OperationalError when its turn has come."""
        self.seen += 1
        self.statements.append(sql)
        due = self.seen >= self.at if self.lasting else self.seen == self.at
        if self.at and due:
            failure = sqlite3.OperationalError(
                f"fault on purpose at statement {self.seen}: {sql.split(None, 1)[0]}"
            )
            failure.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise failure


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
