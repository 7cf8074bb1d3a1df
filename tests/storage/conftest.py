"""A real database file, seeded chance, and a few rows that tests begin from."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from storage.cases import CaseRow
from storage.crypto import Keyring
from storage.database import Database
from storage.transaction import Transaction

from .household import KEY, NOW

T = TypeVar("T")


@pytest.fixture
def keys() -> Keyring:
    """One fixed key."""
    return Keyring.from_text(KEY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database of this test is."""
    return tmp_path / "var" / "entraidbot.db"


@pytest.fixture
def database(path: Path, keys: Keyring) -> Iterator[Database]:
    """An open database; not durable, since no test cuts the power."""
    with Database(path, keys, durable=False, chance=random.Random(7)) as opened:
        yield opened


@pytest.fixture
def write(database: Database) -> Callable[[Callable[[Transaction], T]], T]:
    """Run a work in the writer and wait for its commit."""

    def run(work: Callable[[Transaction], Any]) -> Any:
        return database.write(work).result(timeout=10)

    return run


def open_case(tx: Transaction, chat_id: int = 100, **details: Any) -> CaseRow:
    """A case with nothing remarkable."""
    given = {"state": "waiting", "urgency": 2, "content_version": "abc", "permanence": "borny"} | details
    return tx.cases.open(chat_id, now=given.pop("now", NOW), **given)
