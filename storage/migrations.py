"""The steps that bring a file to today's schema, each applied once, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database as Tables
from sqlite_utils.migrations import Migrations

from storage.errors import SchemaMismatch

_SCHEMA = Path(__file__).parent / "schema"
_SET = "entraidbot"


def _steps() -> Migrations:
    """One migration per SQL file of the schema folder, in the order of their names: adding is dropping a
    file.
    """
    steps = Migrations(_SET)
    for file in sorted(_SCHEMA.glob("*.sql")):
        _register(steps, file)
    return steps


def _register(steps: Migrations, file: Path) -> None:
    @steps(name=file.stem)
    def apply(tables: Tables) -> None:
        for statement in statements(file.read_text("utf-8")):
            tables.conn.execute(statement)


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script, one by one: `executescript` would commit and so break the step's
    transaction.
    """
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def names() -> tuple[str, ...]:
    """The steps this release knows, oldest first."""
    return tuple(file.stem for file in sorted(_SCHEMA.glob("*.sql")))


def migrate(connection: sqlite3.Connection, path: Path, *, only_check: bool = False) -> None:
    """Bring the file to today's schema. Raises SchemaMismatch when it is newer than this release,
    or, with `only_check`, when it is older."""
    tables = Tables(connection, recursive_triggers=False, execute_plugins=False)
    steps = _steps()
    unknown = {step.name for step in steps.applied(tables)} - set(names())
    if unknown:
        raise SchemaMismatch(
            f"{path} comes from a newer release (with {', '.join(sorted(unknown))}): install that one"
        )
    if not only_check:
        steps.apply(tables)
    elif steps.pending(tables):
        raise SchemaMismatch(
            f"{path} waits for a migration: stop the running service and start this release once"
        )
