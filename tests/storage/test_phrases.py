"""Masked sentences: kept without anybody in them, for half a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from storage.database import Database
from tests.storage.household import CHAT, NOW, fill

DAY = date(2026, 11, 21)
Write = Callable[..., Any]


def test_a_sentence_comes_back_by_day_and_language(database: Database, write: Write) -> None:
    """What was kept is read again, from a day on and in a language, and can be forgotten."""
    write(lambda tx: tx.phrases.keep("le [mot] fuit", "fr", ["reparations_charges"], DAY))
    write(lambda tx: tx.phrases.keep("мой [mot]", "ru", [], DAY + timedelta(days=2)))
    every = database.read(lambda tx: tx.phrases.since())
    assert [(row.text, row.language, row.candidates, row.day) for row in every] == [
        ("le [mot] fuit", "fr", ("reparations_charges",), DAY),
        ("мой [mot]", "ru", (), DAY + timedelta(days=2)),
    ]
    assert [row.language for row in database.read(lambda tx: tx.phrases.since(DAY + timedelta(days=1)))] == [
        "ru"
    ]
    assert [row.language for row in database.read(lambda tx: tx.phrases.since(language="fr"))] == ["fr"]
    assert write(lambda tx: tx.phrases.drop([every[0].id, 12])) == 1
    assert [row.language for row in database.read(lambda tx: tx.phrases.since())] == ["ru"]


def test_a_sentence_is_encrypted_and_goes_after_half_a_year(database: Database, write: Write) -> None:
    """The words are sealed in the file; the purge takes them after 180 days and not before."""
    write(lambda tx: tx.phrases.keep("le chauffe eau", "fr", [], DAY))
    (body,) = database.read(lambda tx: tx._connection.execute("SELECT body FROM phrases").fetchone())
    assert b"chauffe" not in body
    days = 86_400.0
    write(lambda tx: tx.retention.purge(NOW + 179 * days))
    assert len(database.read(lambda tx: tx.phrases.since())) == 1
    write(lambda tx: tx.retention.purge(NOW + 182 * days))
    assert database.read(lambda tx: tx.phrases.since()) == []


def test_nothing_ties_a_sentence_to_a_household(database: Database, write: Write) -> None:
    """The table has no column for a chat, a case or an hour, and its numbers follow no order."""
    write(fill)
    for word in ("un", "deux", "trois", "quatre", "cinq", "six"):
        write(lambda tx, word=word: tx.phrases.keep(word, "fr", [], DAY))
    columns = database.read(
        lambda tx: [row[1] for row in tx._connection.execute("PRAGMA table_info(phrases)")]
    )
    assert columns == ["id", "language", "day", "body"]
    ids = [row.id for row in database.read(lambda tx: tx.phrases.since())]
    said = [row.text for row in database.read(lambda tx: tx.phrases.since())]
    assert ids == sorted(ids)
    assert said != ["un", "deux", "trois", "quatre", "cinq", "six"]
    assert str(CHAT) not in repr(database.read(lambda tx: tx.phrases.since()))
