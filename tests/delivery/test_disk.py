"""A disk that refuses: nothing is lost, nothing sent twice, nothing leaves that cannot be written down."""

from pathlib import Path

import pytest

from bot.undelivered import Unreachable
from storage.crypto import Keyring
from storage.database import Database
from storage.faults import Faults
from tests.delivery.stand import Stand


@pytest.mark.parametrize("number", range(1, 19))
def test_each_statement_in_turn_fails(tmp_path: Path, number: int) -> None:
    """Whichever write fails once, every message arrives exactly once, and every failure is told of once."""
    faults, keys = Faults(), Keyring.from_file(tmp_path / "key")
    with Database(tmp_path / "test.db", keys, durable=False, faults=faults) as database:
        stand = Stand(database)
        stand.channel.failures[44] = [Unreachable("blocked")]
        rows = [stand.put(chat, f"message {chat}") for chat in (42, 43, 44)]
        faults.arm(number)
        stand.settle()
        assert [stand.state(row) for row in rows] == ["sent", "sent", "dead"]
        assert sorted(stand.channel.texts()) == ["message 42", "message 43"]
        assert [event["outbox"] for event in stand.events()] == [rows[2]]


def test_nothing_leaves_while_the_disk_refuses(tmp_path: Path) -> None:
    """A full disk for a while: messages wait, and go once there is room again."""
    faults, keys = Faults(), Keyring.from_file(tmp_path / "key")
    with Database(tmp_path / "test.db", keys, durable=False, faults=faults) as database:
        stand = Stand(database)
        stand.put(42, "un")
        faults.arm(1, lasting=True)
        for _ in range(5):
            stand.drain()
            stand.clock.now += 10
        assert stand.channel.texts() == []
        faults.arm(0)
        stand.settle()
        assert stand.channel.texts() == ["un"]
