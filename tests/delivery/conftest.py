"""A database in a file, a clock that stands still, and channels that do what the test says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.crypto import Keyring
from storage.database import Database
from tests.fake_telegram.fixtures import telegram

__all__ = ["telegram"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database; commits need not reach the disk here."""
    with Database(tmp_path / "test.db", Keyring.from_file(tmp_path / "key"), durable=False) as opened:
        yield opened
