"""A file of any release becomes today's without losing a row; a file of tomorrow is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from storage import errors
from storage.connection import connect
from storage.crypto import Keyring
from storage.database import Database
from storage.migrations import migrate, names, statements
from storage.retention import CLASSES

from .household import CANARY, CHAT

SCHEMAS = Path(__file__).parent / "schemas"
RELEASED = sorted(SCHEMAS.glob("*.sql"))


def _schema(path: Path) -> dict[str, str]:
    """Every table, index and trigger, without the spaces in which two ways of making them differ."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: " ".join(sql.split()) for name, sql in rows}


def _restore(script: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(script.read_text("utf-8"))
    connection.close()


def test_every_step_has_its_released_file() -> None:
    """Each migration leaves a dump beside the tests, so that the next ones are tried on it."""
    assert [file.stem for file in RELEASED] == [name.split("_")[0] for name in names()]
    dumps = "".join(file.read_text("utf-8") for file in RELEASED)
    assert [table for table in CLASSES if f'INSERT INTO "{table}"' not in dumps] == []


@pytest.mark.parametrize("script", RELEASED, ids=lambda file: file.stem)
def test_a_released_file_becomes_todays(script: Path, path: Path, keys: Keyring) -> None:
    """From every released schema, with rows in every table: same schema as a new file, every row readable."""
    _restore(script, path)
    fresh = path.with_name("fresh.db")
    Database(fresh, keys, durable=False).close()
    with Database(path, keys, durable=False) as database:
        told = database.read(lambda tx: tx.export(CHAT))
        assert told["session"] == {"said": CANARY}
        assert [len(told[part]) for part in ("cases", "messages", "documents", "timers")] == [1, 2, 1, 1]
        assert database.read(lambda tx: tx.audit.verify()) == []
        assert database.read(lambda tx: tx.inbox.pending_count()) == 1
    assert _schema(path) == _schema(fresh)


def test_opening_again_changes_nothing(path: Path, keys: Keyring) -> None:
    """Migrations are applied once."""
    Database(path, keys, durable=False).close()
    before = _schema(path)
    Database(path, keys, durable=False).close()
    assert _schema(path) == before


def test_a_file_of_a_newer_release_is_refused(path: Path, keys: Keyring) -> None:
    """An older program must not write into a schema it does not know."""
    Database(path, keys, durable=False).close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE _sqlite_migrations SET name = '0999_tomorrow' WHERE name LIKE '0001%'")
    connection.commit()
    connection.close()
    with pytest.raises(errors.SchemaMismatch, match="newer release.*0999_tomorrow"):
        Database(path, keys, durable=False)


def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration is whole or not at all: what it did before failing is undone, and it stays to be done."""
    folder = path.parent / "schema"
    folder.mkdir(parents=True)
    (folder / "0001_half.sql").write_text("CREATE TABLE one (id INTEGER);\nCREATE TABLE one (id INTEGER);\n")
    monkeypatch.setattr("storage.migrations._SCHEMA", folder)
    path.touch()
    connection = connect(path, "write")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(connection, path)
    assert not connection.in_transaction
    connection.close()
    assert set(_schema(path)) == {"_sqlite_migrations", "idx__sqlite_migrations_migration_set_name"}


def test_a_chore_does_not_migrate_under_a_running_service(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a running service of an older release, the command line steps back."""
    path.parent.mkdir(parents=True)
    path.touch()
    connection = connect(path, "write")
    with pytest.raises(errors.SchemaMismatch, match="stop the running service"):
        migrate(connection, path, only_check=True)
    connection.close()


def test_a_script_is_cut_into_statements() -> None:
    """Semicolons inside triggers and comments do not cut."""
    script = (
        "-- one; two\nCREATE TABLE a (b);\nCREATE TRIGGER t BEFORE UPDATE ON a\nBEGIN\n SELECT 1;\nEND;\n"
    )
    assert [statement.split()[-1] for statement in statements(script)] == ["(b);", "END;"]
