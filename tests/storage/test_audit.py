"""The register cannot be changed without being seen, and holds nobody's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage import errors
from storage.crypto import Keyring
from storage.database import Database

from .household import KEY, NOW

Write = Callable[..., Any]
CHAT = 5_812_345_678


@pytest.fixture
def filled(path: Path, keys: Keyring) -> Path:
    """A closed database with ten rows of audit."""
    with Database(path, keys, durable=False) as database:
        for n in range(10):
            database.write(lambda tx, n=n: tx.audit.add("bot", "turn", CHAT, {"n": n}, NOW + n))  # type: ignore[misc]
    return path


def _verified(path: Path) -> list[int]:
    with Database(path, Keyring.from_text(KEY), durable=False) as database:
        return [row.id for row in database.read(lambda tx: tx.audit.verify())]


def _tamper(path: Path, *statements: str) -> None:
    """Change the file as somebody with the disk, and SQLite, but without the key would."""
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_untouched_register_is_whole(filled: Path) -> None:
    """No false alarm."""
    assert _verified(filled) == []


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'admin'",
        "action = 'read'",
        "subject = '-'",
        "detail = '{}'",
        "at = at + 1",
        "hash = zeroblob(32)",
    ],
)
def test_a_changed_row_is_named(filled: Path, change: str) -> None:
    """One changed field of one row: the verification names that row."""
    _tamper(filled, f"UPDATE audit SET {change} WHERE id = 4")
    assert 4 in _verified(filled)


def test_one_flipped_byte_is_named(filled: Path) -> None:
    """A byte changed on the disk, inside the sixth row, names the sixth row."""
    raw = bytearray(filled.read_bytes())
    place = raw.index(b'{"n":5}')
    raw[place + 5] = ord("6")
    filled.write_bytes(raw)
    assert _verified(filled) == [6]


def test_a_removed_row_is_seen(filled: Path) -> None:
    """A row taken out of the middle shows at the next; rows taken off the end are missed by number."""
    _tamper(filled, "DELETE FROM audit WHERE id = 4")
    assert _verified(filled) == [5]
    _tamper(filled, "DELETE FROM audit WHERE id >= 9")
    assert _verified(filled) == [5, 9, 10]


def test_a_row_slipped_in_is_seen(filled: Path) -> None:
    """Without the key nobody can add a row that fits."""
    _tamper(
        filled,
        "INSERT INTO audit (at, actor, action, subject, detail, hash)"
        " SELECT at, actor, action, subject, detail, hash FROM audit WHERE id = 10",
    )
    assert _verified(filled) == [11]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET actor = 'x' WHERE id = 1",
        "DELETE FROM audit WHERE id = 1",
        "INSERT OR REPLACE INTO audit (id, at, actor, action, subject, detail, hash)"
        " VALUES (1, 0, 'x', 'x', 'x', '{}', x'00')",
        "UPDATE audit_anchor SET id = 5, hash = zeroblob(32)",
        "UPDATE audit_anchor SET id = -1",
        "DELETE FROM audit_anchor",
    ],
)
def test_the_database_itself_refuses_changes(database: Database, write: Write, sql: str) -> None:
    """A bug or a hasty hand meets a trigger: rows are added, never changed nor taken out."""
    for n in range(6):
        write(lambda tx, n=n: tx.audit.add("bot", "turn", None, {"n": n}, NOW))
    with pytest.raises(sqlite3.IntegrityError, match="audit"):
        write(lambda tx: tx._connection.execute(sql))
    assert database.read(lambda tx: tx.audit.verify()) == []


def test_people_are_keyed_hashes(database: Database, write: Write) -> None:
    """A chat is recognised by who holds the key, and by nobody else."""
    write(lambda tx: tx.audit.add(CHAT, "read", "abcdefghjkmn", {"why": "claim"}, NOW))
    (row,) = database.read(lambda tx: tx.audit.of("abcdefghjkmn"))
    assert str(CHAT) not in repr(row)
    assert row.actor == "#" + Keyring.from_text(KEY).keyed_hash(str(CHAT))
    write(lambda tx: tx.audit.add("bot", "turn", CHAT, None, NOW))
    assert len(database.read(lambda tx: tx.audit.of(CHAT))) == 1


@pytest.mark.parametrize(
    ("actor", "action", "subject", "detail"),
    [
        (str(CHAT), "read", None, {}),
        ("Mme Dupont", "read", None, {}),
        ("bot", "a lu", None, {}),
        ("bot", "read", "06 12 34 56 78", {}),
        ("bot", "read", None, {"text": "jai recu un papier"}),
        ("bot", "read", None, {"chat": CHAT}),
        ("bot", "read", None, {"phone": "0612345678"}),
    ],
)
def test_words_and_numbers_of_people_are_refused(
    database: Database, write: Write, actor: str, action: str, subject: str | None, detail: dict[str, Any]
) -> None:
    """What could be personal never enters, whoever forgot; and the refusal does not repeat it."""
    with pytest.raises(errors.PersonalData) as told:
        write(lambda tx: tx.audit.add(actor, action, subject, detail, NOW))
    assert "12" not in str(told.value) and "Dupont" not in str(told.value)
    assert database.read(lambda tx: tx.audit.verify()) == []


def test_the_stores_own_numbers_may_be_large(database: Database, write: Write) -> None:
    """After a million messages the row of a turn is still written down."""
    write(lambda tx: tx.audit.add("telegram", "turn", CHAT, {"row": 12_345_678}, NOW))
    assert "12345678" in database.read(lambda tx: tx.audit.of(CHAT))[0].detail


def test_a_purged_register_is_still_whole(database: Database, write: Write) -> None:
    """After three years the oldest rows go, the chain starts at its anchor, and a later gap is still seen."""
    for n in range(10):
        write(lambda tx, n=n: tx.audit.add("bot", "turn", None, {"n": n}, NOW + n))
    assert write(lambda tx: tx.audit.purge(NOW + 4)) == 4
    assert database.read(lambda tx: tx.audit.verify()) == []
    write(lambda tx: tx.audit.add("bot", "turn", None, {}, NOW + 20))
    assert database.read(lambda tx: tx.audit.verify()) == []
    assert write(lambda tx: tx.audit.purge(NOW + 100)) == 7
    assert write(lambda tx: tx.audit.purge(NOW + 100)) == 0
    write(lambda tx: tx.audit.add("bot", "turn", None, {}, NOW + 200))
    assert database.read(lambda tx: tx.audit.verify()) == []
