"""docs/vie-privee.md says what the database really holds, column by column, and how long."""

from __future__ import annotations

import re
from pathlib import Path

from storage.database import Database
from storage.mentions import BOUND, CHATS, HELPERS
from storage.retention import CLASSES

DOCUMENT = (Path(__file__).parents[2] / "docs" / "vie-privee.md").read_text("utf-8")
# "### `inbox` : ce qui arrive (conversation, 90 jours)"
_HEADING = re.compile(r"^### `(\w+)` : .*\((.+)\)$", re.MULTILINE)
_COLUMN = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)


def _schema(database: Database) -> dict[str, set[str]]:
    """Every table with its columns; SQLite's own counters left out, they name no row."""
    tables = database.read(
        lambda tx: tx._connection.execute(
            "SELECT tables.name, columns.name"
            " FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
            " WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        ).fetchall()
    )
    found: dict[str, set[str]] = {}
    for table, column in tables:
        found.setdefault(table, set()).add(column)
    return found


def _sections() -> dict[str, tuple[str, str]]:
    """By table: what the heading says of its retention, and the text below."""
    parts = _HEADING.split(DOCUMENT)
    return {
        name: (kept, text) for name, kept, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    }


def test_every_table_and_column_is_described(database: Database) -> None:
    """A table or column added, renamed or removed without a word here fails."""
    described = {table: {row[0] for row in _COLUMN.findall(text)} for table, (_, text) in _sections().items()}
    assert described == _schema(database)


def test_every_table_has_its_class_and_its_duration(database: Database) -> None:
    """What the document promises is what the program does."""
    assert set(CLASSES) == set(_schema(database))
    for table, (kept, _) in _sections().items():
        promised = CLASSES[table]
        days = "" if promised.after is None else f", {promised.after.days} jours"
        assert kept == promised.name + days, table
    for promised in CLASSES.values():
        length = r"\| [^|]+ \|" if promised.after is None else rf"\| {promised.after.days} jours \|"
        assert re.search(rf"^\| {promised.name} {length}", DOCUMENT, re.MULTILINE), promised.name


def test_every_column_with_a_chat_or_a_person_is_reached_by_erasing(database: Database) -> None:
    """A new column that says whose row it is must be declared, so that erasing and renaming a chat
    reach it.
    """
    schema = _schema(database)
    speaking = {
        (table, column)
        for table, columns in schema.items()
        for column in columns
        if re.search(r"chat|user|group_id|claimed", column)
    }
    assert speaking == set(CHATS) | set(HELPERS)
    assert {table for table, columns in schema.items() if "case_id" in columns} == set(BOUND)
